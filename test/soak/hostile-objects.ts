// Everything of a server that can be called, or can say, what somebody likes: each kind of
// object with a hostile text at one place. Those the server refuses are not tried.

import type { Connection } from 'mysql2/promise';
import type { Flavor } from '../../src/model/server.js';
import { quoteName, quoteText } from '../support/compare-query.js';

export interface HostileObject {
  readonly kind: string;
  readonly sql: readonly string[];
  /** What a dump does not carry, and its target needs. */
  readonly setup?: readonly string[];
}

/** In the current database; what has to be in one of its own is not among them. */
export function listHostileObjects(text: string, flavor: Flavor): HostileObject[] {
  const name = quoteName(text);
  const literal = quoteText(text);
  return [
    ...listTables(name, literal),
    ...listPrograms(text, name, literal),
    ...(flavor === 'mysql' ? listOfMysql(text, name, literal) : listOfMariadb(name)),
  ];
}

function listTables(name: string, literal: string): HostileObject[] {
  return [
    {
      kind: 'table name',
      sql: [`CREATE TABLE ${name} (id INT PRIMARY KEY)`, `INSERT INTO ${name} VALUES (1), (2)`],
    },
    {
      kind: 'column name',
      sql: [
        `CREATE TABLE t_column (id INT PRIMARY KEY, ${name} INT, g INT AS (id + 1))`,
        'INSERT INTO t_column VALUES (1, 2, DEFAULT)',
      ],
    },
    table('key column name', `, ${name} INT NOT NULL, UNIQUE KEY (${name})`),
    table('index name', `, a INT, KEY ${name} (a)`),
    table('check constraint name', `, a INT, CONSTRAINT ${name} CHECK (a > 0)`),
    table(
      'foreign key name',
      `, a INT, CONSTRAINT ${name} FOREIGN KEY (a) REFERENCES t_column (id)`,
    ),
    table('partition name', '', partitions(`${name} VALUES LESS THAN (10)`)),
    table('partition comment', '', partitions(`pp VALUES LESS THAN (10) COMMENT = ${literal}`)),
    {
      kind: 'list partition value',
      sql: [
        `CREATE TABLE t_list (a VARCHAR(64) PRIMARY KEY) PARTITION BY LIST COLUMNS (a) (PARTITION p VALUES IN (${literal}), PARTITION q VALUES IN ('q'))`,
      ],
    },
    table('table comment', '', ` COMMENT = ${literal}`),
    table('column comment', `, a INT COMMENT ${literal}`),
    table('index comment', `, a INT, KEY a (a) COMMENT ${literal}`),
    table('default', `, a VARCHAR(99) DEFAULT ${literal}`),
    table('default expression', `, a VARCHAR(99) DEFAULT (CONCAT(${literal}, 'x'))`),
    table('generated column', `, a VARCHAR(99) AS (CONCAT(${literal}, id))`),
    table('check expression', `, a VARCHAR(99), CHECK (a <> ${literal})`),
    table('enum member', `, a ENUM(${literal}, 'other')`),
    table('set member', `, a SET(${literal}, 'other')`),
    table('connection string', '', ` CONNECTION = ${literal}`),
    {
      kind: 'value',
      sql: [
        'CREATE TABLE t_value (id INT PRIMARY KEY, a TEXT, b BLOB, c VARCHAR(99) CHARACTER SET latin1, j JSON)',
        `INSERT IGNORE INTO t_value VALUES (1, ${literal}, ${literal}, ${literal}, JSON_QUOTE(${literal}))`,
      ],
    },
    {
      kind: 'value of a key',
      sql: [
        'CREATE TABLE t_key (id VARCHAR(99) PRIMARY KEY, a INT)',
        `INSERT INTO t_key VALUES (${literal}, 1), ('x', 2)`,
      ],
    },
  ];
}

