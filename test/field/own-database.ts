// A dump of one database restored beside it under another name must not work on the first.

import { runTsdump } from '../support/tsdump.js';
import { BOTH, type FieldBed, type Situation } from './situation.js';

const FROM = 'field_own';
const TO = 'field_copy';
const ARGS = ['--compress=none', '--routines'];

const SETUP =
  `CREATE DATABASE ${FROM} CHARACTER SET latin1; USE ${FROM};` +
  'CREATE TABLE t (id INT, note VARCHAR(20)); CREATE TABLE audit (id INT);' +
  `CREATE TRIGGER ${FROM}.tr BEFORE INSERT ON ${FROM}.t FOR EACH ROW INSERT INTO audit VALUES (NEW.id);` +
  `ALTER DATABASE ${FROM} CHARACTER SET utf8mb4;` +
  `CREATE USER field_gone@localhost; GRANT ALL ON ${FROM}.* TO field_gone@localhost;` +
  'CREATE DEFINER=field_gone@localhost SQL SECURITY INVOKER VIEW v AS SELECT id FROM t;' +
  `CREATE PROCEDURE p() INSERT INTO ${FROM}.t VALUES (2, '${FROM}.t');` +
  'DROP USER field_gone@localhost';
const SEQUENCE = `USE ${FROM}; CREATE SEQUENCE s; ALTER TABLE t ADD COLUMN n INT DEFAULT nextval(s)`;

async function copyDatabase({ flavor, server }: FieldBed): Promise<string[]> {
  await server.run(SETUP);
  if (flavor === 'mariadb') await server.run(SEQUENCE);
  const dumped = await runTsdump(server, [
    ...ARGS,
    ...(flavor === 'mysql' ? ['--set-gtid-purged=off'] : []),
    FROM,
  ]);
  await server.run(`CREATE DATABASE ${TO}`);
  const restored = await server.restore(dumped.stdout, { database: TO });
  await server.run(`DROP DATABASE ${FROM}`);
  const complaints: string[] = [];
  if (dumped.code !== 0) complaints.push(`exit status ${dumped.code}: ${dumped.stderr}`);
  if (restored.code !== 0) complaints.push(`restore: ${restored.stderr}`);
  if (!dumped.stderr.includes(`procedure ${FROM}.p`)) complaints.push('a body is not told of');
  if (dumped.stderr.includes(`trigger ${FROM}.tr`)) complaints.push('a trigger is told of');
  if (complaints.length === 0) {
    const rows = await server.run(
      `INSERT INTO ${TO}.t (id) VALUES (7); SELECT v.id, audit.id FROM ${TO}.v, ${TO}.audit`,
    );
    if (rows.trim() !== '7\t7') complaints.push(`the copy answers ${rows}`);
  }
  await server.run(`DROP DATABASE ${TO}`);
  return complaints;
}

export const OWN_DATABASE: readonly Situation[] = [
  {
    number: 7,
    name: 'a database restored under another name',
    flavors: BOTH,
    inSuite: true,
    run: copyDatabase,
  },
];
