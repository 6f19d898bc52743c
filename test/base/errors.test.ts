// What an error says beyond its code: where it is, whether trying again can help, and of
// which object it is; from the code, the cause, or the place that throws it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorKinds, toTargetError, TsdumpError } from '../../src/base/errors.js';
import { ServerError } from '../../src/mysql/protocol/server-error.js';

function system(code: string): Error {
  return Object.assign(new Error(code), { code });
}

test('the code tells the side, the cause whether trying again can help', () => {
  for (const [error, side, retry] of [
    [new TsdumpError('usage', 'x'), undefined, false],
    [new TsdumpError('connect-failed', 'x', { cause: system('ECONNREFUSED') }), 'source', true],
    [new TsdumpError('connect-failed', 'x', { cause: system('ENOTFOUND') }), 'source', false],
    [
      new TsdumpError('connect-failed', 'x', {
        cause: new AggregateError([system('ENOTFOUND'), system('ETIMEDOUT')]),
      }),
      'source',
      true,
    ],
    [
      new TsdumpError('connect-failed', 'x', { cause: new ServerError(1045, '28000', 'no') }),
      'source',
      false,
    ],
    [
      new TsdumpError('read-failed', 'x', { cause: new ServerError(1213, '40001', 'no') }),
      'source',
      true,
    ],
    [new TsdumpError('consistency-lost', 'x'), 'source', true],
    [new TsdumpError('write-failed', 'x', { cause: system('ENOSPC') }), 'storage', false],
    [new TsdumpError('preflight-refused', 'x', { side: 'storage' }), 'storage', false],
    // Whatever the last statement said, somebody has to run the SQL.
    [
      new TsdumpError('server-not-restored', 'x', { cause: new ServerError(2013, '', 'gone') }),
      'source',
      false,
    ],
  ] as const) {
    assert.deepEqual([error.side, error.retry], [side, retry], error.code);
  }
});

test('an error around another keeps what that one says', () => {
  const cause = new TsdumpError('read-failed', 'x', { object: 'shop.t', retry: true });
  const around = new TsdumpError('stock-failed', 'y', { cause, exitStatus: 3 });
  assert.equal(around.object, 'shop.t');
  assert.equal(around.side, 'source');
  assert.equal(around.retry, true);
  assert.equal(around.exitCode, 3);
});

test("a target's failure is that of a server, and no other's", () => {
  const cause = new ServerError(1205, 'HY000', 'waited');
  const given = new TsdumpError('read-failed', 'x', { cause, hint: 'Wait.', object: 'shop.t' });
  const moved = toTargetError(given);
  assert.deepEqual(
    Object.entries(moved).filter(([name]) => name !== 'side'),
    Object.entries(given).filter(([name]) => name !== 'side'),
  );
  assert.equal(moved.side, 'target');
  assert.equal(moved.cause, cause);
  assert.equal(moved.exitCode, errorKinds['read-failed'].exit);
  assert.equal(toTargetError(new TsdumpError('dump-damaged', 'x')).side, 'storage');
  assert.equal(toTargetError(new TsdumpError('interrupted', 'x')).side, undefined);
});
