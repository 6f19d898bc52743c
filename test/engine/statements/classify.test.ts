// What statements are told to be, seen through executable comments, and what of them can be
// written otherwise.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { classify } from '../../../src/engine/statements/classify.js';
import type { Classified } from '../../../src/engine/statements/classified.js';
import type { ObjectName } from '../../../src/engine/statements/head-cursor.js';
import {
  readDefiner,
  rewriteDefiner,
  rewriteSchema,
} from '../../../src/engine/statements/rewrite.js';
import { PLAIN_QUOTES } from '../../../src/engine/statements/statement.js';

const bytes = (sql: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(sql));
const text = (sql: Uint8Array): string => Buffer.from(sql).toString('utf8');

/** `class schema.name, name @table`. */
function tell({ class: kind, objects, table }: Classified): string {
  const names = objects.map(tellName).join(', ');
  return `${kind} ${names}${table === undefined ? '' : ` @${tellName(table)}`}`.trim();
}

function told(versionNumber: number, flavor: 'mysql' | 'mariadb', sql: Uint8Array): string {
  return tell(classify(sql, PLAIN_QUOTES, { flavor, versionNumber }));
}

function rename(sql: string): { sql: string; left: number } {
  const renamed = rewriteSchema(bytes(sql), classify(bytes(sql)), { from: 's', to: 'n`' });
  return { sql: text(renamed.sql), left: renamed.left.length };
}

function tellName({ schema, name }: ObjectName): string {
  return schema === undefined ? name.text : `${schema.text}.${name.text}`;
}

const VIEW =
  '/*!50001 CREATE ALGORITHM=UNDEFINED */\n/*!50013 DEFINER=`a b`@`%` SQL SECURITY DEFINER */\n' +
  '/*!50001 VIEW `v` AS select `s`.`t`.`a` AS `a` from `s`.`t` */';
const TRIGGER =
  '/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`%`*/ /*!50003 TRIGGER `g` BEFORE INSERT ON `s`.`t` FOR EACH ROW SET NEW.a = `s`.`f`(1) */';

