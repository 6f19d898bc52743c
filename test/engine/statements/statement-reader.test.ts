// SQL to statements: what the clients would send, wherever the bytes are cut.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { TsdumpError } from '../../../src/base/errors.js';
import type { DumpItem } from '../../../src/engine/statements/statement.js';
import {
  type ReaderOptions,
  StatementReader,
} from '../../../src/engine/statements/statement-reader.js';

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

function readAll(pieces: readonly Uint8Array[], options: ReaderOptions = {}): DumpItem[] {
  const reader = new StatementReader(options);
  const items: DumpItem[] = [];
  const drain = (): void => {
    for (let item = reader.next(); item !== undefined; item = reader.next()) items.push(item);
  };
  for (const piece of pieces) {
    reader.add(piece);
    drain();
  }
  reader.end();
  drain();
  return items;
}

/** Statements as text, rows as `head|tuples`. */
function read(sql: string | Buffer, options: ReaderOptions = {}): string[] {
  return readAll([Buffer.from(sql)], options).map(show);
}

function show(item: DumpItem): string {
  if (item.kind === 'statement') return latin1(item.sql);
  return `${latin1(item.head.text)}|${latin1(item.tuples)}`;
}

/** All of an item, for comparison. */
function describeItem(item: DumpItem): unknown {
  return item.kind === 'statement'
    ? { ...item, sql: latin1(item.sql) }
    : { ...item, tuples: latin1(item.tuples), head: latin1(item.head.text) };
}

function refuses(sql: string, message: RegExp, options: ReaderOptions = {}): void {
  assert.throws(
    () => read(sql, options),
    (error) => {
      assert.ok(error instanceof TsdumpError, String(error));
      assert.equal(error.code, 'dump-unreadable');
      assert.match(error.message, message);
      return true;
    },
    sql,
  );
}

