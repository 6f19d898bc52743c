// On a terminal: the password is asked for without echo and the terminal is left as it
// was; compressed bytes are not shown; the progress line goes away again.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { projectPath } from '../support/project.js';
import { makeTemporaryFolder } from '../support/child-process.js';
import { noTerminal, runOnTerminal, type TerminalResult } from './terminal.js';

const MODULE = projectPath('dist', 'src', 'terminal', 'ask-password.js');

/** Asks and shows the answer backwards, so that an echo and the answer differ. */
const ASK = `
  const { askPassword } = await import(${JSON.stringify(MODULE)});
  const aborter = new AbortController();
  process.on('SIGTERM', () => aborter.abort(new Error('terminated')));
  try {
    const asking = askPassword(aborter.signal);
    if (process.env.SIGNALLED) setImmediate(() => process.kill(process.pid, 'SIGTERM'));
    const answer = await asking;
    console.log('answer ' + JSON.stringify([...answer].reverse().join('')));
  } catch (error) {
    console.log('refused ' + (error.code ?? error.message));
  }`;

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
const node = `${quoted(process.execPath)} --input-type=module -e ${quoted(ASK)}`;

/** The settings of the terminal before and after, and a line with echo as a control. */
async function ask(typed: string, command: string = node): Promise<TerminalResult> {
  const shell = `echo ready; read x; stty -g; ${command}; stty -g`;
  const result = await runOnTerminal(shell, [
    { shown: 'ready', typed: 'control\n' },
    { shown: 'Enter password: ', typed },
  ]);
  assert.match(result.screen, /control/, 'this terminal does not echo, the test proves nothing');
  const settings = result.screen.match(/^[0-9a-f]+(:[0-9a-f]+)+$/gm);
  assert.equal(settings?.length, 2, result.screen);
  assert.equal(settings[0], settings[1]);
  return result;
}

describe('the password prompt', { skip: noTerminal }, () => {
  test('does not echo, and leaves the terminal as it was', async () => {
    const { screen } = await ask('secret\r');
    assert.doesNotMatch(screen, /secret/);
    assert.match(screen, /answer "terces"/);
  });

  test('knows backspace, Ctrl-U and letters of several bytes', async () => {
    const { screen } = await ask('wrong\x15aß€\x7f𝄞xy\x7f\b1\n');
    assert.match(screen, /answer "1𝄞ßa"/);
  });

  test('an empty answer is an empty password', async () => {
    assert.match((await ask('\n')).screen, /answer ""/);
    assert.match((await ask('\x04')).screen, /answer ""/);
  });

  test('Ctrl-C gives up', async () => {
    assert.match((await ask('sec\x03')).screen, /refused interrupted/);
  });

  test('a signal gives up', async () => {
    assert.match((await ask('', `SIGNALLED=1 ${node}`)).screen, /refused terminated/);
  });
});

describe('tsdump on a terminal', { skip: noTerminal }, () => {
  const tsdump = quoted(projectPath('bin', 'tsdump'));

  test('refuses to write compressed bytes to it, before it connects or asks', async () => {
    const { screen, code } = await runOnTerminal(
      `${tsdump} --no-defaults -p -h no.such.host.invalid`,
    );
    assert.equal(code, 21);
    assert.match(screen, /^tsdump: compressed bytes do not belong on a terminal\nhint: Redirect/);
    assert.doesNotMatch(screen, /Enter password/);
  });

  test('asks when -p has no value, and can be left with Ctrl-C', async () => {
    const command = `${tsdump} --no-defaults -p -h no.such.host.invalid > /dev/null`;
    const { screen, code } = await runOnTerminal(command, [
      { shown: 'Enter password: ', typed: 'sec\x03' },
    ]);
    assert.equal(code, 130);
    assert.doesNotMatch(screen, /sec/);
  });

  test('shows no progress where standard error is no terminal', async () => {
    const errors = `${makeTemporaryFolder('terminal')}/stderr`;
    const command = `${tsdump} --no-defaults --compress=none -h no.such.host.invalid 2>${errors}; cat -v ${errors}`;
    const { screen } = await runOnTerminal(command);
    assert.doesNotMatch(screen, /\^\[/);
    assert.match(screen, /^tsdump: /);
  });
});
