// Plans of tables that hurt other tools, on real servers: holes of billions, statistics that
// are wrong, heavy values, NULLs, --where, partitions, keys that nothing is cut along.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Table } from '../../src/model/catalog.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { Planner } from './planned-table.js';

const ROWS = 3000;
/** Handful of probes for each chunk, and what any table may cost. */
const probesMax = (chunks: number): number => 12 + 5 * chunks;

/** Name, columns and keys, options, and the values of row `n` for all columns but `pad`. */
const TABLES: readonly (readonly [string, string, string, string])[] = [
  ['dense', 'id INT PRIMARY KEY', '', 'n'],
  [
    'ends',
    'id BIGINT PRIMARY KEY',
    '',
    'IF(n % 2, -9223372036854775808 + n, 9223372036854775807 - n)',
  ],
  ['unsigned_end', 'id BIGINT UNSIGNED PRIMARY KEY', '', '18446744073709551615 - n'],
  ['heavy', 'a INT, id INT, PRIMARY KEY (a, id)', '', 'IF(n % 10 < 8, 7, n % 5), n'],
  [
    'heavy_text',
    'a VARCHAR(20), b DECIMAL(9,2), c DATETIME(6), PRIMARY KEY (a, b, c)',
    '',
    "IF(n % 10, 'Same', 'sAmf'), n % 3, DATE_ADD('2020-01-01', INTERVAL n HOUR)",
  ],
  ['counted', 'id BIGINT AUTO_INCREMENT PRIMARY KEY', '', 'n'],
  [
    'parts',
    'id INT, d DATE, PRIMARY KEY (id, d)',
    ' PARTITION BY RANGE (YEAR(d)) (PARTITION p0 VALUES LESS THAN (2001), PARTITION `p 1` VALUES LESS THAN (2002), PARTITION p2 VALUES LESS THAN (2003), PARTITION p3 VALUES LESS THAN MAXVALUE)',
    "n, IF(n < 300, DATE_ADD('2000-01-01', INTERVAL n DAY), '2010-01-01')",
  ],
  [
    'subparts',
    'id INT PRIMARY KEY',
    ' PARTITION BY RANGE (id) SUBPARTITION BY HASH (id) SUBPARTITIONS 2 (PARTITION p0 VALUES LESS THAN (100), PARTITION p1 VALUES LESS THAN MAXVALUE)',
    'n',
  ],
  ['enum_key', "a ENUM('z', 'y', 'x'), id INT, PRIMARY KEY (a, id)", '', '1 + n % 3, n'],
  ['enum_second', "id INT, a ENUM('z', 'y', 'x'), PRIMARY KEY (id, a)", '', 'n DIV 3, 1 + n % 3'],
  ['prefix', 'a VARCHAR(50), id INT, PRIMARY KEY (a(4), id)', '', "CONCAT('abcd', n), n"],
  ['nullable', 'id INT NULL, UNIQUE KEY (id)', '', 'IF(n % 10, n, NULL)'],
  ['nothing', 'id INT', '', 'n % 7'],
  ['myisam', 'id INT PRIMARY KEY', ' ENGINE=MyISAM', 'n'],
  ['descending', 'id INT, PRIMARY KEY (id DESC)', '', 'n'],
  ['secondary', 'id INT, k INT, PRIMARY KEY (id), KEY k (k)', '', 'n, n % 300'],
  ['`na``me`', '`key` INT, `a``b` INT, PRIMARY KEY (`key`, `a``b`)', '', 'n % 4, n'],
];
/** Read in one piece, for want of a key whose ranges are read as fast as the table. */
const WHOLE: ReadonlySet<string> = new Set(['enum_key', 'prefix', 'nullable', 'nothing', 'myisam']);

