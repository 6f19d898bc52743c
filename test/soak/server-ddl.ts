// Trials in which others change definitions while a snapshot is read. Either the dump is of
// the moment before (LOCK INSTANCE FOR BACKUP, where the account may, makes them wait), or
// it says that it is not, or that it cannot tell: never a dump with exit status 0 that mixes the two.

import type { Flavor } from '../../src/model/server.js';
import { SNAPSHOT, TestBed } from './test-bed.js';
import { seenOrEnded, type Trial, type TrialGroup } from './trial.js';

/** Holds the dump up while `a`, the first of three tables, is read. */
const SLOWLY = '--where=SLEEP(0.05) = 0';
const MOMENTS: readonly string[] = ['"planned"', '"table":"a"', '"table":"b"'];

const CHANGES: readonly string[] = [
  'ALTER TABLE b ADD COLUMN more INT NOT NULL DEFAULT 5',
  'ALTER TABLE b ADD COLUMN more INT NOT NULL DEFAULT 5 FIRST, ALGORITHM=COPY',
  'ALTER TABLE b DROP COLUMN v',
  'ALTER TABLE b ADD INDEX (v)',
  'ALTER TABLE b MODIFY v VARCHAR(300)',
  "ALTER TABLE b MODIFY v ENUM('b1', 'b2', 'b3')",
  'TRUNCATE TABLE b',
  'DROP TABLE b',
  'DROP TABLE b; CREATE TABLE b (id INT PRIMARY KEY, v VARCHAR(100)); INSERT INTO b VALUES (9, 9)',
  'RENAME TABLE b TO d',
  'RENAME TABLE b TO swap, c TO b, swap TO c',
  'RENAME TABLE c TO swap, a TO c, swap TO a',
  "RENAME TABLE b TO gone; CREATE TABLE b LIKE gone; INSERT INTO b VALUES (7, 'seven')",
  'DROP DATABASE ddl',
];

export const serverDdl: TrialGroup = {
  trials: (flavor) => listTrials(flavor),
  async start(flavor) {
    const bed = await TestBed.start(flavor);
    await bed.server.run(
      `CREATE USER 'plain'@'%'; GRANT ALL ON *.* TO 'plain'@'%';${
        flavor === 'mysql' ? "REVOKE BACKUP_ADMIN ON *.* FROM 'plain'@'%'" : ''
      }`,
    );
    return bed;
  },
  stop: async (bed) => (await bed.stop()).complaints,
};

function listTrials(flavor: Flavor): Trial[] {
  const users = flavor === 'mysql' ? ['tsdump', 'plain'] : ['tsdump'];
  return CHANGES.flatMap((change, index) =>
    MOMENTS.flatMap((moment) =>
      users.map((user) => {
        const args = [SNAPSHOT, `--user=${user}`, `--threads=${1 + (index % 2)}`, SLOWLY];
        return {
          kind: `DDL by others during a snapshot${user === 'plain' ? ', no BACKUP_ADMIN' : ''}`,
          name: `${change}, after ${moment}, ${args[2]}`,
          run: async (bed: TestBed) => await tryChange(bed, change, moment, args),
        };
      }),
    ),
  );
}

async function tryChange(
  bed: TestBed,
  change: string,
  moment: string,
  args: readonly string[],
): Promise<string[]> {
  await bed.server.run(TABLES);
  await bed.learn(args, 'ddl');
  const dump = bed.startDump(args, 'ddl');
  await seenOrEnded(dump, moment);
  const changed = bed.server.client(change, { database: 'ddl' });
  const outcome = await dump.ended;
  await changed;
  return await bed.examine(outcome, { codes: [0, 3, 13, 14], warning: /BACKUP_ADMIN/ });
}

const TABLES = `
  DROP DATABASE IF EXISTS ddl; CREATE DATABASE ddl; USE ddl;
  CREATE TABLE a (id INT PRIMARY KEY, v VARCHAR(100));
  CREATE TABLE b LIKE a; CREATE TABLE c LIKE a;
  INSERT INTO a VALUES (1, 'a1'), (2, 'a2'), (3, 'a3'), (4, 'a4'), (5, 'a5'), (6, 'a6'), (7, 'a7'), (8, 'a8');
  INSERT INTO b VALUES (1, 'b1'), (2, 'b2'), (3, 'b3'), (11, 'b11');
  INSERT INTO c VALUES (1, 'c1'), (2, 'c2'), (3, 'c3'), (12, 'c12');
`;