function listPrograms(text: string, name: string, literal: string): HostileObject[] {
  const definer = `DEFINER=${literal}@'localhost'`;
  const comments = [
    ['block comment', `/* ${text} */`],
    ['version comment', `/*!50000 + 1 */ /* ${text} */`],
    ['dashed comment', `-- ${text}\n`],
    ['hash comment', `# ${text}\n`],
    ['string', literal],
  ] as const;
  const bodies = comments.flatMap(([where, body]) => {
    const value = where === 'string' ? body : `1 ${body}`;
    return [
      one(
        `${where} of a procedure`,
        `CREATE PROCEDURE ${quoteName(`p ${where}`)}() SELECT ${value}`,
      ),
      one(
        `${where} of a function`,
        `CREATE FUNCTION ${quoteName(`f ${where}`)}() RETURNS TEXT DETERMINISTIC BEGIN ${where === 'string' ? '' : body}\nRETURN ${value} ; END`,
      ),
      one(
        `${where} of a trigger`,
        `CREATE TRIGGER ${quoteName(`g ${where}`)} BEFORE INSERT ON t_column FOR EACH ROW SET @x = ${value}`,
      ),
      one(
        `${where} of an event`,
        `CREATE EVENT ${quoteName(`e ${where}`)} ON SCHEDULE EVERY 1 YEAR DO SET @x = ${value}`,
      ),
      one(`${where} of a view`, `CREATE VIEW ${quoteName(`v ${where}`)} AS SELECT ${value} AS a`),
    ];
  });
  return [
    one('view name', `CREATE VIEW ${quoteName(`v${text}`.slice(0, 64))} AS SELECT 1 AS a`),
    one('view column name', `CREATE VIEW v_column AS SELECT 1 AS ${name}`),
    one('view definer', `CREATE ${definer} VIEW v_definer AS SELECT 1 AS a`),
    one('trigger name', `CREATE TRIGGER ${name} BEFORE UPDATE ON t_column FOR EACH ROW SET @x = 1`),
    one(
      'trigger definer',
      `CREATE ${definer} TRIGGER g_definer BEFORE DELETE ON t_column FOR EACH ROW SET @x = 1`,
    ),
    one('procedure name', `CREATE PROCEDURE ${name}() SELECT 1`),
    one('procedure comment', `CREATE PROCEDURE p_comment() COMMENT ${literal} SELECT 1`),
    one('procedure definer', `CREATE ${definer} PROCEDURE p_definer() SELECT 1`),
    one('parameter name', `CREATE PROCEDURE p_parameter(IN ${name} INT) SELECT 1`),
    one('function name', `CREATE FUNCTION ${name}() RETURNS INT DETERMINISTIC RETURN 1`),
    one('event name', `CREATE EVENT ${name} ON SCHEDULE EVERY 1 YEAR DO SELECT 1`),
    one(
      'event comment',
      `CREATE EVENT e_comment ON SCHEDULE EVERY 1 YEAR COMMENT ${literal} DO SELECT 1`,
    ),
    one('event definer', `CREATE ${definer} EVENT e_definer ON SCHEDULE EVERY 1 YEAR DO SELECT 1`),
    ...bodies,
  ];
}

function listOfMysql(text: string, name: string, literal: string): HostileObject[] {
  return [
    {
      kind: 'tablespace name',
      setup: [`CREATE TABLESPACE ${name} ADD DATAFILE 'hostile.ibd'`],
      sql: [`CREATE TABLE t_space (id INT PRIMARY KEY) TABLESPACE ${name}`],
    },
    {
      kind: 'column attribute',
      sql: [
        `CREATE TABLE t_attribute (id INT ENGINE_ATTRIBUTE = ${quoteText(JSON.stringify({ x: text }))})`,
      ],
    },
    {
      kind: 'library name',
      sql: [`CREATE LIBRARY ${name} LANGUAGE JAVASCRIPT AS 'export const x = 1;'`],
    },
    {
      kind: 'library comment',
      sql: [
        `CREATE LIBRARY l_comment COMMENT ${literal} LANGUAGE JAVASCRIPT AS 'export const x = 1;'`,
      ],
    },
    {
      kind: 'body in dollars',
      sql: [
        `CREATE LIBRARY l_body LANGUAGE JAVASCRIPT AS $body$ /* ${text.replaceAll('*/', '')} */ $body$`,
      ],
    },
  ];
}

function listOfMariadb(name: string): HostileObject[] {
  return [
    { kind: 'sequence name', sql: [`CREATE SEQUENCE ${name.replace('`', '`s')}`] },
    {
      kind: 'period name',
      sql: [`CREATE TABLE t_period (a DATE, b DATE, PERIOD FOR ${name} (a, b))`],
    },
    {
      kind: 'package name',
      sql: [
        "SET sql_mode = 'ORACLE'",
        `CREATE PACKAGE ${name} AS FUNCTION f RETURN INT; END`,
        "SET sql_mode = ''",
      ],
    },
  ];
}

/** Creates what the server lets be created; the kinds that are there. */
export async function createHostileObjects(
  source: Connection,
  target: Connection,
  objects: readonly HostileObject[],
): Promise<string[]> {
  const kinds: string[] = [];
  for (const { kind, setup = [], sql } of objects) {
    try {
      for (const statement of [...setup, ...sql]) await source.query(statement);
      for (const statement of setup) await target.query(statement);
      kinds.push(kind);
    } catch {
      await source.query("SET sql_mode = ''");
    }
  }
  return kinds;
}

function table(kind: string, body: string, more = ''): HostileObject {
  return {
    kind,
    sql: [`CREATE TABLE ${quoteName(`t ${kind}`)} (id INT PRIMARY KEY${body})${more}`],
  };
}

function partitions(part: string): string {
  return ` PARTITION BY RANGE (id) (PARTITION ${part}, PARTITION zz VALUES LESS THAN MAXVALUE)`;
}

function one(kind: string, sql: string): HostileObject {
  return { kind, sql: [sql] };
}
