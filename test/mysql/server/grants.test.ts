import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseGrants } from '../../../src/mysql/server/grants.js';

test('reads global, dynamic and schema privileges', () => {
  const grants = parseGrants([
    'GRANT SELECT, RELOAD ON *.* TO `dump`@`%`',
    'GRANT FLUSH_TABLES,SYSTEM_VARIABLES_ADMIN ON *.* TO `dump`@`%`',
    'GRANT TRIGGER ON `shop`.* TO `dump`@`%`',
    'GRANT `backup`@`%` TO `dump`@`%`',
  ]);
  assert.ok(grants.hasGlobal('FLUSH_TABLES'));
  assert.ok(grants.hasGlobal('SUPER', 'RELOAD'));
  assert.ok(!grants.hasGlobal('TRIGGER'));
  assert.ok(grants.hasOnSchema('shop', 'TRIGGER'));
  assert.ok(!grants.hasOnSchema('other', 'TRIGGER'));
  assert.ok(grants.hasOnSchema('other', 'SELECT'));
});

test('ALL PRIVILEGES is every privilege', () => {
  const grants = parseGrants([
    'GRANT ALL PRIVILEGES ON *.* TO `root`@`localhost` IDENTIFIED VIA x WITH GRANT OPTION',
  ]);
  assert.ok(grants.hasGlobal('READ_ONLY ADMIN'));
});

test('schema patterns match as the server matches them', () => {
  const grants = parseGrants([
    'GRANT SELECT ON `app\\_1`.* TO `a`@`%`',
    'GRANT EVENT ON `log%`.* TO `a`@`%`',
    'GRANT INSERT (`x`, `y`), SHOW VIEW ON `odd``name`.`t.1` TO `a`@`%`',
  ]);
  assert.ok(grants.hasOnSchema('app_1', 'SELECT'));
  assert.ok(!grants.hasOnSchema('appx1', 'SELECT'));
  assert.ok(grants.hasOnSchema('logs_2026', 'EVENT'));
  assert.ok(grants.hasInSchema('odd`name', 'SHOW VIEW'));
});

test('a privilege on a table, or on columns, is none on the schema', () => {
  const grants = parseGrants([
    'GRANT SELECT ON `shop`.`goods` TO `a`@`%`',
    'GRANT SELECT (`x`, `y`), INSERT ON `some`.`columns` TO `a`@`%`',
  ]);
  assert.ok(!grants.hasOnSchema('shop', 'SELECT'));
  assert.ok(grants.hasInSchema('shop', 'SELECT'));
  assert.ok(!grants.hasInSchema('some', 'SELECT'));
  assert.ok(grants.hasInSchema('some', 'INSERT'));
});

test('what partial_revokes takes away is not held', () => {
  const lines = [
    'GRANT SELECT, TRIGGER ON *.* TO `a`@`%`',
    'REVOKE TRIGGER ON `shop`.* FROM `a`@`%`',
  ];
  const grants = parseGrants(lines);
  assert.ok(grants.hasOnSchema('shop', 'SELECT'));
  assert.ok(!grants.hasOnSchema('shop', 'TRIGGER'));
  assert.ok(grants.hasOnSchema('other', 'TRIGGER'));
  assert.ok(
    parseGrants([...lines, 'GRANT TRIGGER ON `shop`.* TO `a`@`%`']).hasOnSchema('shop', 'TRIGGER'),
  );
});
