import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StatementGrouping } from '../../../src/encode/rows/statement-grouping.js';

/** Rows per statement for `rows` equal tuples. */
function group(
  limit: number,
  prefix: number,
  tuple: number,
  rows: number,
  extended = true,
): number[] {
  const grouping = new StatementGrouping(limit, prefix, extended);
  const counts: number[] = [];
  for (let row = 0; row < rows; row++) {
    if (grouping.add(tuple)) counts.push(1);
    else counts[counts.length - 1] = (counts[counts.length - 1] ?? 0) + 1;
  }
  return counts;
}

test('groups rows as mysqldump 9.7 was seen to do', () => {
  // 2004-byte tuples behind a prefix of 25: 2 rows fit 4096 bytes, 4 fit 8192.
  assert.deepEqual(group(4096, 25, 2004, 5), [2, 2, 1]);
  assert.deepEqual(group(8192, 25, 2004, 9), [4, 4, 1]);
});

test('a row larger than the limit has a statement of its own', () => {
  assert.deepEqual(group(1024, 25, 5000, 3), [1, 1, 1]);
});

test('without extended inserts each row has one', () => {
  assert.deepEqual(group(1 << 20, 25, 10, 3, false), [1, 1, 1]);
});
