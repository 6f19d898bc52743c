// Tables that cannot be shown, or show what is kept elsewhere, among sound ones.

import { runTsdump } from '../support/tsdump.js';
import { BOTH, type FieldBed, type Situation } from './situation.js';

const DATABASE = 'field_unreadable';

async function leaveOutBrokenMerge({ server }: FieldBed): Promise<string[]> {
  await server.run(
    `CREATE DATABASE ${DATABASE}; USE ${DATABASE}; CREATE TABLE child (id INT) ENGINE=MyISAM;` +
      'CREATE TABLE m (id INT) ENGINE=MERGE UNION=(child); CREATE TABLE z (id INT);' +
      'INSERT INTO z VALUES (1); DROP TABLE child',
  );
  const { code, stderr, stdout } = await runTsdump(server, ['--compress=none', DATABASE]);
  await server.run(`DROP DATABASE ${DATABASE}`);
  const complaints: string[] = [];
  if (code !== 3) complaints.push(`exit status ${code}: ${stderr.slice(-200)}`);
  if (!stderr.includes(`${DATABASE}.m`)) complaints.push('the table is not named');
  if (!/INTO `z` VALUES\s*\(1\)/.test(stdout.toString())) complaints.push('the rest is not there');
  return complaints;
}

async function nameRowsElsewhere({ server }: FieldBed): Promise<string[]> {
  await server.run(
    `CREATE DATABASE ${DATABASE}; USE ${DATABASE}; CREATE TABLE child (id INT) ENGINE=MyISAM;` +
      'INSERT INTO child VALUES (1); CREATE TABLE m (id INT) ENGINE=MERGE UNION=(child)',
  );
  const unasked = await runTsdump(server, [DATABASE, 'm']);
  const accepted = await runTsdump(server, ['--no-data-med', DATABASE, 'm']);
  await server.run(`DROP DATABASE ${DATABASE}`);
  const complaints: string[] = [];
  if (unasked.code !== 3) complaints.push(`exit status ${unasked.code}`);
  if (!unasked.stderr.includes(`rows of table ${DATABASE}.m`)) complaints.push('nothing is said');
  if (accepted.code !== 0) complaints.push(`accepted: exit status ${accepted.code}`);
  return complaints;
}

export const UNREADABLE_TABLES: readonly Situation[] = [
  {
    number: 4,
    name: 'a MERGE table without its child',
    flavors: BOTH,
    inSuite: false,
    run: leaveOutBrokenMerge,
  },
  {
    number: 14,
    name: 'a table whose rows are kept elsewhere',
    flavors: BOTH,
    inSuite: false,
    run: nameRowsElsewhere,
  },
];
