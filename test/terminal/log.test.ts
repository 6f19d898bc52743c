// What is said on standard error: lines for people, JSON lines, and the progress line
// that is gone before anything else is written.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runProgram } from '../support/child-process.js';
import { projectPath } from '../support/project.js';
import { noTerminal, runOnTerminal } from '../cli/terminal.js';
import type { LogOptions } from '../../src/terminal/log-options.js';

const urlOf = (...parts: string[]): string => JSON.stringify(projectPath('dist', 'src', ...parts));

/** A program that logs through a Log of these options. */
function program(options: LogOptions, body: string): string {
  return `
    const { Log } = await import(${urlOf('terminal', 'log.js')});
    const { TsdumpError } = await import(${urlOf('base', 'errors.js')});
    const log = new Log(${JSON.stringify(options)});
    const cause = new Error('the cause');
    const error = new TsdumpError('write-failed', 'it failed', { hint: 'One.\\nTwo.', cause });
    ${body}`;
}

async function say(options: LogOptions, body: string): Promise<string[]> {
  const args = ['--input-type=module', '-e', program(options, body)];
  const { code, stdout, stderr } = await runProgram(process.execPath, args);
  assert.equal(code, 0, stderr);
  assert.equal(stdout.length, 0);
  return stderr === '' ? [] : stderr.trimEnd().split('\n');
}

const pretty: LogOptions = { level: 'info', format: 'pretty', progress: undefined };
const json: LogOptions = { ...pretty, format: 'json' };

const EVENTS = `
  log.event({ type: 'phase', phase: 'lock' });
  log.event({ type: 'notice', message: 'noted' });
  log.event({ type: 'skipped', object: 'view d.v', reason: 'invalid' });
  log.event({ type: 'window-closed', windowMs: 5 });`;

describe('for people', () => {
  test('events are short lines, details only when asked for', async () => {
    const lines = ['tsdump: noted', 'tsdump: warning: skipped view d.v: invalid'];
    const closed = 'tsdump: window closed after 5 ms';
    assert.deepEqual(await say(pretty, EVENTS), [...lines, closed]);
    assert.deepEqual(await say({ ...pretty, level: 'warn' }, EVENTS), lines.slice(1));
    assert.deepEqual(await say({ ...pretty, level: 'silent' }, EVENTS), []);
    const debug = await say({ ...pretty, level: 'debug' }, EVENTS);
    assert.deepEqual(debug, ['tsdump: phase: lock', ...lines, closed]);
  });

  test('an error is a sentence and hints; its causes only with debug', async () => {
    const lines = ['tsdump: it failed', 'hint: One.', 'hint: Two.'];
    assert.deepEqual(await say(pretty, 'log.error(error);'), lines);
    const debug = await say({ ...pretty, level: 'debug' }, 'log.error(error);');
    assert.deepEqual(debug.slice(0, 3), lines);
    assert.match(
      debug.slice(3).join('\n'),
      /TsdumpError: it failed\n +at [^]*caused by: Error: the cause\n +at /,
    );
  });

  test('nothing is lost when the process ends at once', async () => {
    const many = 'for (let n = 1; n <= 5000; n++) log.warn("line " + n); process.exit(0);';
    const lines = await say(pretty, many);
    assert.equal(lines.length, 5000);
    assert.equal(lines.at(-1), 'tsdump: warning: line 5000');
  });
});

describe('as JSON', () => {
  test('every event is one line with its type and its fields', async () => {
    const records = (await say({ ...json, level: 'debug' }, EVENTS)).map(
      (line) => JSON.parse(line) as Record<string, unknown>,
    );
    assert.deepEqual(
      records.map(({ type, level }) => [type, level]),
      [
        ['phase', 'debug'],
        ['notice', 'info'],
        ['skipped', 'warn'],
        ['window-closed', 'info'],
      ],
    );
    assert.equal(records[2]?.['object'], 'view d.v');
    assert.equal(records[3]?.['windowMs'], 5);
    assert.match(String(records[0]?.['time']), /^\d{4}-\d\d-\d\dT/);
  });

  test('totals come now and then, not with every event', async () => {
    const totals = '{ type: "progress", tables: 1, rows: 2, sqlBytes: 3, writtenBytes: 4 }';
    const lines = await say(json, `for (let n = 0; n < 100; n++) log.event(${totals});`);
    assert.ok(lines.length < 100, `${lines.length} lines`);
    assert.ok(lines.every((line) => line.includes('"type":"progress"')));
  });
});

describe('on a terminal', { skip: noTerminal }, () => {
  /** Each key typed lets the program go on: nothing here waits for a clock. */
  const BODY = `
    const key = () => new Promise((resolve) => process.stdin.once('data', resolve));
    log.event({ type: 'phase', phase: 'lock' });
    await key();
    log.event({ type: 'notice', message: 'noted' });
    await key();
    log.close();
    process.exit(0);`;

  /** With ^ for the escape character. */
  async function watch(options: LogOptions, turns: readonly string[]): Promise<string> {
    const text = program(options, BODY).replaceAll("'", "'\\''");
    const { screen } = await runOnTerminal(
      `echo go; ${process.execPath} --input-type=module -e '${text}'; echo gone`,
      turns.map((shown) => ({ shown, typed: '\n' })),
    );
    return screen.replaceAll('\x1b', '^');
  }

  test('a progress line is drawn, and cleared before other lines and at the end', async () => {
    const screen = await watch(pretty, ['lock', 'lock']);
    assert.match(screen, /\r\^\[2Klock/);
    assert.match(screen, /\r\^\[2Ktsdump: noted\n/);
    assert.match(screen, /\r\^\[2Kgone\n$/);
  });

  test('none with --no-progress, none between JSON lines', async () => {
    assert.doesNotMatch(await watch({ ...pretty, progress: false }, ['go', 'noted']), /\^/);
    assert.doesNotMatch(await watch(json, ['go', 'noted']), /\^/);
  });
});
