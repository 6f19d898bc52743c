// One more random database per seed, made of what the generator leaves out because no dump
// brings it back, or because it is odd only to a dump tool: objects whose circumstances
// changed after they were made, views that are broken, names that need care in comments,
// engines that hold other data, histograms.

import { quoteName, quoteText } from '../../fixtures/generator/literals.js';
import { Random } from '../../fixtures/generator/random.js';
import type { GeneratedSql } from '../../fixtures/generator/generate.js';
import type { Flavor } from '../../src/model/server.js';

/** Definers that the objects below name; without them LOCK TABLES ends most dumps. */
export const ODD_ACCOUNTS = 'CREATE USER `gh``ost`@`%`; GRANT ALL ON *.* TO `gh``ost`@`%`;';

const NAMES = [
  'plain',
  'UPPER',
  'two words',
  'line\nbreak',
  'line\n-- break',
  'back`tick',
  "quo'te",
  'dou"ble',
  'back\\slash',
  'per%cent',
  'under_score',
  'жук',
  '漢字',
  'tab\there',
  '*/',
  '/*!50000',
  ';',
  ';;x',
  'dot.dot',
  '#hash',
  '-- dash',
  '$dollar',
  '@at',
  'a\rb',
  "''",
  '``',
] as const;
const CHARSETS = [
  'utf8mb4',
  'utf8mb4 COLLATE utf8mb4_bin',
  'latin1',
  'latin1 COLLATE latin1_bin',
  'koi8r',
  'cp1251',
  'gbk',
  'big5',
  'sjis',
  'greek',
  'utf16',
  'ucs2',
  'utf8mb3',
  'binary',
  'ascii',
] as const;
const CLIENT_NAMES = [
  'utf8mb4',
  'utf8mb4 COLLATE utf8mb4_bin',
  'utf8mb3',
  'latin1',
  'cp1251',
  'koi8r',
  'gbk',
  'binary',
] as const;
const SQL_MODES = [
  '',
  'ANSI_QUOTES',
  'ANSI',
  'NO_BACKSLASH_ESCAPES',
  'PIPES_AS_CONCAT,STRICT_ALL_TABLES',
  'TRADITIONAL',
  'ONLY_FULL_GROUP_BY',
  'NO_AUTO_VALUE_ON_ZERO',
  'HIGH_NOT_PRECEDENCE,NO_UNSIGNED_SUBTRACTION',
] as const;

interface Draft {
  readonly random: Random;
  readonly flavor: Flavor;
  readonly name: (kind: string) => string;
  readonly tables: string[];
}

export function generateOddSql(seed: number, flavor: Flavor): GeneratedSql {
  const random = new Random(seed ^ 0x5eed);
  let count = 0;
  const name = (kind: string): string => {
    count += 1;
    // MySQL refuses a name that ends in a space; the number also keeps names apart.
    return `${random.oneIn(3) ? kind : random.pick(NAMES)}${count}`;
  };
  const draft: Draft = { random, flavor, name, tables: [] };
  const database = `odd${seed} ${random.pick(NAMES)}x`;
  const parts = [
    "SET NAMES utf8mb4; SET time_zone = '+00:00'; SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO'; SET foreign_key_checks = 0;",
    `DROP DATABASE IF EXISTS ${quoteName(database)};`,
    `CREATE DATABASE ${quoteName(database)} CHARACTER SET ${random.pick(CHARSETS)};`,
    `USE ${quoteName(database)};`,
    'DELIMITER $$',
    ...Array.from({ length: random.int(1, 5) }, () => `${makeTable(draft)}$$`),
    ...(random.oneIn(2) ? makeMerge(draft).map((sql) => `${sql}$$`) : []),
    ...makeViews(draft).map((statement) => wrap(draft, database, statement)),
    ...shuffle(random, [...makeTriggers(draft), ...makeRoutines(draft), ...makeEvents(draft)]).map(
      (statement) => wrap(draft, database, statement),
    ),
    ...(flavor === 'mysql' ? makeMysqlObjects(draft) : makeMariadbObjects(draft)).map(
      (sql) => `${sql}$$`,
    ),
    ...(random.oneIn(2)
      ? [`ALTER DATABASE ${quoteName(database)} CHARACTER SET ${random.pick(CHARSETS)}$$`]
      : []),
    ...(random.oneIn(4) ? makeBrokenViews(draft).map((sql) => `${sql}$$`) : []),
    'DELIMITER ;',
  ];
  return { databases: [database], sql: `${parts.join('\n')}\n` };
}

