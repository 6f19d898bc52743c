// The harness itself: servers start, answer over TCP and socket, crash, restart and go away.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { sleep } from '../../src/base/clock.js';
import { runProgram } from './child-process.js';
import { startServer } from './servers.js';
import { forEachFlavor } from './suite.js';
import type { TestServer } from './test-server.js';

forEachFlavor((flavor) => {
  let server: TestServer;

  before(async () => {
    server = await startServer(flavor, { tls: true });
  });
  after(async () => {
    await server.remove();
  });

  test('is the flavor asked for, with a binary log', async () => {
    const version = await server.run('SELECT VERSION()');
    assert.equal(version.includes('MariaDB'), flavor === 'mariadb', version);
    assert.equal(await server.run('SELECT @@GLOBAL.log_bin, @@GLOBAL.read_only'), '1\t0');
    assert.ok(server.socket.length < 100, server.socket);
  });

  test('root logs in over TCP without a password, with TLS checked against our CA', async () => {
    const verify = flavor === 'mysql' ? '--ssl-mode=VERIFY_IDENTITY' : '--ssl-verify-server-cert';
    const result = await runProgram(server.binaries.client, [
      '--no-defaults',
      '--protocol=tcp',
      `--host=${server.host}`,
      `--port=${server.port}`,
      '--user=root',
      `--ssl-ca=${server.tls?.ca}`,
      verify,
      '--batch',
      '--skip-column-names',
      '--execute=SELECT CURRENT_USER(); SHOW STATUS LIKE "Ssl_cipher"',
    ]);
    assert.equal(result.code, 0, result.stderr);
    assert.match(result.stdout.toString(), /^root@localhost\nSsl_cipher\t\S+\n$/);
  });

  test('a stock dump restores with the stock client', async () => {
    await server.run(
      "CREATE DATABASE a; CREATE TABLE a.t (x TEXT); INSERT INTO a.t VALUES ('é\\n')",
    );
    const { stdout, stderr, code } = await server.dump([
      ...(flavor === 'mysql' ? ['--set-gtid-purged=OFF'] : []),
      'a',
      't',
    ]);
    assert.equal(code, 0, stderr);
    await server.run('CREATE DATABASE b');
    const restored = await server.restore(stdout, { database: 'b' });
    assert.equal(restored.code, 0, restored.stderr);
    assert.equal(await server.run('SELECT x FROM b.t'), 'é\\n');
    const broken = await server.restore(Buffer.from('SELECT nothing;\n'), { database: 'b' });
    assert.equal(broken.code, 1);
    assert.match(broken.stderr, /1054/);
  });

  test('comes back with its data after a crash', async () => {
    await server.run('CREATE DATABASE crash; CREATE TABLE crash.t (n INT)');
    await server.kill();
    assert.equal(server.pid, undefined);
    assert.equal((await server.client('SELECT 1')).code, 1);
    await server.restart();
    assert.equal(await server.run('SHOW TABLES FROM crash'), 't');
  });

  test('dies with the process that started it, SIGKILL included', async () => {
    const script = `
      const { startServer } = await import(${JSON.stringify(new URL('./servers.js', import.meta.url).href)});
      const server = await startServer(${JSON.stringify(flavor)});
      console.log(server.pid);
      setInterval(() => undefined, 1000);`;
    const owner = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [bytes] = (await once(owner.stdout, 'data')) as [Buffer];
    const pid = Number(bytes.toString());
    assert.ok(isServerAlive(pid));
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    for (let tries = 0; tries < 200 && isServerAlive(pid); tries += 1) await sleep(50);
    assert.equal(isServerAlive(pid), false);
  });
});

function isServerAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}/exe`);
}
