// What a server shows is written only where it can be nothing but a definition.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TsdumpError } from '../../src/base/errors.js';
import { checkProgram, checkStatement, checkWords } from '../../src/schema/definition.js';

const SOUND = [
  "CREATE TABLE `a;b` (\n  `x` int DEFAULT ';' COMMENT 'it''s \\\\ \\'; --'\n) /*!50100 PARTITION BY HASH (x) */",
  "CREATE ALGORITHM=UNDEFINED DEFINER=`r`@`%` VIEW `v` AS select 'a;' AS `\\! x`",
  'CREATE DATABASE `d` /*!40100 DEFAULT CHARACTER SET utf8mb4 */',
];
const INTRUDERS = [
  'CREATE TABLE t (a int); DROP DATABASE x',
  'CREATE TABLE t (a int) \\! touch x',
  "CREATE TABLE t (a int) COMMENT 'open",
  'CREATE TABLE t (a int) /* open',
  'CREATE TABLE t (a int) /*!50100 open',
  'DROP DATABASE x',
  '',
];

function isRefused(error: TsdumpError): boolean {
  return error.code === 'read-failed';
}

describe('definitions', () => {
  for (const sql of SOUND) test(`${sql} is one`, () => checkStatement('x', sql));
  for (const sql of INTRUDERS) {
    test(`${sql} is none`, () => {
      assert.throws(() => checkStatement('x', sql), isRefused);
    });
  }

  test('a program has statements of its own', () => {
    checkProgram(
      'x',
      "CREATE PROCEDURE p() BEGIN SELECT ';', \\N; /* ' */ SELECT 2; END -- it's",
      true,
    );
    checkProgram('x', "CREATE TRIGGER t SET @x = 6 */* it's */ 3", true);
    checkProgram('x', "CREATE PROCEDURE p() SELECT '\\'", false);
    for (const body of ['\\! touch x', "'open", '/* open', '/*!50000 1', '\\g SELECT 1']) {
      assert.throws(
        () => checkProgram('x', `CREATE PROCEDURE p() SELECT 1 ${body}`, true),
        isRefused,
      );
    }
  });

  test('settings are words', () => {
    checkWords(
      'x',
      'utf8mb4_0900_ai_ci',
      'ANSI,NO_BACKSLASH_ESCAPES',
      '+05:30',
      'Europe/Berlin',
      '',
    );
    for (const text of ["utf8' */; DROP", 'x;', 'x\ny', "x'"]) {
      assert.throws(() => checkWords('x', text), isRefused);
    }
  });
});
