// An error through a real thread boundary: what the main thread decides by is still there.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { TsdumpError } from '../../../src/base/errors.js';
import {
  fromPlainError,
  type PlainTsdumpError,
  toPlainTsdumpError,
} from '../../../src/engine/lanes/plain-error.js';
import { ServerError, serverErrno } from '../../../src/mysql/protocol/server-error.js';

function send(error: TsdumpError): TsdumpError {
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(toPlainTsdumpError(error));
  const { message } = receiveMessageOnPort(port2) as { message: PlainTsdumpError };
  port1.close();
  return fromPlainError(message);
}

test('keeps code, exit status, side, object, hint and every cause', () => {
  const server = new ServerError(1213, '40001', 'deadlock');
  const given = new TsdumpError('stock-failed', 'reading failed', {
    cause: new TsdumpError('read-failed', 'x', { cause: server, object: 'shop.t' }),
    exitStatus: 5,
    hint: 'Run it again.',
  });
  const got = send(given);
  assert.ok(got instanceof TsdumpError);
  assert.deepEqual(
    Object.entries(got).filter(([name]) => name !== 'cause'),
    Object.entries(given).filter(([name]) => name !== 'cause'),
  );
  assert.equal(got.exitCode, 5);
  assert.equal(got.retry, true);
  assert.equal(got.stack, given.stack);
  assert.equal(serverErrno(got), 1213);
  assert.ok(got.cause instanceof TsdumpError && got.cause.cause instanceof ServerError);
  assert.equal(got.cause.cause.sqlState, '40001');
});

test('a failure of the system keeps its name and number', () => {
  const cause = Object.assign(new Error('no space'), {
    code: 'ENOSPC',
    errno: -28,
    // No message could carry it.
    notData: () => undefined,
  });
  const got = send(new TsdumpError('write-failed', 'cannot write', { cause }));
  const { code, errno, message } = got.cause as NodeJS.ErrnoException;
  assert.deepEqual({ code, errno, message }, { code: 'ENOSPC', errno: -28, message: 'no space' });
  assert.equal(got.side, 'storage');
});

test('a ring of causes ends', () => {
  const error = new Error('one');
  error.cause = new Error('two', { cause: error });
  assert.ok(send(new TsdumpError('bug', 'x', { cause: error })).cause instanceof Error);
});
