// Chunked SELECTs on real tables: together they return each row exactly once, in the order
// of a full scan.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { runTsdump } from '../support/tsdump.js';

/** Cut along their key; the others are read in one piece. */
const CUT: ReadonlySet<string> = new Set([
  'dense',
  'sparse',
  'negative',
  'composite',
  'unique_only',
  'text_key',
  'few_values',
  'by_day',
  'partitions',
]);

const TABLES: readonly (readonly [string, string, string])[] = [
  ['dense', 'id INT PRIMARY KEY', 'n'],
  ['sparse', 'id BIGINT UNSIGNED PRIMARY KEY', '18446744073709551615 - n * 1000000000000'],
  ['negative', 'id BIGINT PRIMARY KEY', '-9223372036854775808 + n * n'],
  ['composite', 'id SMALLINT, n INT, PRIMARY KEY (id, n)', 'n DIV 100'],
  ['unique_only', 'id INT NOT NULL, UNIQUE (id)', 'n * 3'],
  ['nullable_unique', 'id INT NULL, UNIQUE (id)', 'IF(n % 10 = 0, NULL, n)'],
  ['no_key', 'id INT', 'n % 7'],
  ['text_key', 'id VARCHAR(30) PRIMARY KEY', "CONCAT('k', n)"],
  [
    'few_values',
    'id CHAR(9) COLLATE utf8mb4_general_ci, n INT, PRIMARY KEY (id, n)',
    "ELT(1 + n % 2, 'a', 'B')",
  ],
  ['partitions', 'id INT PRIMARY KEY', 'n'],
  ['by_day', 'id DATE PRIMARY KEY', "DATE_ADD('2020-01-01', INTERVAL n DAY)"],
];

const PARTITIONS: Readonly<Record<string, string>> = {
  partitions: ' PARTITION BY HASH (id) PARTITIONS 3',
};

forEachFlavor((flavor) => {
  let server: TestServer;
  before(async () => {
    server = await startServer(flavor);
    await server.run(
      'CREATE DATABASE c; CREATE TABLE c.numbers (n INT PRIMARY KEY); INSERT INTO c.numbers WITH RECURSIVE s AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM s WHERE n < 900) SELECT n FROM s',
      { database: 'mysql' },
    );
    for (const [table, columns, key] of TABLES) {
      const hasNumber = columns.includes(' n INT');
      const list = hasNumber ? 'id, n, pad' : 'id, pad';
      const values = `${key}${hasNumber ? ', n' : ''}, REPEAT('p', 200)`;
      await server.run(
        `CREATE TABLE c.${table} (${columns}, pad CHAR(200)) ENGINE=InnoDB${PARTITIONS[table] ?? ''}; INSERT INTO c.${table} (${list}) SELECT ${values} FROM c.numbers; ANALYZE TABLE c.${table};`,
      );
    }
  });
  after(async () => {
    await server.remove();
  });

  for (const [table] of TABLES) {
    test(table, async () => {
      // A statement ends with its chunk.
      const plain = ['--skip-dump-date', '--skip-comments', '--compress=none'];
      const args = [...plain, '--skip-extended-insert', 'c', table];
      const whole = await runTsdump(server, args);
      const told = ['--log-format=json', '--log-level=debug'];
      const chunked = await runTsdump(server, ['--threads=2', '--chunk-size=4K', ...told, ...args]);
      assert.equal(chunked.code, 0, chunked.stderr);
      const chunks = chunked.stderr.split('"type":"chunk-done"').length - 1;
      assert.ok(CUT.has(table) ? chunks > 5 : chunks === 1, `${chunks} chunks`);
      assert.ok(whole.stdout.includes('INSERT'));
      assert.equal(chunked.stdout.toString('latin1'), whole.stdout.toString('latin1'));
    });
  }

  test('a CHAR without padding, with values below the space', async () => {
    const collation = flavor === 'mysql' ? 'utf8mb4_0900_as_cs' : 'utf8mb4_nopad_bin';
    await server.run(
      `CREATE TABLE c.unpadded (id CHAR(9) COLLATE ${collation} PRIMARY KEY, pad CHAR(200));
       INSERT INTO c.unpadded SELECT CONCAT(IF(n % 2, 'a', 'a\t'), n), REPEAT('p', 200) FROM c.numbers;
       INSERT INTO c.unpadded VALUES ('a', ''), ('', ''); ANALYZE TABLE c.unpadded;`,
    );
    const plain = ['--skip-dump-date', '--skip-comments', '--compress=none'];
    const args = [...plain, '--skip-extended-insert', 'c', 'unpadded'];
    const { stdout } = await runTsdump(server, ['--threads=2', '--chunk-size=4K', ...args]);
    assert.equal(stdout.toString().split('\nINSERT INTO').length - 1, 902);
  });
});
