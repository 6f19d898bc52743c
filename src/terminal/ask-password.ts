// Asks for the password on the terminal, without echo. The only place that touches
// /dev/tty; whatever happens the terminal is put back.

import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { TsdumpError } from '../base/errors.js';

const STDIN_FD = 0;
const STDERR_FD = 2;
const NEWLINE = 0x0a;

const ENTER = new Set(['\r', '\n']);
const CTRL_C = '\x03';
const CTRL_D = '\x04';
const CTRL_U = '\x15';
const CTRL_BACKSLASH = '\x1c';
const ERASE = new Set(['\x7f', '\b']);

/** Rejects with `usage` where there is no terminal, `interrupted`, or the signal's reason. */
export async function askPassword(signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  const out = openTerminal('w');
  const terminal = new ReadStream(openTerminal('r'));
  try {
    terminal.setRawMode(true);
    writeSync(out, 'Enter password: ');
    return await readSecret(terminal, signal);
  } finally {
    terminal.setRawMode(false);
    terminal.destroy();
    writeSync(out, '\n');
    closeSync(out);
  }
}

/** As the stock tools: where there is no terminal, the first line of standard input. */
export async function askPasswordAnywhere(signal: AbortSignal): Promise<string> {
  try {
    return await askPassword(signal);
  } catch (error) {
    if (!(error instanceof TsdumpError) || error.code !== 'usage') throw error;
    writeSync(STDERR_FD, 'Enter password: ');
    return readFirstLine();
  }
}

function readFirstLine(): string {
  const byte = Buffer.alloc(1);
  const bytes: number[] = [];
  try {
    while (readSync(STDIN_FD, byte) === 1 && byte[0] !== NEWLINE) bytes.push(byte[0] as number);
  } catch {
    // Closed: no more than an empty password.
  }
  return Buffer.from(bytes).toString('utf8');
}

function openTerminal(flags: 'r' | 'w'): number {
  try {
    return openSync('/dev/tty', flags);
  } catch (cause) {
    throw new TsdumpError('usage', 'cannot ask for the password: there is no terminal', {
      hint: 'Put it into the group [client] of an option file that only you can read.',
      cause,
    });
  }
}

async function readSecret(terminal: ReadStream, signal: AbortSignal): Promise<string> {
  return await new Promise<string>((resolve, reject) => {
    let secret: string[] = [];
    const onAbort = (): void => reject(signal.reason as Error);
    const settle = (act: () => void): void => {
      signal.removeEventListener('abort', onAbort);
      terminal.off('data', onText);
      act();
    };
    const onText = (text: string): void => {
      for (const char of text) {
        if (ENTER.has(char) || (char === CTRL_D && secret.length === 0))
          return settle(() => resolve(secret.join('')));
        if (char === CTRL_C || char === CTRL_BACKSLASH)
          return settle(() => reject(new TsdumpError('interrupted', 'interrupted')));
        if (ERASE.has(char)) secret.pop();
        else if (char === CTRL_U) secret = [];
        else if (char >= ' ') secret.push(char);
      }
    };
    signal.addEventListener('abort', onAbort, { once: true });
    terminal.setEncoding('utf8');
    terminal.on('data', onText);
    terminal.once('error', (cause) => settle(() => reject(cause)));
    terminal.once('end', () => settle(() => resolve(secret.join(''))));
  });
}
