// How a node of a cluster is dumped in a trial: which, in which mode, and whether its settings
// make every read of a session that takes them over wait for the cluster.

import type { Flavor } from '../../src/model/server.js';
import type { RunningDump } from '../support/tsdump.js';
import { ClusterStage, LOCK_WAIT_S, type NodeName } from './cluster-stage.js';
import { toSeconds } from './part.js';
import { SNAPSHOT, type Expected } from './test-bed.js';
import type { Trial, TrialGroup } from './trial.js';
import type { Ended } from './ways-to-end.js';

/** Every way of one moment. */
export const CONSISTENT_MODES: readonly string[] = [
  '--read-only',
  SNAPSHOT,
  '--lock-all-tables',
  '--single-transaction',
];
const NODES: readonly NodeName[] = ['first', 'second'];
/** Makes every statement of a session that takes it over wait for the rest of the cluster. */
const WAITING: Readonly<Record<Flavor, { readonly variable: string; readonly value: string }>> = {
  mysql: { variable: 'group_replication_consistency', value: "'BEFORE'" },
  mariadb: { variable: 'wsrep_sync_wait', value: '15' },
};

export interface Way {
  readonly node: NodeName;
  readonly mode: string;
  readonly threads: number;
  /** Whether `WAITING` is set. */
  readonly waits: boolean;
  readonly round: number;
}

export function listWays(rounds: number): Way[] {
  const ways: Way[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const node of NODES) {
      for (const mode of CONSISTENT_MODES) {
        for (const threads of [1, 2]) {
          for (const waits of [false, true]) ways.push({ node, mode, threads, waits, round });
        }
      }
    }
  }
  return ways;
}

function describe({ node, mode, threads, waits, round }: Way): string {
  return `${mode}, ${node} node, ${threads} threads${waits ? ', reads told to wait' : ''}, round ${round}`;
}

export type Disturb = (stage: ClusterStage, way: Way, start: () => RunningDump) => Promise<Ended>;

export interface Disturbance {
  readonly kind: string;
  /** What comes before the way in the trial's name. */
  readonly name: string;
  readonly expected: Expected;
  readonly disturb: Disturb;
  /** Longest time that a client may wait; that of `--lock-wait` by default. */
  readonly mayStallMs?: number;
}

export function toTrial(way: Way, disturbance: Disturbance): Trial<ClusterStage> {
  const { kind, name, expected, disturb, mayStallMs } = disturbance;
  return {
    kind,
    name: `${name}${describe(way)}`,
    run: async (stage) => {
      const bed = stage.bed(way.node);
      const { variable, value } = WAITING[stage.flavor];
      if (way.waits) await bed.server.run(`SET GLOBAL ${variable} = ${value}`);
      try {
        stage.beginTrial();
        const args = [way.mode, `--threads=${way.threads}`, `--lock-wait=${LOCK_WAIT_S}`];
        const ended = await disturb(stage, way, () => bed.startDump(args));
        const complaints = await bed.examine(ended, expected);
        return [...(ended.complaints ?? []), ...complaints, ...(await stage.examine(mayStallMs))];
      } finally {
        if (way.waits) await bed.server.run(`SET GLOBAL ${variable} = DEFAULT`);
      }
    },
  };
}

export function toGroup(trials: TrialGroup<ClusterStage>['trials']): TrialGroup<ClusterStage> {
  return {
    trials,
    start: async (flavor) => await ClusterStage.start(flavor),
    stop: async (stage) => await stage.stop(),
    figures: ({ longestStallMs }) => ({
      [`longest stall of a client of a cluster, --lock-wait ${LOCK_WAIT_S}`]:
        toSeconds(longestStallMs),
    }),
  };
}
