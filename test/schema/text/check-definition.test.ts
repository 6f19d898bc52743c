// What a server shows is written only where it can be nothing but a definition.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { maskCharacters } from '../../../src/schema/text/body-rules.js';
import { SHOWN_RULES } from '../../../src/schema/text/body-syntax.js';
import {
  checkProgram,
  checkStatement,
  checkWords,
} from '../../../src/schema/text/check-definition.js';
import { UnsoundDefinition } from '../../../src/schema/text/object-failure.js';

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

function isRefused(error: unknown): boolean {
  return error instanceof UnsoundDefinition;
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
      SHOWN_RULES,
    );
    checkProgram('x', "CREATE TRIGGER t SET @x = 6 */* it's */ 3", SHOWN_RULES);
    checkProgram('x', "CREATE PROCEDURE p() SELECT '\\'", { ...SHOWN_RULES, escapes: false });
    for (const body of ['\\! touch x', "'open", '/* open', '/*!50000 1', '\\g SELECT 1']) {
      assert.throws(
        () => checkProgram('x', `CREATE PROCEDURE p() SELECT 1 ${body}`, SHOWN_RULES),
        isRefused,
      );
    }
  });

  test('the last byte of a wide character is no backslash, nor is a letter in a name', () => {
    const wide = "CREATE FUNCTION `f`() RETURNS int RETURN '\x95\x5c' = '\x83\x60'";
    for (const charset of ['sjis', 'cp932', 'gbk', 'gb18030']) {
      checkProgram('x', maskCharacters(wide, charset), SHOWN_RULES);
    }
    assert.throws(() => checkProgram('x', maskCharacters(wide, 'latin1'), SHOWN_RULES), isRefused);
    const name = 'CREATE FUNCTION `f`() RETURNS int RETURN "v\\"';
    checkProgram('x', name, { ...SHOWN_RULES, ansiQuotes: true });
    assert.throws(() => checkProgram('x', name, SHOWN_RULES), isRefused);
    const dollars = "CREATE FUNCTION `f`() RETURNS int RETURN $a$; -- it's";
    checkProgram('x', dollars, SHOWN_RULES);
    assert.throws(
      () => checkProgram('x', dollars, { ...SHOWN_RULES, dollarQuotes: true }),
      isRefused,
    );
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
