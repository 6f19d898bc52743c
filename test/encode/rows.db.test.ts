// Every type, every shape of an INSERT and every row break, against the stock tool of the
// same server.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { InsertForm } from '../../src/encode/rows/insert-style.js';
import type { Flavor } from '../../src/model/server.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { firstDifference, type InsertOptions, stockRows, writeInserts } from './stock-rows.js';

/** Verb, and what the option is called. */
const FORMS: readonly (readonly [string, Partial<InsertForm>])[] = [
  ['--replace', { replace: true }],
  ['--insert-ignore', { insertIgnore: true }],
  ['--delayed-insert', { delayedInsert: true }],
  ['--skip-extended-insert', { extendedInsert: false }],
];

forEachFlavor((flavor) => {
  let server: TestServer;

  before(async () => {
    server = await startServer(flavor);
    await server.run(`CREATE DATABASE d; USE d; SET sql_mode = ''; ${types(flavor)} ${GENERATED}`);
    await server.run(`USE d; ${sizes()}`);
  });
  after(async () => await server?.remove());

  const compare = async (args: readonly string[], options: Partial<InsertOptions>) => {
    const full = { charset: 'utf8mb4', table: 't', ...options };
    const stock = await stockRows(server, full.table, args);
    assert(stock.length > 0);
    const ours = await writeInserts(server, full);
    assert.equal(firstDifference(ours, stock), undefined, `${full.table} ${args.join(' ')}`);
  };
  const columnsOf = async (table: string): Promise<string[]> => {
    const list = await server.run(
      `SELECT column_name FROM information_schema.columns WHERE table_schema = 'd' AND table_name = '${table}' ORDER BY ordinal_position`,
    );
    return list.split('\n');
  };

  describe('types', () => {
    for (const hexBlob of [false, true]) {
      for (const extendedInsert of [false, true]) {
        for (const charset of ['utf8mb4', 'latin1', 'gbk', 'binary']) {
          const args = [`--default-character-set=${charset}`];
          if (hexBlob) args.push('--hex-blob');
          if (!extendedInsert) args.push('--skip-extended-insert');
          test(args.join(' '), async () => {
            await compare(args, { charset, hexBlob, form: { extendedInsert } });
          });
        }
      }
    }
  });

  test('beginnings of an INSERT, all combinations', async () => {
    const columns = await columnsOf('m');
    for (let bits = 0; bits < 1 << FORMS.length; bits++) {
      const chosen = FORMS.filter((_form, index) => (bits & (1 << index)) !== 0);
      const args = chosen.map(([option]) => option);
      if (flavor === 'mysql' && args.includes('--delayed-insert')) continue;
      const form: Partial<InsertForm> = Object.assign({}, ...chosen.map(([, part]) => part));
      await compare(args, { table: 'm', form });
      await compare([...args, '-c'], { table: 'm', columns, completeInsert: true, form });
    }
  });

  test('generated columns', async () => {
    for (const table of ['g1', 'g2']) {
      for (const extendedInsert of [true, false]) {
        const columns = await columnsOf(table);
        const generated = columns.map((name) => name.startsWith('g'));
        await compare(extendedInsert ? [] : ['--skip-extended-insert'], {
          table,
          columns,
          ...(flavor === 'mysql' ? { skipped: generated } : {}),
          form: { extendedInsert },
        });
      }
    }
  });

  describe('row breaks', () => {
    for (const netBufferLength of [4096, 8192, 16384, 1048576]) {
      for (const table of ['s', 'größe`s']) {
        test(`${netBufferLength}, ${table}`, async () => {
          const args = [`--net-buffer-length=${netBufferLength}`];
          const columns = ['n', 'щ x', 'v'];
          await compare(args, { table, netBufferLength });
          await compare([...args, '-c'], { table, netBufferLength, columns, completeInsert: true });
          const gbk = { charset: 'gbk', table: 's', netBufferLength };
          await compare([...args, '--default-character-set=gbk'], gbk);
        });
      }
    }
  });
});

const GENERATED = `
CREATE TABLE m (a INT, \`b c\` INT, \`d\`\`"e\` INT) ENGINE=MyISAM;
INSERT INTO m VALUES (1, 2, 3), (4, 5, 6);
CREATE TABLE g1 (g0 INT AS (b + 1), b INT, g1 INT AS (b * 2) STORED, c TEXT);
INSERT INTO g1 (b, c) VALUES (1, 'x'), (NULL, NULL), (3, '');
CREATE TABLE g2 (b INT, g1 BLOB AS (REPEAT(b, 300)), c VARBINARY(3), g2 INT AS (b) STORED);
INSERT INTO g2 (b, c) VALUES (1, 'x'), (NULL, NULL), (3, '');`;

