// Trials on a server with XA clients, events and temporary tables: a dump is ended in every way,
// and replicas are built from dumps, which must run on from the coordinates they came with.

import { runProgram } from '../support/child-process.js';
import { MIXED_SCHEMA, type MixedLoad, startMixedLoad } from '../support/mixed-load.js';
import { startReplication, waitForReplica } from '../support/replication.js';
import { startServer } from '../support/servers.js';
import type { TestServer } from '../support/test-server.js';
import { CONSISTENT_MODES } from './cluster-way.js';
import { toSeconds } from './part.js';
import { type Expected, TestBed } from './test-bed.js';
import type { Trial, TrialGroup } from './trial.js';
import { type Ended, endedInTime, endSomewhere } from './ways-to-end.js';

const SIGNALS = ['SIGKILL', 'SIGINT', 'SIGTERM'] as const;
const EXITS = { SIGKILL: 0, SIGINT: 130, SIGTERM: 143 } as const;
const LOCK_WAIT_S = 4;
const STALL_SLACK_MS = 2_000;
const SCHEDULER = '--event-scheduler=ON';

interface MixedStage {
  readonly bed: TestBed;
  readonly load: MixedLoad;
  readonly replica: TestServer;
  longestStallMs: number;
}

function toGroup(trials: readonly Trial<MixedStage>[]): TrialGroup<MixedStage> {
  return {
    trials: () => trials,
    async start(flavor) {
      const [bed, replica] = await Promise.all([
        TestBed.start(flavor, { args: [SCHEDULER] }),
        // As a new replica is: whatever its events do there, they do.
        startServer(flavor, { serverId: 2, args: [SCHEDULER] }),
      ]);
      return { bed, replica, load: await startMixedLoad(bed.server), longestStallMs: 0 };
    },
    async stop({ bed, load, replica }) {
      const complaints = await load.stop();
      await replica.remove();
      complaints.push(...(await bed.stop()).complaints);
      return complaints;
    },
    figures: ({ longestStallMs }) => ({
      [`longest stall of XA clients, events and temporary tables, --lock-wait ${LOCK_WAIT_S}`]:
        toSeconds(longestStallMs),
    }),
  };
}

/** What is wrong with the clients after a trial. */
async function examineLoad(stage: MixedStage): Promise<string[]> {
  const stallMs = stage.load.takeLongestMs();
  stage.longestStallMs = Math.max(stage.longestStallMs, stallMs);
  return stallMs > LOCK_WAIT_S * 1000 + STALL_SLACK_MS
    ? [`a client waited ${Math.round(stallMs)} ms`]
    : [];
}

export const mixedEnds: TrialGroup<MixedStage> = toGroup(
  CONSISTENT_MODES.flatMap((mode) =>
    SIGNALS.flatMap((signal) =>
      Array.from({ length: 10 }, (_, round) => ({
        kind: 'XA clients, events, temporary tables: SIGKILL, SIGINT, SIGTERM',
        name: `${signal}, ${mode}, round ${round}`,
        run: async (stage: MixedStage) => {
          stage.load.takeLongestMs();
          const dump = stage.bed.startDump([mode, '--threads=2', `--lock-wait=${LOCK_WAIT_S}`]);
          const ended = await endSomewhere(dump, signal, round);
          const expected: Expected =
            signal === 'SIGKILL' ? { killed: true } : { codes: [EXITS[signal], 0] };
          const complaints = await stage.bed.examine(ended, expected);
          return [...(ended.complaints ?? []), ...complaints, ...(await examineLoad(stage))];
        },
      })),
    ),
  ),
);

export const mixedReplicas: TrialGroup<MixedStage> = toGroup(
  CONSISTENT_MODES.flatMap((mode) =>
    Array.from({ length: 30 }, (_, round) => ({
      kind: 'XA clients, events, temporary tables: a replica built from the dump',
      name: `${mode}, round ${round}`,
      run: async (stage: MixedStage) => await buildReplica(stage, mode),
    })),
  ),
);

async function buildReplica(stage: MixedStage, mode: string): Promise<string[]> {
  const { bed, load, replica } = stage;
  load.takeLongestMs();
  const dump = bed.startDump(
    [
      mode,
      '--threads=2',
      `--lock-wait=${LOCK_WAIT_S}`,
      '--source-data',
      '--gtid',
      '--set-gtid-purged=auto',
      '--databases',
      'bank',
    ],
    MIXED_SCHEMA,
  );
  const ended: Ended = await endedInTime(dump);
  const complaints = [...(ended.complaints ?? []), ...(await examineLoad(stage))];
  if (ended.code === 0 && !NOT_FOR_A_REPLICA.test(ended.stderr)) {
    complaints.push(...(await restoreAndFollow(bed, replica)));
  }
  // Other bytes each time.
  complaints.push(...(await bed.examine(ended, { codes: [0], warning: /^/ })));
  return complaints;
}

/** Warned of: what is open at the coordinates would stop a replica. */
const NOT_FOR_A_REPLICA = /prepared|temporary table/i;

async function restoreAndFollow(bed: TestBed, replica: TestServer): Promise<string[]> {
  await forget(replica);
  const { stdout } = await runProgram('zstd', ['-dc', bed.file]);
  const restored = await replica.restore(stdout);
  if (restored.code !== 0) return [`not restored: ${restored.stderr.slice(0, 300)}`];
  await startReplication(bed.server, replica);
  try {
    await waitForReplica({ source: bed.server, replica });
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : ''];
  }
}

/** As if nothing had ever been restored or replicated. */
async function forget(replica: TestServer): Promise<void> {
  const isMysql = replica.flavor === 'mysql';
  await replica.run(isMysql ? 'STOP REPLICA; RESET REPLICA ALL' : 'STOP SLAVE; RESET SLAVE ALL');
  const prepared = await replica.run('XA RECOVER');
  for (const line of prepared.split('\n').filter((each) => each !== '')) {
    await replica.run(`XA ROLLBACK '${line.split('\t')[3] ?? ''}'`);
  }
  await replica.run(
    `DROP DATABASE IF EXISTS ${MIXED_SCHEMA}; DROP DATABASE IF EXISTS bank;
     DROP USER IF EXISTS m1, c1, repl;
     ${isMysql ? 'RESET BINARY LOGS AND GTIDS' : "RESET MASTER; SET GLOBAL gtid_slave_pos = ''"}`,
  );
}
