// Logins: every authentication plugin a test server has, over TCP with and without TLS and
// over the unix socket, and what is said of a login that cannot work.

import assert from 'node:assert/strict';
import { userInfo } from 'node:os';
import { after, before, test } from 'node:test';
import { TsdumpError } from '../../src/base/errors.js';
import type { ConnectionOptions } from '../../src/model/options.js';
import { openSession } from '../../src/mysql/connect.js';
import { serverErrno } from '../../src/mysql/server-error.js';
import { connectionOptions } from '../support/connection-options.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';

/** Longer than a SHA-256 block, not ASCII, with the characters a shell and SQL dislike. */
const PASSWORD = `pässwörd "$' \u{1f511} ${'x'.repeat(70)}`;

forEachFlavor((flavor) => {
  let server: TestServer;
  before(async () => {
    server = await startServer(flavor, { tls: true });
  });
  after(async () => {
    await server.remove();
  });

  async function accountWith(changes: Partial<ConnectionOptions>): Promise<string> {
    const session = await openSession(connectionOptions(server, changes));
    try {
      const [row] = await session.query('SELECT CURRENT_USER() AS account');
      return row?.string('account') ?? '';
    } finally {
      await session.close();
    }
  }

  async function assertRefused(changes: Partial<ConnectionOptions>): Promise<TsdumpError> {
    let refusal: unknown;
    await assert.rejects(accountWith(changes), (error) => {
      refusal = error;
      return true;
    });
    assert.ok(refusal instanceof TsdumpError);
    assert.equal(refusal.code, 'connect-failed');
    assert.match(refusal.hint ?? '', /^[A-Z].*\.$/);
    assert.ok(!/\n|TODO/.test(refusal.message), refusal.message);
    return refusal;
  }

  /** Over each way there is. */
  async function assertLogsIn(user: string, password: string): Promise<void> {
    for (const sslMode of ['required', 'disabled'] as const) {
      assert.equal(await accountWith({ user, password, sslMode }), `${user}@%`, sslMode);
    }
    const { socket } = server;
    assert.equal(await accountWith({ user, password, socket }), `${user}@%`, 'socket');
    const refusal = await assertRefused({ user, password: `${password}x` });
    assert.equal(serverErrno(refusal), 1045);
    assert.match(refusal.hint ?? '', /password/);
  }

  const quoted = `'${PASSWORD.replaceAll("'", "''")}'`;

  test('no password', async () => {
    await server.run("CREATE USER nobody@'%'");
    await assertLogsIn('nobody', '');
  });

  if (flavor === 'mysql') {
    test('caching_sha2_password, also while the server has nothing cached', async () => {
      await server.run(`CREATE USER sha2@'%' IDENTIFIED WITH caching_sha2_password BY ${quoted}`);
      const account = { user: 'sha2', password: PASSWORD };
      const ways: Partial<ConnectionOptions>[] = [
        { sslMode: 'required' },
        // The whole password travels: encrypted with the server's RSA key.
        { sslMode: 'disabled' },
        { socket: server.socket },
      ];
      for (const way of ways) {
        await server.run('FLUSH PRIVILEGES');
        assert.equal(await accountWith({ ...account, ...way }), 'sha2@%');
        assert.equal(await accountWith({ ...account, ...way }), 'sha2@%');
      }
      await server.restart();
      assert.equal(await accountWith({ ...account, sslMode: 'disabled' }), 'sha2@%');
      await server.run('FLUSH PRIVILEGES');
      const refusal = await assertRefused({ ...account, password: 'x', sslMode: 'disabled' });
      assert.equal(serverErrno(refusal), 1045);
      await assertLogsIn('sha2', PASSWORD);
    });

    test('sha256_password', async () => {
      await server.run(`CREATE USER sha256@'%' IDENTIFIED WITH sha256_password BY ${quoted}`);
      await assertLogsIn('sha256', PASSWORD);
    });

    test('auth_socket: the system user over the socket', async () => {
      const user = userInfo().username;
      await server.run(`INSTALL PLUGIN auth_socket SONAME 'auth_socket.so';
        CREATE USER IF NOT EXISTS ${user}@localhost;
        ALTER USER ${user}@localhost IDENTIFIED WITH auth_socket`);
      assert.equal(await accountWith({ user, socket: server.socket }), `${user}@localhost`);
      const refusal = await assertRefused({ user, sslMode: 'required' });
      assert.equal(serverErrno(refusal), 1698);
      assert.match(refusal.hint ?? '', /--user/);
    });
  } else {
    test('mysql_native_password', async () => {
      await server.run(`CREATE USER native@'%' IDENTIFIED BY ${quoted}`);
      await assertLogsIn('native', PASSWORD);
    });

    test('unix_socket: the system user over the socket, and nobody else', async () => {
      const user = userInfo().username;
      await server.run(`CREATE USER other@localhost IDENTIFIED VIA unix_socket;
        CREATE USER IF NOT EXISTS ${user}@localhost;
        ALTER USER ${user}@localhost IDENTIFIED VIA mysql_native_password USING 'invalid' OR unix_socket`);
      const { socket } = server;
      assert.equal(await accountWith({ user, socket }), `${user}@localhost`);
      assert.equal(serverErrno(await assertRefused({ user: 'other', socket })), 1698);
    });

    test('ed25519, which mysql2 does not know: refused by name', async () => {
      await server.run(`INSTALL SONAME 'auth_ed25519';
        CREATE USER ed@'%' IDENTIFIED VIA ed25519 USING PASSWORD(${quoted})`);
      const refusal = await assertRefused({ user: 'ed', password: PASSWORD });
      assert.match(refusal.message, /logs in with client_ed25519, which is not supported$/);
      assert.match(refusal.hint ?? '', /mysql_native_password/);
    });
  }
});
