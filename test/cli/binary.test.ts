// bin/tsdump as a process: what goes to which stream, exit statuses, what others see of it.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, symlinkSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { errorKinds } from '../../src/base/errors.js';
import { makeTemporaryFolder, type ProgramResult, runProgram } from '../support/child-process.js';
import { projectPath } from '../support/project.js';
import { installStandIn } from './stand-in.js';

const TSDUMP = projectPath('bin', 'tsdump');

async function tsdump(...args: string[]): Promise<ProgramResult> {
  return await runProgram(TSDUMP, args);
}

describe('--help', () => {
  test('goes to standard output, with every exit status', async () => {
    const { code, stdout, stderr } = await tsdump('--help');
    assert.equal(code, 0);
    assert.equal(stderr, '');
    const text = stdout.toString('utf8');
    assert.match(text, /^Usage: tsdump/);
    assert.match(text, /-h, --host <NAME>/);
    for (const { exit, meaning } of Object.values(errorKinds))
      assert.ok(text.includes(`${exit}  ${meaning}`), meaning);
  });

  test('needs nothing of the dump', async () => {
    const { code, stdout } = await runProgram(installStandIn('return report;'), ['-?']);
    assert.equal(code, 0);
    assert.match(stdout.toString('utf8'), /^Usage: tsdump/);
  });
});

test('--version is the one of package.json', async () => {
  const manifest = JSON.parse(readFileSync(projectPath('package.json'), 'utf8')) as object;
  const { code, stdout } = await tsdump('-V');
  assert.equal(code, 0);
  assert.equal(stdout.toString('utf8'), `tsdump ${(manifest as { version: string }).version}\n`);
});

test('--print-defaults hides the password', async () => {
  const { stdout } = await tsdump('--no-defaults', '--print-defaults', '-psecret', 'db');
  const shown = '--no-defaults --print-defaults --password=***** -- db\n';
  assert.equal(stdout.toString('utf8'), shown);
});

test('a usage error is a sentence, a hint and status 2, and nothing on standard output', async () => {
  const { code, stdout, stderr } = await tsdump('--no-defaults', '--read-only', '-x');
  assert.equal(code, 2);
  assert.equal(stdout.length, 0);
  assert.equal(
    stderr,
    'tsdump: --read-only and --lock-all-tables exclude each other\nhint: Each is a way to keep the server still; choose one.\n',
  );
});

test('without a build it says how to make one', async () => {
  const folder = makeTemporaryFolder('unbuilt');
  cpSync(projectPath('bin'), join(folder, 'bin'), { recursive: true });
  cpSync(projectPath('package.json'), join(folder, 'package.json'));
  const { code, stderr } = await runProgram(join(folder, 'bin', 'tsdump'), []);
  assert.equal(code, 1);
  assert.match(stderr, /not built yet\nhint: Run npm install and npm run build/);
});

test('it runs through a link, as npm installs it', async () => {
  const link = join(makeTemporaryFolder('link'), 'tsdump');
  symlinkSync(TSDUMP, link);
  assert.equal((await runProgram(link, ['--version'])).code, 0);
});

test('no terminal to ask on is a usage error', async () => {
  const args = ['--wait', TSDUMP, '--no-defaults', '-p', '--compress=none'];
  const { code, stderr } = await runProgram('setsid', args);
  assert.equal(code, 2);
  assert.match(stderr, /there is no terminal\nhint: /);
});

/** Runs tsdump against a server that accepts and then says nothing. */
async function withSilentServer(
  args: readonly string[],
  look: (pid: number) => void,
): Promise<{ code: number | null; stderr: string }> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const journal = `--journal-dir=${makeTemporaryFolder('journal')}`;
  const endpoint = ['--no-defaults', '--host=127.0.0.1', `--port=${port}`, journal];
  const child = spawn(TSDUMP, [...endpoint, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const closed = once(child, 'close') as Promise<[number | null]>;
  try {
    await Promise.race([once(server, 'connection'), closed]);
    if (child.exitCode === null) look(child.pid as number);
    else assert.fail(`tsdump ended before it connected: ${stderr}`);
    const [code] = await closed;
    return { code, stderr };
  } finally {
    child.kill('SIGKILL');
    server.close();
  }
}

describe('at work', () => {
  const linux = process.platform === 'linux' ? false : 'process titles are tested on Linux';

  test('its password is not in the process list', { skip: linux }, async () => {
    for (const words of [['-psecret'], ['--password=secret'], ['--pass=secret', '-v']]) {
      let seen = '';
      await withSilentServer(['--release', '--connect-timeout=2', ...words], (pid) => {
        seen = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      });
      assert.match(seen, /^tsdump .*--password=\*\*\*\*\*/);
      assert.doesNotMatch(seen, /secret/);
    }
  });

  test('a server that says nothing is given up, without a word of the password', async () => {
    const args = ['--release', '--connect-timeout=1', '-psecret', '-v'];
    const { code, stderr } = await withSilentServer(args, () => undefined);
    assert.equal(code, 10);
    assert.match(stderr, /^tsdump: /);
    assert.doesNotMatch(stderr, /secret/);
  });

  test('as JSON, an error is one line with its code', async () => {
    const args = ['--release', '--connect-timeout=1', '--log-format=json'];
    const { stderr } = await withSilentServer(args, () => undefined);
    const lines = stderr.trimEnd().split('\n');
    assert.equal(lines.length, 1, stderr);
    const record = JSON.parse(lines[0] as string) as Record<string, unknown>;
    assert.equal(record['type'], 'error');
    assert.equal(record['code'], 'connect-failed');
    assert.equal(record['exitCode'], 10);
    assert.equal(record['level'], 'error');
  });
});