function types(flavor: Flavor): string {
  const own = flavor === 'mysql' ? 'v VECTOR(2)' : 'u UUID, i4 INET4, i6 INET6, cb BLOB COMPRESSED';
  const values =
    flavor === 'mysql'
      ? "x'0000803f00000040'"
      : "'123e4567-e89b-12d3-a456-426655440000', '10.0.0.1', '::1', 'ab'";
  const empty = flavor === 'mysql' ? 'NULL' : "NULL, NULL, NULL, ''";
  return `CREATE TABLE t (i INT, tz INT(6) ZEROFILL, d DECIMAL(10,5), f FLOAT, f2 FLOAT(10,2),
    db DOUBLE, y YEAR, b1 BIT(1), b9 BIT(9), c CHAR(4), cb CHAR(4) COLLATE utf8mb4_bin,
    bin BINARY(3), vb VARBINARY(5), tb TINYBLOB, bl BLOB, mb MEDIUMBLOB, lb LONGBLOB, tt TINYTEXT,
    tx TEXT, mt MEDIUMTEXT, lt LONGTEXT, e ENUM('a','b','x''y'),
    eb ENUM('a','b') CHARACTER SET binary, s SET('p','q'), sb SET('p','q') CHARACTER SET binary,
    j JSON, g GEOMETRY, pt POINT, dt DATE, tm TIME(2), dtt DATETIME(3), ts TIMESTAMP NULL,
    l1 VARCHAR(5) CHARACTER SET latin1, vc VARCHAR(5) CHARACTER SET binary, big BIGINT UNSIGNED,
    ti TINYINT(1), si SMALLINT, mi MEDIUMINT, u16 VARCHAR(9) CHARACTER SET utf16,
    ${own.replace('cb BLOB', 'cbl BLOB')});
  INSERT INTO t VALUES (-5, 42, -12345.67890, 1e30, 3.14159, -0e0, 2024, b'1', b'101010101', 'ab',
    'CD', x'6100ff', x'c3a4', x'00', x'ff27', x'5c', x'fe', 'x"y', 'a\\nb', 'm\\tn', 'l', 'b', 'a', 'p,q', 'q',
    '{"a": "x\\\\ny\\\\"z"}', ST_GeomFromText('POINT(1 2)'), ST_GeomFromText('POINT(1 2)'),
    '2024-01-02', '-12:13:14.55', '2024-01-02 03:04:05.678', '2024-01-02 03:04:05', 'ä', 'zz',
    18446744073709551615, 1, -32768, 8388607, '表ä😀', ${values});
  INSERT INTO t () VALUES ();
  INSERT INTO t VALUES (0, 0, 0, -1e-10, 0, 1.7976931348623157e308, 0, b'0', 0, '', '', '', '', '', '', '', '', '',
    '', '', '', '', '', '', '', '{}', NULL, NULL, 0, 0, 0, 0, '', '', 0, 0, 0, 0, '', ${empty});
  INSERT INTO t (f, db, f2) VALUES (16777216, 1e15, 99999999.99), (1/3, 1/3, -0.001), (-3.4e38, 5e-324, 1);`;
}

/** Rows of all lengths around the breaks, some larger than the limits. */
function sizes(): string {
  const statements: string[] = [];
  for (const table of ['s', 'größe``s']) {
    statements.push(
      `CREATE TABLE \`${table}\` (n INT, \`щ x\` VARCHAR(10), v MEDIUMTEXT) DEFAULT CHARSET=utf8mb4;`,
    );
    const rows: string[] = [];
    for (let n = 0; n < 400; n++) rows.push(`(${n}, 'é', REPEAT('x\\'', ${(n * 37) % 1300}))`);
    for (const bytes of [
      3990, 4048, 4050, 4051, 4096, 8000, 16384, 20000, 3, 1048500, 1, 2000000,
    ]) {
      rows.push(`(${bytes}, NULL, REPEAT('a', ${bytes}))`);
    }
    for (let n = 0; n < 60; n++) rows.push(`(NULL, '', REPEAT('b', ${4020 + n}))`);
    for (let n = 0; n < 60; n++) rows.push(`(NULL, '', REPEAT('c', ${1990 + n}))`);
    statements.push(`INSERT INTO \`${table}\` VALUES ${rows.join(',')};`);
  }
  return statements.join('\n');
}