const CASES: readonly (readonly [what: string, sql: string, items: readonly string[]])[] = [
  ['nothing', '', []],
  ['delimiters alone', ' ;; \n;', []],
  ['two statements on a line', 'SELECT 1; SELECT 2;', ['SELECT 1', 'SELECT 2']],
  ['no delimiter at the end', 'SELECT 1', ['SELECT 1']],
  ['a byte order mark', '\ufeffSELECT 1;', ['SELECT 1']],
  ['comments between', '-- a;\n--\n--b\n# c;\n/* d; */SELECT 1;-- e', ['SELECT 1']],
  ['comments inside', 'A -- b;\n/* c; */ # d;\nE;', ['A -- b;\n/* c; */ # d;\nE']],
  ['a minus is not a comment', 'SELECT 1--1;-- x', ['SELECT 1--1']],
  ['a comment of two marks', 'A --\nB;', ['A --\nB']],
  ['a comment of its own marks', 'A /*/ ; */ B;', ['A /*/ ; */ B']],
  [
    'executable comments',
    '/*!40101 SET A=1 */;\n/*M!100101 B */;',
    ['/*!40101 SET A=1 */', '/*M!100101 B */'],
  ],
  ['a comment inside of one', '/*!50003 A /* ; */ B */;C;', ['/*!50003 A /* ; */ B */', 'C']],
  [
    'strings',
    `SELECT 'a;''b\\';', "c;\\"'", \`d;\\\`;E;`,
    [`SELECT 'a;''b\\';', "c;\\"'", \`d;\\\``, 'E'],
  ],
  ['the sandbox', '/*M!999999\\- enable the sandbox mode */ \n-- x\nA;', ['A']],
  ['the sandbox of others', '/*!999999\\- enable the sandbox mode */\nA;', ['A']],
  ['NULL in short', 'SELECT \\N;B;', ['SELECT \\N', 'B']],
  ['go', 'SELECT 1\\G\nSELECT 2\\g', ['SELECT 1', 'SELECT 2']],
  ['USE', 'USE a\nuse `b` ;\nUSE c;D;', ['USE a', 'use `b`', 'USE c', 'D']],
  ['USE of a name of two lines', 'USE `a\nb`;C;', ['USE `a\nb`', 'C']],
  ['DELIMITER', 'DELIMITER ;;\nA; B ;;\ndelimiter ;\nC;', ['A; B', 'C']],
  ['DELIMITER in CR LF', 'DELIMITER $$\r\nA; $$\r\nDELIMITER ;\r\nB;', ['A;', 'B']],
  ['DELIMITER quoted', 'DELIMITER "//"\nA; //\nDELIMITER ;\nB;', ['A;', 'B']],
  ['a column delimiter', 'SELECT\ndelimiter ;B;', ['SELECT\ndelimiter', 'B']],
  [
    'a trigger',
    'DELIMITER ;;\n/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER t BEGIN A; END */;;\nDELIMITER ;\n',
    ['/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER t BEGIN A; END */'],
  ],
  [
    'another language',
    "CREATE FUNCTION f() RETURNS INT LANGUAGE JAVASCRIPT AS $js$ it's; $ $js$; B;",
    ["CREATE FUNCTION f() RETURNS INT LANGUAGE JAVASCRIPT AS $js$ it's; $ $js$", 'B'],
  ],
  ['dollars in names', "SELECT 1 AS $a$, 'x';B;", ["SELECT 1 AS $a$, 'x'", 'B']],
  [
    'no backslashes',
    "SET sql_mode='NO_BACKSLASH_ESCAPES';SELECT '\\';SET sql_mode=DEFAULT;SELECT '\\';';",
    ["SET sql_mode='NO_BACKSLASH_ESCAPES'", "SELECT '\\'", 'SET sql_mode=DEFAULT', "SELECT '\\';'"],
  ],
  [
    'names in double quotes',
    `/*!50003 SET @m = @@sql_mode, sql_mode='ansi_quotes' */;SELECT "\\";SET sql_mode=@m;SELECT "\\";";`,
    [
      `/*!50003 SET @m = @@sql_mode, sql_mode='ansi_quotes' */`,
      'SELECT "\\"',
      'SET sql_mode=@m',
      'SELECT "\\";"',
    ],
  ],
  [
    'modes taken away',
    `SET sql_mode='ANSI';SET sql_mode=REPLACE(@@sql_mode,'ANSI','');SELECT "\\";";`,
    [`SET sql_mode='ANSI'`, `SET sql_mode=REPLACE(@@sql_mode,'ANSI','')`, 'SELECT "\\";"'],
  ],
  [
    'modes kept',
    `SET sql_mode='ANSI';SET sql_mode=CONCAT(@@sql_mode,',STRICT_ALL_TABLES');SELECT "\\";B;`,
    [
      `SET sql_mode='ANSI'`,
      `SET sql_mode=CONCAT(@@sql_mode,',STRICT_ALL_TABLES')`,
      'SELECT "\\"',
      'B',
    ],
  ],
  [
    'a wide character set',
    "SET NAMES gbk;INSERT INTO t VALUES ('\u0081\\');SET NAMES utf8mb4;B;",
    ['SET NAMES gbk', "INSERT INTO t VALUES ('\u0081\\')", 'SET NAMES utf8mb4', 'B'],
  ],
  [
    'rows',
    "INSERT INTO `t` VALUES (1,'a;('),(2,NULL);",
    ["INSERT INTO `t` VALUES |(1,'a;('),(2,NULL)"],
  ],
  [
    'rows of several statements',
    'INSERT INTO t VALUES (1);\n-- x\nINSERT INTO t VALUES (2),\n(3);\nINSERT INTO u VALUES (4);',
    ['INSERT INTO t VALUES |(1),(2),\n(3)', 'INSERT INTO u VALUES |(4)'],
  ],
  [
    'rows with calls',
    "INSERT INTO t VALUES (ST_GeomFromText('POINT(1 1)'),(1)),(DEFAULT,-1);",
    ["INSERT INTO t VALUES |(ST_GeomFromText('POINT(1 1)'),(1)),(DEFAULT,-1)"],
  ],
  [
    'rows and what follows',
    'INSERT INTO t VALUES (1);COMMIT;INSERT INTO t VALUES (2)',
    ['INSERT INTO t VALUES |(1)', 'COMMIT', 'INSERT INTO t VALUES (2)'],
  ],
  [
    'an update of duplicates',
    'INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE a=VALUES(a), b=(1);A;',
    ['INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE a=VALUES(a), b=(1)', 'A'],
  ],
  [
    'comments in rows',
    "INSERT INTO t VALUES (1), -- '\n(2);A;",
    ["INSERT INTO t VALUES (1), -- '\n(2)", 'A'],
  ],
  ['INSERT ... SELECT', 'INSERT INTO t SELECT (1);A;', ['INSERT INTO t SELECT (1)', 'A']],
  [
    'INSERT ... SET',
    'INSERT INTO t SET a = VALUES(a);A;',
    ['INSERT INTO t SET a = VALUES(a)', 'A'],
  ],
  [
    'PARTITION',
    'INSERT INTO t PARTITION (p) VALUES (1);',
    ['INSERT INTO t PARTITION (p) VALUES (1)'],
  ],
];

