import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SHOWN_RULES } from '../../../src/schema/text/body-syntax.js';
import {
  listSequences,
  namesDatabase,
  tableWithoutDatabase,
  triggerWithoutDatabase,
  viewWithoutDatabase,
} from '../../../src/schema/text/own-database.js';

const TABLE =
  'CREATE TABLE `q` (`a` int DEFAULT (nextval(`shop`.`s`) + lastval(`zz`.`s``2`)),' +
  " `nextval` int COMMENT 'nextval(`shop`.`s`)', CHECK (`shop`.`nextval` > 1))";

test('a table: the sequences of its defaults alone', () => {
  assert.equal(tableWithoutDatabase(TABLE, 'shop'), TABLE.replace('(`shop`.', '('));
  assert.equal(tableWithoutDatabase('x nextval("shop"."s")', 'shop'), 'x nextval("s")');
  assert.equal(tableWithoutDatabase('x nextval(shop.s)', 'shop'), 'x nextval(s)');
  assert.equal(tableWithoutDatabase('x nextval(`a``b`.`s`)', 'a`b'), 'x nextval(`s`)');
});

test('the sequences of a table', () => {
  assert.deepEqual(listSequences(TABLE), [
    { schema: 'shop', name: 's' },
    { schema: 'zz', name: 's`2' },
  ]);
  assert.deepEqual(listSequences('nextval(`s`)'), [{ schema: undefined, name: 's' }]);
});

test('a view: columns and sequences, but no function, which could be one of the server', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['select `shop`.`t`.`a` from `t`', 'select `t`.`a` from `t`', false],
    ['select 1 from `shop`.`t`', 'select 1 from `t`', false],
    ['select nextval(`shop`.`s`)', 'select nextval(`s`)', false],
    ["select '`shop`.`t`' /* `shop`.`t` */", "select '`shop`.`t`' /* `shop`.`t` */", false],
    ['select `shop`.`f`(`shop`.`t`.`a`)', 'select `shop`.`f`(`t`.`a`)', true],
    ['select `shop`.`a` from `t` `shop`', 'select `shop`.`a` from `t` `shop`', true],
    ['select `x`.`shop`.`a` from `x`.`shop`', 'select `x`.`shop`.`a` from `x`.`shop`', false],
  ];
  for (const [before, text, stays] of cases)
    assert.deepEqual(viewWithoutDatabase(before, 'shop'), { text, stays });
});

test('a view on tables of one name in two databases stays as it is', () => {
  for (const from of ['`t` join `zz`.`t`', '`t` join `zz`.`x` `t`']) {
    const text = `select \`shop\`.\`t\`.\`a\` from (${from})`;
    assert.deepEqual(viewWithoutDatabase(text, 'shop'), { text, stays: true });
  }
});

test('a trigger: its head, however it was typed', () => {
  const body = 'FOR EACH ROW INSERT INTO shop.t VALUES (1)';
  const definer = 'CREATE DEFINER=`a`@`b` ';
  const cases: readonly (readonly [string, string])[] = [
    ['TRIGGER shop.tr BEFORE INSERT ON shop.t', 'TRIGGER tr BEFORE INSERT ON t'],
    ['TRIGGER `shop` . `tr` AFTER UPDATE ON shop.  t', 'TRIGGER `tr` AFTER UPDATE ON t'],
    [
      'trigger if not exists shop.`on` before delete on `t`',
      'trigger if not exists `on` before delete on `t`',
    ],
    ['TRIGGER tr BEFORE INSERT ON t', 'TRIGGER tr BEFORE INSERT ON t'],
    ['EVENT shop.tr ON SCHEDULE EVERY 1 DAY DO', 'EVENT shop.tr ON SCHEDULE EVERY 1 DAY DO'],
  ];
  for (const [before, after] of cases) {
    const create = `${definer}${before} ${body}`;
    assert.equal(triggerWithoutDatabase(create, create, SHOWN_RULES), `${definer}${after} ${body}`);
  }
});

test('a body that names its database', () => {
  for (const text of ['INSERT INTO Shop . t VALUES (1)', 'CALL `shop`.p()'])
    assert.ok(namesDatabase(text, 'shop', SHOWN_RULES));
  for (const text of ["SELECT 'shop.t', x.shop.y, @shop.t -- shop.t", 'SELECT shop FROM t'])
    assert.ok(!namesDatabase(text, 'shop', SHOWN_RULES));
});