function makeTable({ random, flavor, name, tables }: Draft): string {
  const table = name('t');
  tables.push(table);
  const engines = [
    'InnoDB',
    'InnoDB',
    'MyISAM',
    'MEMORY',
    ...(flavor === 'mariadb' ? ['Aria', 'ARCHIVE'] : ['BLACKHOLE', 'ARCHIVE']),
  ];
  const engine = random.pick(engines);
  const columns = [
    `id INT NOT NULL COMMENT ${quoteText(random.pick(NAMES))}`,
    `a VARCHAR(20) CHARACTER SET ${random.pick(['latin1', 'gbk', 'sjis', 'big5', 'koi8r', 'utf16', 'utf32', 'utf8mb4', 'utf8mb3', 'cp932', 'euckr', 'ujis', 'binary'])}`,
    `b ${random.pick(['BIT(3)', 'VARBINARY(9)', 'BINARY(3)', 'FLOAT', 'DOUBLE', 'YEAR', 'TIME(6)', 'DECIMAL(5,2) ZEROFILL', 'TINYINT(1)', "ENUM('x','''')"])}`,
    ...(random.oneIn(3) && engine !== 'ARCHIVE'
      ? [
          `${quoteName(name('c'))} INT ${random.pick(['INVISIBLE DEFAULT 1', 'GENERATED ALWAYS AS (id + 1) VIRTUAL'])}`,
        ]
      : []),
  ].filter((column) => !['MEMORY', 'BLACKHOLE'].includes(engine) || !column.includes('VIRTUAL'));
  const keys =
    engine === 'ARCHIVE' || random.oneIn(4)
      ? []
      : [
          random.pick([
            'PRIMARY KEY (id)',
            'UNIQUE KEY (id)',
            'KEY (a(3), id)',
            'PRIMARY KEY (id), UNIQUE `od``d` (b, id)',
          ]),
        ];
  const rows = Array.from(
    { length: random.int(0, 5) },
    (_, i) =>
      `(${i + 1}, ${random.pick(["'x'", "'\\\\'", "'it''s'", 'NULL', "''", '0x815C', '0x41', "'~'"])}, ${random.pick(['NULL', "''", '1', '0'])})`,
  );
  return [
    `CREATE TABLE ${quoteName(table)} (${[...columns, ...keys].join(', ')}) ENGINE = ${engine} COMMENT = ${quoteText(random.pick(NAMES))}`,
    ...(rows.length === 0
      ? []
      : [`INSERT IGNORE INTO ${quoteName(table)} (id, a, b) VALUES ${rows.join(', ')}`]),
  ].join('$$\n');
}

function makeMerge({ random, name }: Draft): string[] {
  const [one, two, both] = [quoteName(name('m')), quoteName(name('m')), quoteName(name('merged'))];
  const columns = '(id INT NOT NULL, KEY (id))';
  const comma = quoteName(name('csv'));
  return [
    `CREATE TABLE ${one} ${columns} ENGINE = MyISAM`,
    `CREATE TABLE ${two} ${columns} ENGINE = MyISAM`,
    `INSERT INTO ${one} VALUES (2), (1)`,
    `CREATE TABLE ${both} ${columns} ENGINE = MERGE UNION = (${one}, ${two}) INSERT_METHOD = ${random.pick(['NO', 'FIRST', 'LAST'])}`,
    `CREATE TABLE ${comma} (id INT NOT NULL, v VARCHAR(9) NOT NULL) ENGINE = CSV`,
    `INSERT INTO ${comma} VALUES (1, 'a,"b"')`,
  ];
}

function makeViews({ random, name, tables }: Draft): string[] {
  const views: string[] = [];
  return Array.from({ length: random.int(0, 4) }, () => {
    const view = name('v');
    const base = random.pick([...tables, ...views]);
    views.push(view);
    return `CREATE ${random.pick(['', 'ALGORITHM = MERGE ', 'ALGORITHM = TEMPTABLE ', 'DEFINER = `gh``ost`@`%` '])}${random.pick(['', 'SQL SECURITY INVOKER '])}VIEW ${quoteName(view)} AS SELECT id, ${random.pick(["'x'", '1', "CONCAT('a', 'b')", 'NULL'])} AS ${quoteName(name('alias'))} FROM ${quoteName(base)}${random.pick(['', ' WHERE id > 1', ' ORDER BY id LIMIT 3'])}`;
  });
}