describe('StatementReader', () => {
  for (const [what, sql, items] of CASES) {
    test(`${what}, cut anywhere`, () => {
      const bytes = Buffer.from(sql, /[\u0080-\u00ff]/.test(sql) ? 'latin1' : 'utf8');
      assert.deepEqual(read(bytes), items);
      const whole = readAll([bytes]).map(describeItem);
      assert.deepEqual(readAll([...bytes].map((byte) => Buffer.of(byte))).map(describeItem), whole);
      for (let cut = 1; cut < bytes.length; cut++) {
        const pieces = [bytes.subarray(0, cut), bytes.subarray(cut)];
        assert.deepEqual(readAll(pieces).map(describeItem), whole, `cut at ${cut}`);
      }
    });
  }

  test('says what an INSERT is', () => {
    const heads: readonly (readonly [string, object])[] = [
      ['INSERT INTO `a``b` VALUES (1)', { verb: 'insert', table: 'a`b', columns: undefined }],
      [
        'insert  ignore into `s`.`t` (`a`, b) values\n(1)',
        { isIgnore: true, schema: 's', table: 't', columns: ['a', 'b'] },
      ],
      [
        'REPLACE INTO t(a)VALUES(1)',
        { verb: 'replace', isIgnore: false, table: 't', columns: ['a'] },
      ],
      ['INSERT DELAYED t VALUE (1)', { verb: 'insert', table: 't', schema: undefined }],
      ['INSERT INTO tvalues VALUES (1)', { table: 'tvalues' }],
      ['INSERT INTO `a,b` (`x(,`,`y)`) VALUES (1)', { table: 'a,b', columns: ['x(,', 'y)'] }],
    ];
    for (const [sql, expected] of heads) {
      const [item] = readAll([Buffer.from(`${sql};`)]);
      assert.ok(item?.kind === 'rows', sql);
      assert.deepEqual({ ...item.head, ...expected }, item.head, sql);
      assert.equal(latin1(item.head.text) + latin1(item.tuples), sql);
    }
  });

  test('says where a statement begins, and whether it was ended', () => {
    const sql = "-- x\n\nA\n;INSERT INTO t\nVALUES ('\n'),\n(2);\nB;\n\n C";
    const items = readAll([Buffer.from(sql)]);
    assert.deepEqual(
      items.map(({ at }) => at),
      [
        { byte: 6, line: 3 },
        { byte: 9, line: 4 },
        { byte: sql.indexOf('B'), line: 8 },
        { byte: sql.indexOf('C'), line: 10 },
      ],
    );
    assert.deepEqual(
      items.map((item) => item.kind === 'rows' || item.isTerminated),
      [true, true, true, false],
    );
  });

  test('refuses client commands, cut off dumps and what is too long, with the line', () => {
    refuses('A;\n\\. /etc/passwd\n', /line 2 has the client command \\\./);
    refuses('A;\nSOURCE x.sql\n', /line 2 .* source/);
    refuses('A;\n  system rm x', /line 2 .* system/);
    refuses('SELECT 1\n\\! rm x\n;', /line 2 .* \\!/);
    refuses("A;\nSELECT 'a", /inside a string or comment; .* line 2/);
    refuses('A;\n/* a', /inside a comment; .* line 2/);
    refuses("INSERT INTO t VALUES ('", /inside a string/);
    refuses(`\nSELECT ${' '.repeat(2000)}`.repeat(2), /line 2 is longer than 1000 bytes/, {
      statementBytesMax: 1000,
    });
    refuses(
      `INSERT INTO t VALUES (1)${',(1)'.repeat(500)} ON DUPLICATE KEY UPDATE a=1;`,
      /not a list of rows/,
      { aheadBytes: 1000 },
    );
    refuses(`INSERT INTO t VALUES (1)${',(1)'.repeat(500)}`, /not a list of rows/, {
      aheadBytes: 1000,
    });
  });
});

