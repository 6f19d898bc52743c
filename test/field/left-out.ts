// What is not asked for does not get in the way of what is: tables of a server that is down,
// views on tables that are left out.

import { runDropIn } from '../support/drop-in.js';
import { runTsdump } from '../support/tsdump.js';
import { BOTH, type FieldBed, type Situation } from './situation.js';

const DATABASE = 'field_left_out';

async function dumpBesideDeadTable({ server }: FieldBed): Promise<string[]> {
  await server.run(
    "INSTALL SONAME 'ha_federatedx'; CREATE DATABASE field_remote;" +
      'CREATE TABLE field_remote.f (id INT PRIMARY KEY);' +
      `CREATE DATABASE ${DATABASE}; USE ${DATABASE}; CREATE TABLE a (id INT PRIMARY KEY);` +
      'INSERT INTO a VALUES (1); CREATE TABLE z (id INT PRIMARY KEY); INSERT INTO z VALUES (2);' +
      'CREATE TABLE f (id INT PRIMARY KEY) ENGINE=FEDERATED' +
      ` CONNECTION='mysql://root@127.0.0.1:${server.port}/field_remote/f';` +
      'DROP DATABASE field_remote; FLUSH TABLES',
  );
  const complaints: string[] = [];
  const expect = async (args: readonly string[], status: number, rows: RegExp): Promise<void> => {
    const { code, stderr, stdout } = await runTsdump(server, args);
    const text = stdout.toString();
    if (code !== status) complaints.push(`${args.join(' ')}: ${code}: ${stderr.slice(-200)}`);
    if (!rows.test(text)) complaints.push(`${args.join(' ')}: rows are missing`);
  };
  const both = /INTO `a` VALUES\s*\(1\)[^]*INTO `z` VALUES\s*\(2\)/;
  const own = '--compress=none';
  await expect([own, DATABASE], 3, both);
  await expect([own, `--ignore-table=${DATABASE}.f`, DATABASE], 0, both);
  await expect([own, DATABASE, 'a'], 0, /INTO `a` VALUES\s*\(1\)/);
  const tool = await runDropIn(server, [DATABASE]);
  if (tool.code !== 0 || !both.test(tool.stdout.toString()))
    complaints.push(`drop-in: ${tool.code}: ${tool.stderr.slice(-200)}`);
  await server.run(`DROP DATABASE ${DATABASE}`);
  return complaints;
}

async function leaveOutViewsOfIgnored({ flavor, server }: FieldBed): Promise<string[]> {
  await server.run(
    `CREATE DATABASE ${DATABASE}; USE ${DATABASE}; CREATE TABLE log (id INT, kept INT);` +
      'CREATE TABLE kept (log INT); CREATE VIEW b AS SELECT kept.log FROM kept;' +
      'CREATE VIEW v AS SELECT k.log FROM (kept k JOIN log l ON k.log = l.id);' +
      'CREATE VIEW a AS SELECT v.log FROM v WHERE EXISTS (SELECT 1 FROM b)',
  );
  const own = flavor === 'mysql' ? ['--set-gtid-purged=off'] : [];
  const args = ['--compress=none', ...own, `--ignore-table=${DATABASE}.log`, DATABASE];
  const { code, stderr, stdout } = await runTsdump(server, args);
  await server.run(`DROP DATABASE ${DATABASE}; CREATE DATABASE ${DATABASE}`);
  const restored = await server.restore(stdout, { database: DATABASE });
  const tables = await server.run(`SHOW TABLES FROM ${DATABASE}`);
  await server.run(`DROP DATABASE ${DATABASE}`);
  const complaints: string[] = [];
  if (code !== 3) complaints.push(`exit status ${code}: ${stderr.slice(-200)}`);
  if (restored.code !== 0) complaints.push(restored.stderr.slice(-200));
  for (const name of ['v', 'a'])
    if (!stderr.includes(`view ${DATABASE}.${name}: it needs`))
      complaints.push(`${name} not named`);
  if (tables !== 'b\nkept') complaints.push(`there is ${tables}`);
  return complaints;
}

export const LEFT_OUT: readonly Situation[] = [
  {
    number: 3,
    name: 'a FEDERATED table whose server is down',
    flavors: ['mariadb'],
    inSuite: true,
    run: dumpBesideDeadTable,
  },
  {
    number: 20,
    name: 'views on a table that is ignored',
    flavors: BOTH,
    inSuite: true,
    run: leaveOutViewsOfIgnored,
  },
];
