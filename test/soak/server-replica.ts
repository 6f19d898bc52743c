// Trials on a replica whose applier has several threads and is busy, and of a source that
// turns replica while it is dumped.

import { sleep } from '../../src/base/clock.js';
import type { Flavor } from '../../src/model/server.js';
import { type Bank, createBank, startBank } from '../support/bank.js';
import { makeTemporaryFolder } from '../support/child-process.js';
import {
  type ReplicationPair,
  replicaStatus,
  startPair,
  waitForReplica,
} from '../support/replication.js';
import type { TestServer } from '../support/test-server.js';
import { connectTo, watchDump } from '../support/tsdump.js';
import { projectPath } from '../support/project.js';
import type { Trial, TrialGroup } from './trial.js';

const WRITERS = 6;
const WAYS: readonly (readonly string[])[] = [
  ['--read-only'],
  ['--lock-all-tables'],
  [],
  ['--read-only', '--dump-replica'],
  ['--dump-replica'],
  ['--read-only', '--source-data'],
];
const ROUNDS = 6;

interface ReplicaStage {
  readonly pair: ReplicationPair;
  readonly bank: Bank;
  readonly output: string;
}

export const serverReplica: TrialGroup<ReplicaStage> = {
  trials: () => [...listBusy(), failOver],
  async start(flavor) {
    const parallel =
      flavor === 'mysql'
        ? ['--replica-parallel-workers=4', '--replica-preserve-commit-order=ON']
        : ['--slave-parallel-threads=4', '--slave-parallel-mode=optimistic'];
    const pair = await startPair(flavor, { replicaArgs: parallel });
    await createBank(pair.source);
    await pair.source.run(BULK);
    await waitForReplica(pair);
    const bank = await startBank(pair.source, WRITERS);
    return { pair, bank, output: makeTemporaryFolder('replica') };
  },
  async stop({ pair, bank }) {
    const { errors } = await bank.stop();
    await waitForReplica(pair);
    await pair.stop();
    return errors;
  },
};

async function dump(
  server: TestServer,
  { output }: ReplicaStage,
  args: readonly string[],
): Promise<{ code: number | null; stderr: string }> {
  const file = `--result-file=${output}/dump.zst`;
  const command = [
    projectPath('bin/tsdump'),
    ...connectTo(server),
    '--threads=2',
    '--lock-wait=8',
    file,
  ];
  return await watchDump([...command, ...args, 'bank']).ended;
}

function listBusy(): Trial<ReplicaStage>[] {
  return WAYS.flatMap((way) =>
    Array.from({ length: ROUNDS }, (_, round) => ({
      kind: 'a replica with a busy applier of four threads',
      name: `${way.join(' ')}, round ${round}`,
      run: async (stage: ReplicaStage) => {
        const { replica, source } = stage.pair;
        const before = await replica.run('SELECT @@GLOBAL.read_only');
        const { code, stderr } = await dump(replica, stage, way);
        const complaints: string[] = [];
        if (code !== 0 && code !== 12) complaints.push(`exit ${code}: ${stderr.slice(-400)}`);
        const after = await replica.run('SELECT @@GLOBAL.read_only');
        if (after !== before) complaints.push(`read_only is ${after}`);
        const status = await replicaStatus(replica);
        if (status?.sqlRunning !== true || status.lastError !== '') {
          complaints.push(`the applier stands still: ${status?.lastError}`);
        }
        await waitForReplica({ source, replica });
        return complaints;
      },
    })),
  );
}

/** What failover tools do to a source that lives; ours must not make it writable again. */
const failOver: Trial<ReplicaStage> = {
  kind: 'a failover: the source turns replica while it is dumped',
  name: '--read-only',
  run: async (stage) => {
    const { source, replica } = stage.pair;
    const flavor: Flavor = source.flavor;
    const alone = await startPair(flavor);
    try {
      await createBank(alone.source);
      const file = `--result-file=${stage.output}/failover.zst`;
      const where = '--where=SLEEP(0.05) = 0';
      const args = [...connectTo(alone.source), '--read-only', file, where, 'bank'];
      const running = watchDump([projectPath('bin/tsdump'), ...args]);
      await running.seen('window-opened');
      await alone.source.run(
        flavor === 'mysql'
          ? 'SET GLOBAL super_read_only = ON'
          : `SET GLOBAL read_only = ON; CHANGE MASTER TO MASTER_HOST='${replica.host}', MASTER_PORT=${replica.port}, MASTER_USER='repl', MASTER_PASSWORD='repl', MASTER_USE_GTID=current_pos; START SLAVE`,
      );
      await sleep(500);
      const { code, stderr } = await running.ended;
      const complaints: string[] = [];
      if (code !== 0) complaints.push(`exit ${code}: ${stderr.slice(-400)}`);
      if (!stderr.includes('it stays so')) complaints.push('does not say so');
      const readOnly = await alone.source.run('SELECT @@GLOBAL.read_only');
      if (readOnly !== '1') complaints.push('made writable again');
      return complaints;
    } finally {
      await alone.stop();
    }
  },
};

const BULK = `
  CREATE TABLE bank.bulk (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(100));
  INSERT INTO bank.bulk (v) VALUES (REPEAT('x', 100));
  ${'INSERT INTO bank.bulk (v) SELECT v FROM bank.bulk;\n'.repeat(13)}
`;