const value = fc.oneof(
  fc.constantFrom(
    'NULL',
    '-1',
    '1e5',
    "''",
    '0x2829',
    "_binary '\\'('",
    '"\\")"',
    "'it''s'",
    "f((1),'(')",
  ),
  fc
    .string({ maxLength: 30 })
    .map((text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`),
);
const tuple = fc
  .array(value, { minLength: 1, maxLength: 4 })
  .map((values) => `(${values.join(',')})`);
const insert = fc
  .tuple(fc.constantFrom('`t`', '`u` (`a`,`b`)'), fc.array(tuple, { minLength: 1, maxLength: 12 }))
  .map(([table, tuples]) => `INSERT INTO ${table} VALUES ${tuples.join(',\n')};\n`);
const statement = fc.oneof(
  { weight: 3, arbitrary: insert },
  fc.constantFrom(
    'COMMIT;\n',
    "SELECT ';', 1 -- ;\n;",
    '/*!40000 A */;\n',
    '-- c\n',
    '/* ; */\n',
    'USE x\n',
    'DELIMITER ;;\nA; ;;\nDELIMITER ;\n',
  ),
);

describe('statements and cuts', () => {
  test('runs of any size have the same rows, whole or in parts', () => {
    fc.assert(
      fc.property(
        fc.array(statement, { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 10 }),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 200 }),
        (statements, cuts, runBytes, aheadBytes) => {
          const bytes = Buffer.from(statements.join(''));
          const whole = join(readAll([bytes]));
          const pieces: Buffer[] = [];
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const cut = cuts[turn % cuts.length] as number;
            pieces.push(bytes.subarray(at, at + cut));
            at += cut;
          }
          assert.deepEqual(join(readAll(pieces, { runBytes, aheadBytes })), whole);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

/** Runs of one head joined, with their rows counted. */
function join(items: readonly DumpItem[]): string[] {
  const joined: string[] = [];
  let rows = 0;
  let head = '';
  for (const item of items) {
    if (item.kind === 'statement') {
      joined.push(latin1(item.sql));
      head = '';
      continue;
    }
    const next = latin1(item.head.text);
    // Space between tuples goes where a run ends there.
    const text = latin1(item.tuples);
    if (next !== head) joined.push(next);
    else if (item.part === 'whole' || item.part === 'first') joined.push(',');
    head = next;
    rows += item.rows;
    joined.push(text);
  }
  return [joined.join('').replaceAll(',\n(', ',('), String(rows)];
}
