// Trials in which others are in the way of the lock: statements, transactions, locks, DDL
// that waits. The dump waits as long as it may, and while it waits nobody else waits longer.

import { sleep } from '../../src/base/clock.js';
import type { Flavor } from '../../src/model/server.js';
import { block, unblock } from './in-the-way.js';
import { toSeconds } from './part.js';
import { SNAPSHOT, TestBed } from './test-bed.js';
import type { Trial, TrialGroup } from './trial.js';

const LOCK_WAIT_S = 3;
/** Longer than a dump waits. */
const LONG_S = LOCK_WAIT_S + 4;
/** What a busy machine adds to a measurement. */
const SLACK_MS = 500;

interface Obstacle {
  readonly name: string;
  readonly flavor?: Flavor;
  /** On connections of their own, the last one's not waited for. */
  readonly statements: readonly (readonly string[])[];
  /** How long it is there when the dump begins. */
  readonly forMs: number;
}

const OBSTACLES: readonly Obstacle[] = [
  {
    name: 'LOCK TABLES ... WRITE',
    statements: [['LOCK TABLES other.t WRITE', `DO SLEEP(${LONG_S})`]],
    forMs: 300,
  },
  {
    name: 'LOCK TABLES ... WRITE of somebody who then sleeps',
    statements: [['LOCK TABLES other.t WRITE']],
    forMs: 300,
  },
  {
    name: 'a SELECT that runs for long',
    statements: [[`SELECT SLEEP(${LONG_S}) FROM shop.aside LIMIT 1`]],
    forMs: 2_500,
  },
  {
    name: 'a SELECT that has just begun, and runs for long',
    statements: [[`SELECT SLEEP(${LONG_S}) FROM other.t LIMIT 1`]],
    forMs: 100,
  },
  {
    name: 'an UPDATE that runs for long',
    statements: [[`UPDATE other.t SET v = 2 WHERE SLEEP(${LONG_S}) = 0`]],
    forMs: 2_500,
  },
  {
    name: 'an UPDATE that has just begun, and runs for long',
    statements: [[`UPDATE other.t SET v = 2 WHERE SLEEP(${LONG_S}) = 0`]],
    forMs: 100,
  },
  {
    name: 'an open transaction with changes',
    statements: [['BEGIN', 'UPDATE other.t SET v = v + 1']],
    forMs: 300,
  },
  {
    name: 'statements that wait for a row of an open transaction',
    statements: [['BEGIN', 'UPDATE other.t SET v = v + 1'], ['UPDATE other.t SET v = v + 1']],
    forMs: 300,
  },
  {
    name: 'an XA transaction that is prepared',
    statements: [["XA START 'x'", 'UPDATE other.t SET v = v + 1', "XA END 'x'", "XA PREPARE 'x'"]],
    forMs: 300,
  },
  {
    name: 'a DDL that waits for a transaction',
    statements: [['BEGIN', 'SELECT * FROM other.t'], ['ALTER TABLE other.t ADD COLUMN w INT']],
    forMs: 300,
  },
  {
    name: 'a backup that has blocked commits',
    flavor: 'mariadb',
    statements: [['BACKUP STAGE START', 'BACKUP STAGE BLOCK_DDL']],
    forMs: 300,
  },
  {
    name: 'a backup that keeps DDL out',
    flavor: 'mysql',
    statements: [['LOCK INSTANCE FOR BACKUP']],
    forMs: 300,
  },
  {
    name: 'FLUSH TABLES ... FOR EXPORT',
    statements: [['FLUSH TABLES other.t FOR EXPORT']],
    forMs: 300,
  },
];

interface LockStage {
  readonly bed: TestBed;
  /** Of writers that have nothing to do with the obstacle. */
  longestStallMs: number;
}

export const serverLocks: TrialGroup<LockStage> = {
  trials: (flavor) =>
    OBSTACLES.filter((obstacle) => (obstacle.flavor ?? flavor) === flavor).flatMap((obstacle) =>
      ['--read-only', '--lock-all-tables', SNAPSHOT].map((mode) => toTrial(obstacle, mode)),
    ),
  async start(flavor) {
    return { bed: await TestBed.start(flavor), longestStallMs: 0 };
  },
  stop: async ({ bed }) => (await bed.stop()).complaints,
  figures: ({ longestStallMs }) => ({
    [`longest stall of a client while a dump waits ${LOCK_WAIT_S} s for its lock`]:
      toSeconds(longestStallMs),
  }),
};

function toTrial({ name, statements, forMs }: Obstacle, mode: string): Trial<LockStage> {
  return {
    kind: 'others are in the way of the lock',
    name: `${name}, ${mode}`,
    run: async (stage) => {
      const { bed } = stage;
      await bed.server.run(
        'DROP DATABASE IF EXISTS other; CREATE DATABASE other; CREATE TABLE other.t (id INT PRIMARY KEY, v INT); INSERT INTO other.t VALUES (1, 1)',
      );
      const others = await block(bed.server, statements);
      try {
        await sleep(forMs);
        bed.takeLongestStall();
        const dump = bed.startDump([mode, `--lock-wait=${LOCK_WAIT_S}`, '--threads=2']);
        const granted = await dump.seen('window-opened').then(
          () => true,
          () => false,
        );
        const stallMs = bed.takeLongestStall();
        if (!granted) stage.longestStallMs = Math.max(stage.longestStallMs, stallMs);
        const outcome = await dump.ended;
        const complaints = await bed.examine(outcome, {
          codes: [0, 12],
          cause: /blocked by .*|another/,
        });
        if (!granted && stallMs > LOCK_WAIT_S * 1000 + SLACK_MS) {
          complaints.push(`a client waited ${Math.round(stallMs)} ms`);
        }
        return complaints;
      } finally {
        await unblock(bed.server, others);
        await bed.server.client("XA ROLLBACK 'x'");
      }
    },
  };
}
