// tsdump as a user connects it: where the password comes from, which way it takes, what it
// says when it cannot get in. The handshakes themselves are in test/mysql.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openSession } from '../../src/mysql/protocol/connect.js';
import type { Session } from '../../src/mysql/protocol/session.js';
import { makeTemporaryFolder, type ProgramResult, runProgram } from '../support/child-process.js';
import { connectionOptions } from '../support/connection-options.js';
import { projectPath } from '../support/project.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { connectTo, journalDir, runTsdump } from '../support/tsdump.js';

const BINARY = projectPath('bin/tsdump');
const PASSWORD = "s3cr'et #1";

const dumpShop: readonly string[] = ['--compress=none', '--databases', 'shop'];

const at = (...args: string[]): string[] => ['--no-defaults', ...args, ...dumpShop];

function assertDumped(result: ProgramResult): void {
  assert.equal(result.code, 0, result.stderr);
  assert.match(result.stdout.toString('utf8'), /INSERT INTO `t` VALUES\s*\(42\);/);
}

function assertRefused(result: ProgramResult, message: RegExp, hint: RegExp, code = 10): void {
  assert.equal(result.code, code, result.stderr);
  // Once a lock was asked for, a stream says that it failed.
  assert.match(result.stdout.toString('utf8'), /^$|^\n;\n'"tsdump: this dump FAILED/);
  const lines = result.stderr.trimEnd().split('\n');
  assert.ok(lines.length <= 3, result.stderr);
  assert.match(result.stderr, message);
  assert.match(result.stderr, hint);
  assert.doesNotMatch(result.stderr, /^ +at |node:|TODO/m);
}

forEachFlavor((flavor) => {
  let server: TestServer;
  let folder: string;

  before(async () => {
    folder = makeTemporaryFolder('connections');
    server = await startServer(flavor, { tls: true, args: ['--max-connections=10'] });
    await server.run(`CREATE DATABASE shop; CREATE TABLE shop.t (id INT PRIMARY KEY);
      INSERT INTO shop.t VALUES (42);
      CREATE USER dumper@'%' IDENTIFIED BY '${PASSWORD.replaceAll("'", "''")}';
      GRANT ALL ON *.* TO dumper@'%';`);
  });
  after(async () => {
    await server.remove();
  });

  /** Without any of our usual connection options; nothing is inherited from who runs this. */
  async function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<ProgramResult> {
    return await runProgram(process.execPath, [BINARY, ...args], {
      env: { PATH: process.env['PATH'], HOME: folder, XDG_STATE_HOME: folder, ...env },
    });
  }

  const login = (): string[] => ['--host=127.0.0.1', `--port=${server.port}`, '--user=dumper'];

  describe('the way', () => {
    test('over TCP, and over the unix socket', async () => {
      const tcp = [`--host=127.0.0.1`, `--port=${server.port}`, '--user=root'];
      assertDumped(await run(['--no-defaults', ...tcp, ...dumpShop]));
      assertDumped(
        await run(['--no-defaults', `--socket=${server.socket}`, '--user=root', ...dumpShop]),
      );
      // With --read-only the guard takes the same way.
      assertDumped(
        await run([
          '--no-defaults',
          `--socket=${server.socket}`,
          '--user=root',
          '--read-only',
          ...dumpShop,
        ]),
      );
    });

    test('TLS is used unless it is not wanted', async () => {
      await server.run(`CREATE USER tls@'%' REQUIRE SSL; GRANT ALL ON *.* TO tls@'%'`);
      const asTls = [...connectTo(server), '--user=tls'];
      assertDumped(await run([...asTls, ...dumpShop]));
      const ca = `--ssl-ca=${server.tls?.ca}`;
      assertDumped(await run([...asTls, ca, '--ssl-mode=verify-identity', ...dumpShop]));
      assertDumped(await run([...asTls, ca, '--ssl-mode=VERIFY_CA', ...dumpShop]));
      const plain = await run([...asTls, '--ssl-mode=disabled', ...dumpShop]);
      assertRefused(plain, /Access denied/, /--user/);
      const wrong = `--ssl-ca=${projectPath('test', 'support', 'tls', 'other-ca.pem')}`;
      const refused = await run([...asTls, wrong, ...dumpShop]);
      assertRefused(refused, /cannot connect .*certificate/, /--ssl-ca/);
    });

    test('--init-command runs on every connection, the guard included', async () => {
      await server.run('CREATE TABLE shop.logins (id INT)');
      const insert = '--init-command=INSERT INTO shop.logins VALUES (CONNECTION_ID())';
      assertDumped(await runTsdump(server, ['--read-only', insert, ...dumpShop]));
      assert.equal(await server.run('SELECT COUNT(DISTINCT id) >= 2 FROM shop.logins'), '1');
      await server.run('DROP TABLE shop.logins');
      const broken = await runTsdump(server, ['--init-command=SELEKT 1', ...dumpShop]);
      assertRefused(broken, /--init-command: .*\(1064\)/, /correct it/);
    });
  });

  describe('the password', () => {
    test('from MYSQL_PWD', async () => {
      const args = ['--no-defaults', ...login(), ...dumpShop];
      assertDumped(await run(args, { MYSQL_PWD: PASSWORD }));
    });

    test('from an option file, which wins over MYSQL_PWD', async () => {
      const file = join(folder, 'login.cnf');
      const { host, port } = server;
      writeFileSync(
        file,
        `[client]\nhost=${host}\nport=${port}\nuser=dumper\npassword="${PASSWORD}"\n[tsdump]\ncompress=none\n`,
        { mode: 0o600 },
      );
      const result = await run([`--defaults-file=${file}`, '-B', 'shop'], { MYSQL_PWD: 'wrong' });
      assertDumped(result);
      assertDumped(await run([`--defaults-extra-file=${file}`, '--databases', 'shop']));
    });

    test('on the command line', async () => {
      assertDumped(await run(['--no-defaults', ...login(), `-p${PASSWORD}`, ...dumpShop]));
    });

    test('wrong or missing: access denied, and it is shown nowhere', async () => {
      const args = ['--no-defaults', ...login(), ...dumpShop];
      for (const secret of ['', 'wr0ng-pass']) {
        const result = await run(args, { MYSQL_PWD: secret });
        assertRefused(
          result,
          /cannot connect to 127\.0\.0\.1:\d+ as dumper: Access denied/,
          /--user/,
        );
        assert.ok(secret === '' || !result.stderr.includes(secret));
      }
    });
  });

  describe('no server', () => {
    test('an unknown host', async () => {
      const result = await run(at('--host=nowhere.invalid', '--user=u'));
      assertRefused(result, /nowhere\.invalid/, /--host/);
    });

    test('a port nobody listens on, by address and by name', async () => {
      const closed = await run(at('--host=127.0.0.1', '--port=1', '--user=u'));
      assertRefused(closed, /127\.0\.0\.1:1 as u: .*ECONNREFUSED/, /--port/);
      const named = await run(
        at('--host=localhost', '--port=1', '--user=u', '--ssl-mode=verify-identity'),
      );
      assertRefused(named, /localhost:1 as u: .*ECONNREFUSED/, /--port/);
    });

    test('a socket that is not there', async () => {
      const result = await run(at('--socket=/nonexistent/s.sock', '--user=u'));
      assertRefused(result, /\/nonexistent\/s\.sock as u: .*ENOENT/, /--socket/);
    });

    test('a port where something else answers, or nothing does', async () => {
      const { createServer } = await import('node:net');
      for (const greeting of ['HTTP/1.1 400 Bad Request\r\n\r\n', undefined]) {
        const other = createServer((socket) => {
          socket.on('error', () => undefined);
          if (greeting !== undefined) socket.end(greeting);
        });
        await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
        const { port } = other.address() as { port: number };
        const result = await run(
          at('--host=127.0.0.1', `--port=${port}`, '--user=u', '--connect-timeout=1'),
        );
        other.close();
        assertRefused(result, /cannot connect to 127\.0\.0\.1:\d+ as u: \S/, /--port/);
      }
    });
  });

  describe('too many connections', () => {
    const sessions: Session[] = [];
    after(async () => {
      await closeAll();
    });
    async function closeAll(): Promise<void> {
      for (const session of sessions.splice(0)) await session.close();
    }

    async function leaveFree(connections: number): Promise<void> {
      const account = { user: 'plain', password: '' };
      const used = Number(
        (await server.run("SHOW STATUS LIKE 'Threads_connected'")).split('\t')[1],
      );
      // The client that asked is one of them, and gone by now.
      for (let index = used - 1; index < 10 - connections; index++) {
        sessions.push(await openSession(connectionOptions(server, account)));
      }
    }

    test('for the dump: refused by name', async () => {
      // Without SUPER, so that the server's spare connection stays free for root.
      await server.run(
        `CREATE USER plain@'%'; CREATE USER modest@'%'; GRANT ${
          flavor === 'mysql'
            ? 'FLUSH_TABLES, SYSTEM_VARIABLES_ADMIN'
            : 'RELOAD, READ_ONLY ADMIN, CONNECTION ADMIN'
        }, SELECT, SHOW VIEW, TRIGGER, EVENT ON *.* TO modest@'%'`,
      );
      if (flavor === 'mariadb') await server.run("REVOKE CONNECTION ADMIN ON *.* FROM modest@'%'");
      await leaveFree(0);
      const result = await runTsdump(server, ['--user=modest', ...dumpShop]);
      assertRefused(result, /Too many connections/, /max_connections/);
    });

    test('for its guard: refused, and the server is as it was', async () => {
      await closeAll();
      await leaveFree(1);
      const result = await runTsdump(server, ['--user=modest', '--read-only', ...dumpShop]);
      assertRefused(result, /Too many connections/, /max_connections/);
      await closeAll();
      assert.equal(await server.run('SELECT @@GLOBAL.read_only'), '0');
      await server.run('INSERT INTO shop.t VALUES (43); DELETE FROM shop.t WHERE id = 43');
      assertDumped(await runTsdump(server, ['--user=modest', '--read-only', ...dumpShop]));
    });

    test('of one account', async () => {
      await server.run(
        "CREATE USER once@'%' WITH MAX_USER_CONNECTIONS 1; GRANT ALL ON *.* TO once@'%'",
      );
      const held = await openSession(connectionOptions(server, { user: 'once' }));
      try {
        const result = await runTsdump(server, ['--user=once', ...dumpShop]);
        assertRefused(result, /max_user_connections/, /not have more connections/);
      } finally {
        await held.close();
      }
    });

    test('the journal is not left behind by any of these', async () => {
      const { readdirSync } = await import('node:fs');
      assert.deepEqual(readdirSync(journalDir()), []);
    });
  });
});