function makeTriggers({ random, name, tables }: Draft): string[] {
  return Array.from({ length: random.int(0, 6) }, () => {
    const table = random.pick(tables);
    return `CREATE ${definer(random)}TRIGGER ${quoteName(name('tr'))} ${random.pick(['BEFORE', 'AFTER'])} ${random.pick(['INSERT', 'UPDATE', 'DELETE'])} ON ${quoteName(table)} FOR EACH ROW ${body(random)}`;
  });
}

function makeRoutines({ random, name }: Draft): string[] {
  return Array.from({ length: random.int(0, 4) }, () =>
    random.oneIn(2)
      ? `CREATE ${definer(random)}PROCEDURE ${quoteName(name('p'))}(IN a INT, OUT b VARCHAR(9)) COMMENT ${quoteText(random.pick(NAMES).replaceAll('\\', ''))} ${body(random)}`
      : `CREATE ${definer(random)}FUNCTION ${quoteName(name('f'))}(a VARCHAR(9)) RETURNS ${random.pick(['INT', 'VARCHAR(9)', "ENUM('a')"])} DETERMINISTIC NO SQL ${random.pick(['', 'SQL SECURITY INVOKER '])}RETURN a`,
  );
}

/** No name holds `;;`: both tools would look for a delimiter for ever. */
function makeEvents({ random, name }: Draft): string[] {
  return Array.from({ length: random.pick([0, 1, 2, 3]) }, () => {
    const schedule = random.pick([
      "AT '2037-01-01 00:00:00'",
      "EVERY 1 DAY STARTS '2036-03-30 02:30:00'",
      "EVERY '1:30' HOUR_MINUTE STARTS '2036-01-01 00:00:00' ENDS '2037-01-01 00:00:00'",
    ]);
    return `CREATE ${definer(random)}EVENT ${quoteName(name('e').replaceAll(';;', ';'))} ON SCHEDULE ${schedule} ${random.pick(['', 'ON COMPLETION PRESERVE ', 'DISABLE ', 'ON COMPLETION PRESERVE ENABLE '])}DO ${body(random)}`;
  });
}

function makeMysqlObjects({ random, name, tables }: Draft): string[] {
  const table = quoteName(name('mysql'));
  const parted = random.oneIn(3);
  const statements = [
    `SET sql_generate_invisible_primary_key = ${parted ? 'OFF' : random.pick(['ON', 'OFF'])}`,
    `CREATE TABLE ${table} (a INT, j JSON, v VECTOR(2), g ${parted ? 'BLOB' : 'POINT'}, KEY ((a + 1)), KEY inv (a) INVISIBLE) ${parted ? 'PARTITION BY HASH (a) PARTITIONS 3' : random.pick(['', "COMMENT = 'x\\n-- y'"])}`,
    'SET sql_generate_invisible_primary_key = OFF',
    `INSERT INTO ${table} (a, j, v, g) VALUES (1, '{"k": "v\\\\n"}', STRING_TO_VECTOR('[1, -2]'), ST_GeomFromText('POINT(3 4)')), (2, NULL, NULL, NULL)`,
  ];
  if (random.oneIn(2))
    statements.push(
      `ANALYZE TABLE ${table} UPDATE HISTOGRAM ON a WITH ${random.int(1, 9)} BUCKETS`,
    );
  if (random.oneIn(2))
    statements.push(
      `ANALYZE TABLE ${quoteName(random.pick(tables))} UPDATE HISTOGRAM ON a, b WITH 3 BUCKETS`,
    );
  if (random.oneIn(3))
    statements.push(
      `CREATE LIBRARY ${quoteName(name('lib'))} COMMENT 'a' LANGUAGE JAVASCRIPT AS ${quoteText(`export const x = "${random.pick(['ж', ';;', "it's"])}";`)}`,
    );
  return statements;
}