forEachFlavor((flavor) => {
  let server: TestServer;
  let planner: Planner;
  const read = async (name: string): Promise<Table> => await planner.readTable('s', name);

  before(async () => {
    server = await startServer(flavor);
    planner = await Planner.open(server);
    const numbers = `WITH RECURSIVE s AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM s WHERE n < 60) SELECT (a.n - 1) * 60 + b.n FROM s a, s b WHERE (a.n - 1) * 60 + b.n <= ${ROWS}`;
    const statements = [
      'CREATE DATABASE s',
      'USE s',
      "SET sql_mode = ''",
      'CREATE TABLE numbers (n INT PRIMARY KEY)',
      `INSERT INTO numbers ${numbers}`,
      ...TABLES.flatMap(([name, columns, options, values]) => [
        `CREATE TABLE ${name} (${columns}, pad CHAR(100))${options}`,
        `INSERT INTO ${name} SELECT ${values}, REPEAT('p', 100) FROM numbers`,
        `ANALYZE TABLE ${name}`,
      ]),
      'CREATE TABLE wide (a VARCHAR(20) NULL, b INT NULL, UNIQUE KEY u (a, b), pad VARBINARY(4000))',
      "INSERT INTO wide SELECT IF(n % 3, CONCAT('a', n % 4), NULL), IF(n % 5, n, NULL), REPEAT('p', 3500) FROM numbers WHERE n <= 1000",
      'ANALYZE TABLE wide',
    ];
    await server.run(statements.join(';\n'), { database: 'mysql' });
  });
  after(async () => {
    await planner.session.close();
    await server.remove();
  });

  for (const [quoted] of TABLES) {
    const name = quoted.replaceAll('``', '\0').replaceAll('`', '').replaceAll('\0', '`');
    test(name, async (context) => {
      const table = await read(name);
      const { tasks, probes, rows } = await planner.check(table, { chunkBytes: 16_384 });
      if (WHOLE.has(name)) assert.equal(tasks.length, 1);
      else assert.ok(tasks.length > 6, `${tasks.length} chunks`);
      assert.ok(probes <= probesMax(tasks.length), `${probes} probes for ${tasks.length} chunks`);
      assert.ok(
        Math.max(...rows) <= ROWS / 5 || tasks.length === 1,
        `chunks of ${rows.join()} rows`,
      );
      context.diagnostic(`${tasks.length} chunks, ${probes} probes, ${rows.join()} rows`);
    });
  }

  test('a table smaller than a chunk costs nothing', async () => {
    for (const [name] of TABLES.slice(0, 8)) {
      const { tasks, probes } = await planner.plan(await read(name), {
        chunkBytes: 1 << 22,
        where: 'n > 3',
      });
      assert.deepEqual([tasks.length, probes], [1, 0], name);
    }
  });

  test('a few rows at the ends of BIGINT cost a few probes, however large they seem', async () => {
    await server.run(
      'CREATE TABLE few (id BIGINT UNSIGNED PRIMARY KEY); INSERT INTO few VALUES (0), (1), (2), (18446744073709551613), (18446744073709551614), (18446744073709551615)',
      { database: 's' },
    );
    const table = { ...(await read('few')), dataBytesEstimate: 6 << 20, rowsEstimate: 6 };
    const { tasks, probes } = await planner.check(table, { chunkBytes: 1 << 20 });
    assert.ok(tasks.length > 1 && tasks.length <= 6, `${tasks.length} chunks`);
    assert.ok(probes <= 30, `${probes} probes`);
  });

  test('statistics that say half or twice the size', async () => {
    for (const factor of [0.5, 2]) {
      const table = await read('dense');
      const { rowsEstimate, dataBytesEstimate } = table;
      const wrong = {
        ...table,
        rowsEstimate: rowsEstimate * factor,
        dataBytesEstimate: dataBytesEstimate * factor,
      };
      const { tasks, rows } = await planner.check(wrong, { chunkBytes: 16_384 });
      assert.ok(tasks.length > 10 && Math.max(...rows) < 300, rows.join());
    }
  });

  test('statistics that say empty: AUTO_INCREMENT knows better', async () => {
    const table = { ...(await read('counted')), rowsEstimate: 0, dataBytesEstimate: 16_384 };
    const { tasks, probes, rows } = await planner.check(table, { chunkBytes: 16_384 });
    assert.ok(tasks.length > 5 && Math.max(...rows) < ROWS / 4, rows.join());
    assert.ok(probes <= 2 + 2 * tasks.length, `${probes} probes`);
    // Nothing has been counted up: not a probe.
    const { probes: none } = await planner.plan(
      { ...table, nextAutoIncrement: 20 },
      { chunkBytes: 16_384 },
    );
    assert.equal(none, 0);
  });

  test('wide rows are read along a nullable unique key, NULLs once', async () => {
    const table = await read('wide');
    const { tasks, rows } = await planner.check(table, { chunkBytes: 200_000 });
    assert.ok(tasks.length > 6, rows.join());
    assert.ok(tasks[0]?.sql.includes('IS NULL'), tasks[0]?.sql ?? '');
  });

  test('--where goes with each range, or the table is read whole', async () => {
    const options = { chunkBytes: 16_384 };
    const count = async (name: string, where: string): Promise<number> =>
      (await planner.check(await read(name), { ...options, where })).tasks.length;
    assert.ok((await count('dense', 'id % 2 = 0 OR id < 10')) > 6);
    assert.ok((await count('dense', "pad LIKE '%p)'' -- %' OR 1 = 1")) > 6);
    assert.ok((await count('dense', 'id BETWEEN 1000 AND 2000')) < 10);
    // Another index, few rows, no condition, a subquery, a variable.
    assert.equal(await count('secondary', 'k IN (3, 4)'), 1);
    assert.equal(await count('dense', 'id < 20'), 1);
    assert.equal(await count('dense', 'id > 3 LIMIT 100000'), 1);
    assert.equal(await count('dense', 'id IN (SELECT n FROM s.numbers WHERE n > 9)'), 1);
    assert.equal(await count('dense', 'id > COALESCE(@x, 0)'), 1);
  });

  test('rows sorted by the primary key are so across chunks', async () => {
    const table = await read('parts');
    const { tasks } = await planner.check(table, { chunkBytes: 16_384, orderByPrimary: true });
    const ids: number[] = [];
    for (const { sql } of tasks) {
      for (const row of await planner.session.query(sql)) ids.push(row.number('id'));
    }
    assert.ok(tasks.length > 6);
    assert.deepEqual(
      ids,
      ids.toSorted((left, right) => left - right),
    );
  });
});
