// ENUM and SET of which the labels do not tell the value.

import { runTsdump } from '../support/tsdump.js';
import { BOTH, type FieldBed, type Situation } from './situation.js';

const DATABASE = 'field_labels';

async function keepValuesOfLabels({ flavor, server }: FieldBed): Promise<string[]> {
  await server.run(
    `CREATE DATABASE ${DATABASE}; USE ${DATABASE}; SET NAMES utf8mb4; SET sql_mode = '';` +
      "CREATE TABLE t (id INT PRIMARY KEY, e ENUM('', 'a'), s SET('', 'b'), x ENUM('😀', 'y'))" +
      ' CHARACTER SET utf8mb4; INSERT INTO t VALUES' +
      ' (1, 0, 0, 1), (2, 1, 1, 2), (3, 2, 2, 1), (4, NULL, 3, NULL)',
  );
  const read = `SELECT id, e + 0, s + 0, x + 0 FROM ${DATABASE}.t ORDER BY id`;
  const before = await server.run(read);
  const own = flavor === 'mysql' ? ['--set-gtid-purged=off'] : [];
  const args = ['--compress=none', '--verify-source', ...own, DATABASE];
  const { code, stderr, stdout } = await runTsdump(server, args);
  await server.run(`DROP DATABASE ${DATABASE}; CREATE DATABASE ${DATABASE}`);
  // An ENUM's 0 is a value that strict mode refuses.
  const lenient = Buffer.concat([Buffer.from("SET sql_mode = '';\n"), stdout]);
  const restored = await server.restore(lenient, { database: DATABASE });
  const after = restored.code === 0 ? await server.run(read) : restored.stderr.slice(-200);
  await server.run(`DROP DATABASE ${DATABASE}`);
  const complaints: string[] = [];
  if (code !== 0) complaints.push(`exit status ${code}: ${stderr.slice(-300)}`);
  if (after !== before) complaints.push(`came back as ${after}`);
  if (!stderr.includes(`${DATABASE}.t.x is shown with a ?`)) complaints.push('nothing is said');
  return complaints;
}

export const LABELS: readonly Situation[] = [
  {
    number: 16,
    name: 'empty labels, and one with a character of four bytes',
    flavors: BOTH,
    inSuite: true,
    run: keepValuesOfLabels,
  },
];
