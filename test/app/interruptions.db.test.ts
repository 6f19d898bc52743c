// Whatever ends a dump early: the server is as it was found, the exit status is the
// documented one, the message names the cause, and no file looks whole.

import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { makeTemporaryFolder, runProgram } from '../support/child-process.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { journalDir, type RunningDump, runTsdump, startTsdump } from '../support/tsdump.js';

/** Each of the 50 rows takes this long: the dump is there to be interrupted. */
const SLOW = ['--read-only', '--where=SLEEP(0.1)=0', 'shop'];

async function assertFound(server: TestServer): Promise<void> {
  const deadline = Date.now() + 2_000;
  for (;;) {
    const state = await server.run(
      "SELECT @@GLOBAL.read_only, IS_USED_LOCK('tsdump.window') IS NULL",
    );
    if (state === '0\t1') break;
    assert.ok(Date.now() < deadline, `read_only, name free: ${state}`);
  }
  await server.run('INSERT INTO shop.writes VALUES ()');
  assert.deepEqual(readdirSync(journalDir()), [], 'the journal is cleared');
}

forEachFlavor((flavor) => {
  let server: TestServer;
  let folder: string;
  before(async () => {
    server = await startServer(flavor);
    folder = makeTemporaryFolder('out');
    await server.run(`CREATE DATABASE shop; CREATE TABLE shop.t (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(100));
      CREATE DATABASE fat; CREATE TABLE fat.t (id INT PRIMARY KEY AUTO_INCREMENT, v LONGTEXT);
      INSERT INTO fat.t (v) SELECT REPEAT('x', 100000) FROM information_schema.COLUMNS LIMIT 100;
      CREATE TABLE shop.writes (id INT PRIMARY KEY AUTO_INCREMENT);
      INSERT INTO shop.t (v) VALUES ${Array.from({ length: 50 }, () => "('x')").join(',')};`);
  });
  after(async () => {
    await server.remove();
  });

  async function openWindow(args: readonly string[] = SLOW): Promise<RunningDump> {
    const dump = startTsdump(server, [...args, `--result-file=${join(folder, 'dump.zst')}`]);
    await dump.seen('window-opened');
    assert.equal(await server.run('SELECT @@GLOBAL.read_only'), '1');
    return dump;
  }

  const signals = [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const;
  for (const [signal, status] of signals) {
    test(`${signal} ends with ${status}`, async () => {
      const dump = await openWindow();
      dump.child.kill(signal);
      assert.equal((await dump.ended).code, status);
      await assertFound(server);
      assert.deepEqual(readdirSync(folder), []);
    });
  }

  test('the loss of the connection that holds the lock ends with 13', async () => {
    const dump = await openWindow();
    const id = await server.run("SELECT IS_USED_LOCK('tsdump.window')");
    await server.run(`KILL ${id}`);
    const { code, stderr } = await dump.ended;
    assert.equal(code, 13, stderr);
    await assertFound(server);
    assert.deepEqual(readdirSync(folder), []);
  });

  test('the loss of the guard ends with 13', async () => {
    const dump = await openWindow();
    const id = await server.run(
      "SELECT ID FROM information_schema.PROCESSLIST WHERE STATE LIKE 'User lock%'",
    );
    await server.run(`KILL ${id}`);
    const { code, stderr } = await dump.ended;
    assert.equal(code, 13, stderr);
    assert.match(stderr, /guard/);
    await assertFound(server);
  });

  test('a query killed by somebody ends with 14', async () => {
    const dump = await openWindow();
    let id = '';
    while (id === '') {
      id = await server.run(
        "SELECT ID FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT /*!40001%`t`%' AND ID <> CONNECTION_ID()",
      );
    }
    await server.run(`KILL QUERY ${id}`);
    const { code, stderr } = await dump.ended;
    assert.equal(code, 14, stderr);
    await assertFound(server);
  });

  test('a reader of the pipe that goes away ends with 20', async () => {
    const args = ['--read-only', '--compress=none', '--where=SLEEP(0.05)=0', 'fat'];
    const dump = startTsdump(server, args, 'pipe');
    await dump.seen('window-opened');
    dump.child.stdout?.destroy();
    const { code, stderr } = await dump.ended;
    assert.equal(code, 20, stderr);
    await assertFound(server);
  });

  test('a full disk ends with 20 and leaves no file', async (context) => {
    const disk = makeTemporaryFolder('disk');
    const mounted = await runProgram('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]);
    if (mounted.code !== 0) {
      context.skip('NO TMPFS: only root can mount one');
      return;
    }
    try {
      await server.run(
        "CREATE TABLE IF NOT EXISTS shop.big (v LONGBLOB); INSERT INTO shop.big VALUES (REPEAT('x', 2000000))",
      );
      const file = join(disk, 'dump.sql');
      const result = await runTsdump(server, [
        '--read-only',
        '--compress=none',
        `--result-file=${file}`,
        'shop',
      ]);
      assert.equal(result.code, 20, result.stderr);
      assert.match(result.stderr, /ENOSPC/);
      assert.ok(!existsSync(file));
      assert.deepEqual(readdirSync(disk), []);
      await assertFound(server);
    } finally {
      await runProgram('umount', [disk]);
      await server.run('DROP TABLE IF EXISTS shop.big');
    }
  });

  test('a failed stream cannot be restored by mistake', async () => {
    const args = ['--compress=none', '--where=SLEEP(0.02)=0', 'fat'];
    const dump = startTsdump(server, args, 'pipe');
    const bytes: Buffer[] = [];
    dump.child.stdout?.on('data', (chunk: Buffer) => bytes.push(chunk));
    while (!Buffer.concat(bytes).includes('INSERT INTO'))
      await new Promise((resolve) => setTimeout(resolve, 20));
    dump.child.kill('SIGTERM');
    assert.equal((await dump.ended).code, 143);
    const sql = Buffer.concat(bytes);
    assert.match(sql.toString('latin1'), /INSERT INTO/);
    assert.doesNotMatch(sql.toString('latin1'), /Dump completed/);
    await server.run('DROP DATABASE IF EXISTS copy; CREATE DATABASE copy');
    const restored = await server.restore(sql, { database: 'copy' });
    assert.notEqual(restored.code, 0, 'the stock client takes it for a whole dump');
  });

  test('limits and habits of the server do not end a dump', async () => {
    const settings =
      flavor === 'mysql'
        ? ['max_execution_time = 1000', "completion_type = 'RELEASE'", 'max_join_size = 10']
        : [
            'max_statement_time = 1',
            "completion_type = 'RELEASE'",
            'max_join_size = 10',
            'idle_transaction_timeout = 1',
          ];
    await server.run(settings.map((setting) => `SET GLOBAL ${setting};`).join(' '));
    try {
      for (const mode of ['--read-only', '--single-transaction']) {
        const result = await runTsdump(server, [mode, '--where=SLEEP(0.1)=0', 'shop', 't']);
        assert.equal(result.code, 0, result.stderr);
      }
      await assertFound(server);
    } finally {
      const names = settings.map((setting) => setting.split(' ')[0]);
      // By a connection of its own: the settings bind the new ones.
      await server.run(names.map((name) => `SET GLOBAL ${name} = DEFAULT;`).join(' '));
    }
  });

  test('two at once: the second is refused with 12, the first goes on', async () => {
    const first = await openWindow();
    const second = await runTsdump(server, ['--read-only', 'shop']);
    assert.equal(second.code, 12, second.stderr);
    assert.match(second.stderr, /another tsdump/);
    assert.equal(
      await server.run('SELECT @@GLOBAL.read_only'),
      '1',
      'the fence of the first stands',
    );
    assert.equal((await first.ended).code, 0);
    await assertFound(server);
  });

  test('a lock that cannot be had is given up, and is really gone', async () => {
    // Ended by us, not by a clock: the dump may be slow to begin.
    const blocker = server.client('LOCK TABLES shop.t WRITE; DO SLEEP(599)');
    const find = "SELECT ID FROM information_schema.PROCESSLIST WHERE INFO LIKE 'DO SLEEP(599)%'";
    let id = '';
    while (id === '') id = await server.run(find);
    const result = await runTsdump(server, ['--read-only', '--lock-wait=2', 'shop']);
    assert.equal(result.code, 12, result.stderr);
    assert.match(result.stderr, /connection \d+ of root/, 'the blocker is named');
    assert.equal(await server.run('SELECT @@GLOBAL.read_only'), '0');
    await server.run(`KILL ${id}`);
    await blocker;
    await assertFound(server);
  });
});
