// Trials in which others are in the way of the lock on a node of a cluster, for long or for a
// moment: whoever waits gives up in time, and nobody else waits longer.

import { sleep } from '../../src/base/clock.js';
import type { Flavor } from '../../src/model/server.js';
import { type ClusterStage, LOCK_WAIT_S } from './cluster-stage.js';
import { listWays, toGroup, toTrial, type Way } from './cluster-way.js';
import { block, unblock } from './in-the-way.js';
import { seenOrEnded, type Trial, type TrialGroup } from './trial.js';
import { endedInTime, OBEYED_WITHIN_MS } from './ways-to-end.js';

/** Longer than a dump waits for its lock. */
const LONG_S = LOCK_WAIT_S + 3;
const BRIEF_MS = 300;

interface Obstacle {
  readonly name: string;
  readonly flavor?: Flavor;
  /** Each list on a connection of its own, to the node that is dumped or to the other. */
  readonly same?: readonly (readonly string[])[];
  readonly other?: readonly (readonly string[])[];
  /** It needs a node that takes writes. */
  readonly writes?: boolean;
  /** It stops clients by itself. */
  readonly stopsClients?: boolean;
}

const OBSTACLES: readonly Obstacle[] = [
  {
    name: "another session's FLUSH TABLES WITH READ LOCK",
    same: [['FLUSH TABLES WITH READ LOCK']],
    stopsClients: true,
  },
  {
    name: "another session's FLUSH TABLES WITH READ LOCK on the other node",
    other: [['FLUSH TABLES WITH READ LOCK']],
    stopsClients: true,
  },
  { name: 'LOCK TABLES ... WRITE', same: [['LOCK TABLES other.t WRITE']], writes: true },
  {
    name: 'a SELECT that runs for long',
    same: [[`SELECT SLEEP(${LONG_S}) FROM other.t LIMIT 1`]],
  },
  {
    name: 'an UPDATE that runs for long',
    same: [[`UPDATE other.t SET v = 2 WHERE SLEEP(${LONG_S}) = 0`]],
    writes: true,
  },
  {
    name: 'an open transaction, and DDL that comes from the other node',
    same: [['BEGIN', 'SELECT * FROM other.t']],
    other: [['ALTER TABLE other.t ADD COLUMN w INT', 'ALTER TABLE other.t DROP COLUMN w']],
  },
  {
    name: 'an open transaction with changes',
    same: [['BEGIN', 'UPDATE other.t SET v = v + 1']],
    writes: true,
  },
  {
    name: 'a backup that keeps DDL out',
    flavor: 'mysql',
    same: [['LOCK INSTANCE FOR BACKUP']],
  },
  {
    name: 'a backup that has blocked DDL',
    flavor: 'mariadb',
    same: [['BACKUP STAGE START', 'BACKUP STAGE BLOCK_DDL']],
  },
];

export const clusterLocks: TrialGroup<ClusterStage> = toGroup((flavor) =>
  OBSTACLES.filter((obstacle) => (obstacle.flavor ?? flavor) === flavor).flatMap((obstacle) =>
    listWays(2)
      .filter(({ node }) => obstacle.writes !== true || flavor === 'mariadb' || node === 'first')
      .filter(({ threads, waits }) => (threads === 2) === waits)
      .map((way) => toLockTrial(obstacle, way)),
  ),
);

function toLockTrial(obstacle: Obstacle, way: Way): Trial<ClusterStage> {
  // In every other round for a moment only, so that the lock is to be had.
  const isBrief = way.round % 2 === 1;
  return toTrial(way, {
    kind: 'a cluster at work: others are in the way of the lock',
    name: `${obstacle.name}${isBrief ? ', for a moment' : ''}, `,
    expected: { codes: [0, 12], cause: /blocked by .*|another/ },
    ...(obstacle.stopsClients === true && { mayStallMs: Number.POSITIVE_INFINITY }),
    disturb: async (stage, { node }, start) => {
      const same = stage.cluster[node];
      const other = stage.cluster[node === 'first' ? 'second' : 'first'];
      const here = await block(same, obstacle.same ?? []);
      const there = await block(other, obstacle.other ?? []);
      const lift = async (): Promise<void> => {
        await unblock(same, here.splice(0));
        await unblock(other, there.splice(0));
      };
      try {
        const dump = start();
        await seenOrEnded(dump, '"phase":"lock"');
        const beganMs = performance.now();
        if (isBrief) await sleep(BRIEF_MS).then(lift);
        const ended = await endedInTime(dump);
        const tookMs = performance.now() - beganMs;
        return ended.code === 12 && tookMs > LOCK_WAIT_S * 1000 + OBEYED_WITHIN_MS
          ? { ...ended, complaints: [`gave up after ${Math.round(tookMs)} ms`] }
          : ended;
      } finally {
        await lift();
      }
    },
  });
}
