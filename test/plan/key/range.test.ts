// The condition for the rows between two cuts, by shape; that it holds for each row once is
// shown on real servers (plan-table.db.test.ts).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildRange, type Cut } from '../../../src/plan/key/range.js';

const A = { name: 'a', nullable: false };
const B = { name: 'b', nullable: false };
const N = { name: 'n', nullable: true };

const before = (...values: (string | null)[]): Cut => ({ values, side: 'before' });
const behind = (...values: (string | null)[]): Cut => ({ values, side: 'after' });

test('one column', () => {
  assert.equal(buildRange([A], undefined, undefined), undefined);
  assert.equal(buildRange([A], before('3'), undefined), 'a >= 3');
  assert.equal(buildRange([A], behind('3'), before('9')), 'a > 3 AND a < 9');
  assert.equal(buildRange([A], undefined, behind('9')), 'a <= 9');
});

test('a row value is written column by column', () => {
  assert.equal(buildRange([A, B], before('1', '2'), undefined), '(a > 1 OR (a = 1 AND b >= 2))');
  assert.equal(buildRange([A, B], undefined, before('1', '2')), '(a < 1 OR (a = 1 AND b < 2))');
  assert.equal(
    buildRange([A, B], behind('1', '2'), behind('3')),
    '(a > 1 OR (a = 1 AND b > 2)) AND a <= 3',
  );
});

test('what both ends share is an equality', () => {
  assert.equal(
    buildRange([A, B], before('1', '2'), before('1', '5')),
    'a = 1 AND b >= 2 AND b < 5',
  );
  assert.equal(buildRange([A, B], before('1'), before('1', '5')), 'a = 1 AND b < 5');
  assert.equal(buildRange([A, B], before('1', '2'), behind('1')), 'a = 1 AND b >= 2');
  assert.equal(buildRange([A, B], before('1'), behind('1')), 'a = 1');
});

test('NULLs come first', () => {
  assert.equal(buildRange([N], undefined, before('3')), '(n < 3 OR n IS NULL)');
  assert.equal(buildRange([N], undefined, behind(null)), 'n IS NULL');
  assert.equal(
    buildRange([N], behind(null), before('3')),
    'n IS NOT NULL AND (n < 3 OR n IS NULL)',
  );
  assert.equal(
    buildRange([N, B], before(null, '2'), undefined),
    '(n IS NOT NULL OR (n IS NULL AND b >= 2))',
  );
  assert.equal(buildRange([N, B], before(null), before(null, '2')), 'n IS NULL AND b < 2');
});
