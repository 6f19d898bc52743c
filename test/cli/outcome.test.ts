// What becomes of a dump's outcome: exit status, words, signals, stray exceptions. With
// a dump() of our own, so that each outcome happens when we say so.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { describe, test } from 'node:test';
import { runProgram, type ProgramResult } from '../support/child-process.js';
import { installStandIn } from './stand-in.js';

async function outcomeOf(body: string, ...args: string[]): Promise<ProgramResult> {
  return await runProgram(installStandIn(body), ['--no-defaults', ...args]);
}

test('a complete dump is 0, its report on standard error, its bytes alone on standard output', async () => {
  const body = `
    const { writeSync } = await import('node:fs');
    writeSync(1, 'the dump');
    listener({ type: 'report', ...report });
    return report;`;
  const { code, stdout, stderr } = await outcomeOf(body);
  assert.equal(code, 0);
  assert.equal(stdout.toString('utf8'), 'the dump');
  assert.equal(
    stderr,
    'tsdump: 1 table, 2 rows in 4 ms\ntsdump: 3 B of SQL, 3 B written (1.0:1)\n',
  );
});

test('objects skipped are 3, each named', async () => {
  const skipped = ['view d.a: invalid', 'event d.b: no privilege'];
  const { code, stderr } = await outcomeOf(
    `return { ...report, skipped: ${JSON.stringify(skipped)} };`,
  );
  assert.equal(code, 3);
  for (const object of skipped) assert.ok(stderr.includes(`not in the dump: ${object}\n`));
});

test('what fails without a code is a defect of ours, 1', async () => {
  const { code, stderr } = await outcomeOf(`throw new TypeError('oh');`);
  assert.equal(code, 1);
  assert.match(stderr, /^tsdump: unexpected failure: oh\nhint: This is a defect/);
  const debug = await outcomeOf(`throw new TypeError('oh');`, '--log-level=debug');
  assert.match(debug.stderr, /caused by: TypeError: oh\n +at dump/);
});

/** Sends `signal` whenever standard error shows the next of `cues`. */
async function signalled(
  body: string,
  signal: NodeJS.Signals,
  cues: readonly string[],
): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(installStandIn(body), ['--no-defaults'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const waiting = [...cues];
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    if (waiting[0] === undefined || !stderr.includes(waiting[0])) return;
    waiting.shift();
    child.kill(signal);
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stderr };
}

describe('signals', () => {
  const UNTIL_ABORTED = `
    listener({ type: 'notice', message: 'at work' });
    await aborted;
    listener({ type: 'notice', message: 'restored' });
    throw signal.reason;`;

  const cases = [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const;
  for (const [signal, status] of cases)
    test(`${signal} lets the dump restore the server, then exits ${status}`, async () => {
      const { code, stderr } = await signalled(UNTIL_ABORTED, signal, ['at work']);
      assert.equal(code, status);
      assert.equal(stderr, `tsdump: at work\ntsdump: restored\ntsdump: stopped by ${signal}\n`);
    });

  test('a second one does not break off the restoring', async () => {
    const body = `
      listener({ type: 'notice', message: 'at work' });
      await aborted;
      const second = new Promise((resolve) => process.once('SIGINT', resolve));
      listener({ type: 'notice', message: 'restoring' });
      await second;
      throw signal.reason;`;
    const { code, stderr } = await signalled(body, 'SIGINT', ['at work', 'restoring']);
    assert.equal(code, 130);
    assert.match(stderr, /restoring\ntsdump: warning: the server is being restored, please wait\n/);
  });
});

describe('an exception out of nowhere', () => {
  const STRAY = `setImmediate(() => { throw new Error('stray'); });`;

  test('aborts the dump, so that it restores the server', async () => {
    const { code, stderr } = await outcomeOf(
      `${STRAY} await aborted; listener({ type: 'notice', message: 'restored' }); throw signal.reason;`,
    );
    assert.equal(code, 1);
    assert.match(stderr, /^tsdump: restored\ntsdump: unexpected failure: stray\n/);
  });

  test('is no success, whatever the dump says', async () => {
    const { code, stderr } = await outcomeOf(`${STRAY} await aborted; return report;`);
    assert.equal(code, 1);
    assert.match(stderr, /unexpected failure: stray/);
  });

  test('nor is a rejection nobody waits for', async () => {
    const { code } = await outcomeOf(
      `Promise.reject(new Error('stray')); await aborted; return report;`,
    );
    assert.equal(code, 1);
  });
});

test('a handle left open does not keep the process', async () => {
  const { code } = await outcomeOf('setInterval(() => undefined, 1000); return report;');
  assert.equal(code, 0);
});
