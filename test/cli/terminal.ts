// Runs a shell command on a terminal of its own, by script(1) of util-linux, and talks
// to it: what it must show, what is typed then.

import { spawn, spawnSync } from 'node:child_process';

export interface Turn {
  /** Wait until the screen shows this, after what earlier turns waited for. */
  readonly shown: string;
  readonly typed: string;
}

export interface TerminalResult {
  /** Everything the terminal showed, echo included, with plain newlines. */
  readonly screen: string;
  /** Exit status; 128 and the signal when one ended it. */
  readonly code: number | null;
}

/** False, or why tests that need a terminal cannot run. */
export const noTerminal: string | false = findScript();

function findScript(): string | false {
  if (spawnSync('script', ['--version']).status === 0) return false;
  const message = 'NO script(1) HERE: what happens on a terminal was not tested';
  process.stderr.write(`\n*** ${message} ***\n\n`);
  return message;
}

export async function runOnTerminal(
  command: string,
  turns: readonly Turn[] = [],
  env: NodeJS.ProcessEnv = process.env,
): Promise<TerminalResult> {
  const script = ['-q', '-e', '--echo', 'always', '-c', command, '/dev/null'];
  const child = spawn('script', script, { stdio: 'pipe', env: { ...env, SHELL: '/bin/sh' } });
  let screen = '';
  let seen = 0;
  const waiting = [...turns];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
    for (let turn = waiting[0]; turn !== undefined; turn = waiting[0]) {
      const at = screen.indexOf(turn.shown, seen);
      if (at === -1) return;
      seen = at + turn.shown.length;
      waiting.shift();
      child.stdin.write(turn.typed);
    }
  });
  child.stdin.on('error', () => undefined);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { screen: screen.replaceAll('\r\n', '\n'), code };
}