const CASES: readonly (readonly [sql: string, told: string])[] = [
  ['', 'empty'],
  ['/*!40000 */', 'empty'],
  [
    'CREATE DATABASE /*!32312 IF NOT EXISTS*/ `s` /*!40100 DEFAULT CHARACTER SET utf8mb4 */',
    'create-database s',
  ],
  [
    'CREATE TABLE IF NOT EXISTS `s`.`t` (`select` int, KEY (a)) PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN (1))',
    'create-table s.t',
  ],
  ['CREATE TABLE `t` (`a` int GENERATED ALWAYS AS (1)) WITH SYSTEM VERSIONING', 'create-table t'],
  ['CREATE TABLE t LIKE u', 'create-table-from t'],
  ['CREATE TABLE t (LIKE u)', 'create-table-from t'],
  ['CREATE TABLE t (a int) AS SELECT * FROM u', 'create-table-from t'],
  ['CREATE TABLE t SELECT 1', 'create-table-from t'],
  [VIEW, 'create-view v'],
  ['CREATE JSON RELATIONAL DUALITY VIEW d AS SELECT 1', 'create-view d'],
  [TRIGGER, 'create-trigger g @s.t'],
  ['CREATE DEFINER=root@localhost PROCEDURE `p`(a int) SELECT 1', 'create-routine p'],
  ['CREATE DEFINER=CURRENT_USER() FUNCTION f() RETURNS int RETURN 1', 'create-routine f'],
  ["CREATE FUNCTION f RETURNS STRING SONAME 'x.so'", 'create-udf f'],
  ['CREATE OR REPLACE PACKAGE BODY `p` AS END', 'create-package p'],
  [
    '/*!50106 CREATE*/ /*!50117 DEFINER=`a`@`%`*/ /*!50106 EVENT `e` ON SCHEDULE AT 1 DO SELECT 1 */',
    'create-event e',
  ],
  ['CREATE SEQUENCE `q` START WITH 1', 'create-sequence q'],
  ['CREATE LIBRARY `l` LANGUAGE JAVASCRIPT AS $$ $$', 'create-library l'],
  ['CREATE UNIQUE INDEX i ON s.t (a)', 'create-index i @s.t'],
  ["CREATE USER a@b IDENTIFIED BY 'x'", 'account'],
  ['CREATE SERVER s FOREIGN DATA WRAPPER mysql', 'other'],
  ['DROP TABLE IF EXISTS `a`, s.b', 'drop-table a, s.b'],
  ['/*!50001 DROP VIEW IF EXISTS `v`*/', 'drop-view v'],
  ['/*!50003 DROP PROCEDURE IF EXISTS `p` */', 'drop-routine p'],
  ['/*!40000 DROP DATABASE IF EXISTS `s`*/', 'drop-database s'],
  ['ALTER DATABASE `s` CHARACTER SET latin1 COLLATE latin1_swedish_ci', 'alter-database s'],
  ['/*!40000 ALTER TABLE `t` DISABLE KEYS */', 'alter-keys t'],
  ['ALTER TABLE t ENABLE KEYS, DROP a', 'alter-table t'],
  ['ALTER TABLE t ADD KEY (a)', 'alter-table t'],
  ['ALTER DEFINER=a@b EVENT e ENABLE', 'alter-event e'],
  ['ALTER USER a', 'account'],
  ['ALTER INSTANCE DISABLE INNODB REDO_LOG', 'other'],
  ['INSERT  IGNORE INTO s.t (a) VALUES (1)', 'insert s.t'],
  ['INSERT INTO t SET a = 1', 'insert t'],
  ['INSERT INTO t (a) SELECT 1', 'insert-select t'],
  ['INSERT INTO t WITH x AS (SELECT 1) SELECT * FROM x', 'insert-select t'],
  ['REPLACE t VALUE (1)', 'insert t'],
  ["LOAD DATA INFILE 'x' INTO TABLE t", 'load-data'],
  ['LOCK TABLES `a` WRITE, `s`.`b` READ LOCAL', 'lock a, s.b'],
  ['UNLOCK TABLES', 'unlock'],
  ['LOCK INSTANCE FOR BACKUP', 'other'],
  ['BEGIN', 'transaction'],
  ['BEGIN NOT ATOMIC DROP TABLE t; END', 'other'],
  ['START TRANSACTION', 'transaction'],
  ['USE `s`', 'use s'],
  ['/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE="ANSI" */', 'set-session'],
  ['SET NAMES utf8mb4', 'set-session'],
  ['SET @@SESSION.SQL_LOG_BIN= 0', 'set-session'],
  ['SET @a = 1, GLOBAL innodb_stats_auto_recalc=OFF', 'set-global'],
  ['SET @@global.read_only = 1', 'set-global'],
  ["SET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ 'a:1'", 'gtid-purged'],
  ["SET GLOBAL gtid_slave_pos='0-1-1'", 'gtid-purged'],
  ["SET PASSWORD = 'x'", 'account'],
  ['SET STATEMENT max_statement_time=1 FOR DROP TABLE t', 'other'],
  ["CHANGE REPLICATION SOURCE TO SOURCE_LOG_FILE='a'", 'change-source'],
  ['START SLAVE', 'replication'],
  ['GRANT ALL ON *.* TO a', 'account'],
  ['DO SETVAL(`s`.`q`, 1, 0)', 'sequence-value s.q'],
  ['DO SLEEP(1)', 'other'],
  ['(SELECT 1)', 'select'],
  ['TRUNCATE TABLE t', 'change-rows t'],
  ['PREPARE a FROM @a', 'prepare'],
  ['ANALYZE TABLE a, b', 'analyze a, b'],
  ['INSTALL PLUGIN x', 'other'],
  ['XA COMMIT 1', 'other'],
];