function makeMariadbObjects({ random, name }: Draft): string[] {
  const statements: string[] = [];
  for (let i = random.int(0, 2); i > 0; i -= 1) {
    const sequence = quoteName(name('sq'));
    statements.push(
      `CREATE SEQUENCE ${sequence} ${random.pick(['', 'START WITH 5', 'INCREMENT BY -3', 'MAXVALUE 100 CYCLE', 'NOCACHE'])}`,
    );
    if (random.oneIn(2)) statements.push(`SELECT NEXTVAL(${sequence})`);
  }
  if (random.oneIn(2)) {
    const table = quoteName(name('versioned'));
    statements.push(
      'SET timestamp = 1700000000',
      `CREATE TABLE ${table} (id INT PRIMARY KEY, v INT ${random.pick(['', 'WITHOUT SYSTEM VERSIONING'])}) WITH SYSTEM VERSIONING ${random.pick(['', 'PARTITION BY SYSTEM_TIME (PARTITION p0 HISTORY, PARTITION p1 CURRENT)'])}`,
      `INSERT INTO ${table} VALUES (1, 1), (2, 2)`,
      'SET timestamp = 1710000000',
      `DELETE FROM ${table} WHERE id = 2`,
      'SET timestamp = DEFAULT',
    );
  }
  if (random.oneIn(3)) {
    statements.push(
      `CREATE TABLE ${quoteName(name('types'))} (u UUID DEFAULT UUID(), i INET6, c VARCHAR(90) COMPRESSED, s DATE, e DATE, PERIOD FOR p (s, e)) ${random.pick(['', "CHECKSUM = 1 COMMENT = ''"])}`,
    );
  }
  if (random.oneIn(3)) {
    const pack = quoteName(name('pack'));
    statements.push(
      "SET sql_mode = 'ORACLE'",
      `CREATE PACKAGE ${pack} AS\n  PROCEDURE p;\nEND`,
      `CREATE PACKAGE BODY ${pack} AS\n  PROCEDURE p AS BEGIN NULL; END;\nEND`,
      "SET sql_mode = ''",
    );
  }
  return statements;
}

/** Two layers, so that what is broken is seen through another view too. */
function makeBrokenViews({ name }: Draft): string[] {
  const [table, view, above] = [
    quoteName(name('gone')),
    quoteName(name('broken')),
    quoteName(name('above')),
  ];
  return [
    `CREATE TABLE ${table} (id INT, v INT)`,
    `CREATE VIEW ${view} AS SELECT v FROM ${table}`,
    `CREATE VIEW ${above} AS SELECT v FROM ${view}`,
    `DROP TABLE ${table}`,
  ];
}

function definer(random: Random): string {
  return random.pick([
    '',
    '',
    'DEFINER = `root`@`localhost` ',
    'DEFINER = `gh``ost`@`%` ',
    'DEFINER = `no one`@`nowhere` ',
  ]);
}

function body(random: Random): string {
  return random.pick([
    "SET @x = 'plain'",
    'BEGIN END',
    'BEGIN SET @x = 1; -- comment\n  SET @y = 2; # another\n END',
    "BEGIN /* block; ' */ SET @x = 'it''s'; END",
    "SET @x = 'жук'",
    'SET @x = 1 -- trailing comment\n',
    'SET @x = 1   \n\n',
    "SET @a = '\t', @b = '/* not a comment', @c = 'DEFINER=x SQL SECURITY INVOKER'",
  ]);
}

function shuffle<T>(random: Random, items: readonly T[]): T[] {
  return random.sample(items, items.length);
}

/** Under some sql_mode, client character set and database default; then as before. */
function wrap({ random }: Draft, database: string, statement: string): string {
  // A view's text holds the name of its database: a view above it could not be created.
  const text = statement.includes('VIEW ') ? database + statement : statement;
  const plain = !/[^\p{ASCII}]/u.test(text);
  const names = plain ? random.pick(CLIENT_NAMES) : 'utf8mb4';
  const alter = random.oneIn(6)
    ? `ALTER DATABASE ${quoteName(database)} CHARACTER SET ${random.pick(CHARSETS)}$$\n`
    : '';
  // The name of the database is text too: it is sent while the client's set is still UTF-8.
  return `${alter}SET sql_mode = '${random.pick(SQL_MODES)}'$$\nSET NAMES ${names}$$\n${statement}$$\nSET NAMES utf8mb4$$\nSET sql_mode = 'NO_AUTO_VALUE_ON_ZERO'$$`;
}
