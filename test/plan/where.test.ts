import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPlainCondition } from '../../src/plan/where.js';

test('conditions that may be joined with others', () => {
  for (const where of [
    'id > 3',
    "a = 'it''s )' OR b IN (1, 2)",
    "c = '-- /* select' AND `#` = 1",
  ]) {
    assert.ok(isPlainCondition(where), where);
  }
});

test('what is more than a condition, or less', () => {
  const others = [
    '1) OR (1',
    '(1',
    "a = 'x",
    'id > 3 -- all',
    'id > 3 # all',
    'id /* x */ > 3',
    'id IN (SELECT 1)',
    '(@n := @n + 1) < 9',
    '1; DROP TABLE t',
  ];
  for (const where of others) assert.ok(!isPlainCondition(where), where);
});