describe('classify', () => {
  for (const [sql, expected] of CASES) {
    test(`${expected}: ${sql.slice(0, 60)}`, () =>
      assert.equal(tell(classify(bytes(sql))), expected));
  }

  test('names what a SET sets', () => {
    const sql = "SET @OLD_A=@@A, SQL_MODE='a,b', @@SESSION.`c`=1, LOCAL d = f(1, 2), names = 1";
    assert.deepEqual(classify(bytes(sql)).variables, ['@OLD_A', 'SQL_MODE', 'C', 'D', 'NAMES']);
  });

  test('knows what each server runs of a comment', () => {
    const hidden = bytes('/*!99999 INSERT INTO t VALUES (1) */ DROP DATABASE s');
    assert.equal(told(90704, 'mysql', hidden), 'drop-database s');
    assert.equal(told(101119, 'mariadb', hidden), 'drop-database s');
    assert.equal(told(100000, 'mysql', hidden), 'insert t');
    const mariadb = bytes('/*M!100500 DROP TABLE t */');
    assert.equal(told(90704, 'mysql', mariadb), 'empty');
    assert.equal(told(101119, 'mariadb', mariadb), 'drop-table t');
    const nested = bytes('/*!80000 DROP /* */ TABLE a */ DROP TABLE b');
    assert.equal(told(101119, 'mariadb', nested), 'drop-table b');
  });

  test('names in double quotes where they are names', () => {
    const sql = bytes('DROP TABLE "a\\", "b""c"');
    assert.equal(tell(classify(sql, { escapes: true, ansiQuotes: true })), 'drop-table a\\, b"c');
  });
});

describe('rewriteDefiner', () => {
  test('takes it away, or puts another there, and nothing else', () => {
    for (const [sql, stripped, other] of [
      [VIEW, VIEW.replace('DEFINER=`a b`@`%` ', ''), VIEW.replace('`a b`@`%`', '`ä`@`h`')],
      [TRIGGER, TRIGGER.replace('DEFINER=`a`@`%`', ''), TRIGGER.replace('`a`@`%`', '`ä`@`h`')],
      [
        "CREATE DEFINER = 'x'@'y' EVENT e DO SELECT 'DEFINER=`a`@`%`'",
        "CREATE EVENT e DO SELECT 'DEFINER=`a`@`%`'",
        "CREATE DEFINER=`ä`@`h` EVENT e DO SELECT 'DEFINER=`a`@`%`'",
      ],
      ['CREATE VIEW v AS SELECT 1', 'CREATE VIEW v AS SELECT 1', 'CREATE VIEW v AS SELECT 1'],
    ] as const) {
      const classified = classify(bytes(sql));
      assert.equal(text(rewriteDefiner(bytes(sql), classified, 'strip')), stripped);
      assert.equal(text(rewriteDefiner(bytes(sql), classified, { account: '`ä`@`h`' })), other);
    }
    assert.equal(readDefiner(bytes(VIEW), classify(bytes(VIEW))), '`a b`@`%`');
  });
});

describe('rewriteSchema', () => {
  test('in the object of the statement, and in foreign keys', () => {
    for (const [sql, renamed] of [
      ['USE `s`', 'USE `n```'],
      ['CREATE DATABASE IF NOT EXISTS s', 'CREATE DATABASE IF NOT EXISTS `n```'],
      ['DROP TABLE `s`.`a`, b, `x`.`s`', 'DROP TABLE `n```.`a`, b, `x`.`s`'],
      ["INSERT INTO `s`.`s` VALUES ('`s`.`s`')", "INSERT INTO `n```.`s` VALUES ('`s`.`s`')"],
      [
        'CREATE TABLE `t` (`s` int, CONSTRAINT `c` FOREIGN KEY (`s`) REFERENCES `s`.`u` (`s`))',
        'CREATE TABLE `t` (`s` int, CONSTRAINT `c` FOREIGN KEY (`s`) REFERENCES `n```.`u` (`s`))',
      ],
    ] as const)
      assert.deepEqual(rename(sql), { sql: renamed, left: 0 });
  });
  test('what a body says is left, and told', () => {
    assert.deepEqual(rename(VIEW), { sql: VIEW, left: 2 });
    const sql = TRIGGER.replace('ON `s`', 'ON `n```');
    assert.deepEqual(rename(TRIGGER), { sql, left: 1 });
  });
});
