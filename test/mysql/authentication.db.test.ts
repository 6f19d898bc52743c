// Logins: every authentication plugin a test server has, over TCP with and without TLS and
// over the unix socket, and what is said of a login that cannot work.

import assert from 'node:assert/strict';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { TsdumpError } from '../../src/base/errors.js';
import type { ConnectionOptions } from '../../src/model/options.js';
import { openSession } from '../../src/mysql/protocol/connect.js';
import { serverErrno } from '../../src/mysql/protocol/server-error.js';
import { connectionOptions } from '../support/connection-options.js';
import { findMariadb11 } from '../support/server-binaries.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';

/** Longer than a SHA-256 block, not ASCII, with the characters a shell and SQL dislike. */
const PASSWORD = `pässwörd "$' \u{1f511} ${'x'.repeat(70)}`;

const ASKING = { cleartext: false, serverKey: undefined, requestKey: true };

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
      const account = { user, password, sslMode, login: ASKING };
      assert.equal(await accountWith(account), `${user}@%`, sslMode);
    }
    const { socket } = server;
    assert.equal(await accountWith({ user, password, socket }), `${user}@%`, 'socket');
    const refusal = await assertRefused({ user, password: `${password}x` });
    assert.equal(serverErrno(refusal), 1045);
    assert.match(refusal.hint ?? '', /password/);
  }

  const keyFile = (): string => join(server.datadir, 'public_key.pem');
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
        { sslMode: 'disabled', login: ASKING },
        { sslMode: 'disabled', login: { cleartext: false, serverKey: keyFile() } },
        { socket: server.socket },
      ];
      for (const way of ways) {
        await server.run('FLUSH PRIVILEGES');
        assert.equal(await accountWith({ ...account, ...way }), 'sha2@%');
        assert.equal(await accountWith({ ...account, ...way }), 'sha2@%');
      }
      await server.restart();
      const asking = { ...account, sslMode: 'disabled', login: ASKING } as const;
      assert.equal(await accountWith(asking), 'sha2@%');
      await server.run('FLUSH PRIVILEGES');
      const refusal = await assertRefused({ ...asking, password: 'x' });
      assert.equal(serverErrno(refusal), 1045);
      await assertLogsIn('sha2', PASSWORD);
    });

    test('without TLS the key of the server is neither asked for nor taken', async () => {
      const account = { user: 'sha2', password: PASSWORD, sslMode: 'disabled' } as const;
      await server.run('FLUSH PRIVILEGES');
      const refusal = await assertRefused(account);
      assert.match(refusal.message, /caching_sha2_password, which without TLS needs the key/);
      assert.match(refusal.hint ?? '', /--server-public-key-path/);
      const serverKey = join(server.folder, 'none.pem');
      const named = { ...account, login: { cleartext: false, serverKey } };
      assert.match((await assertRefused(named)).message, /none\.pem/);
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

    test('ed25519', async () => {
      await server.run(`INSTALL SONAME 'auth_ed25519';
        CREATE USER ed@'%' IDENTIFIED VIA ed25519 USING PASSWORD(${quoted})`);
      await assertLogsIn('ed', PASSWORD);
    });

    test('parsec', async (context) => {
      const binaries = await findMariadb11();
      if (binaries === undefined) return context.skip('needs MariaDB 11.8');
      await using newer = await startServer(flavor, { binaries, tls: true });
      // Salts are drawn: each account is asked for something else.
      const users = ['parsec1', 'parsec2', 'parsec3'];
      await newer.run("INSTALL SONAME 'auth_parsec'");
      for (const user of users) {
        await newer.run(`CREATE USER ${user}@'%' IDENTIFIED VIA parsec USING PASSWORD(${quoted})`);
        for (const sslMode of ['required', 'disabled'] as const) {
          const account = { user, password: PASSWORD, sslMode };
          const session = await openSession(connectionOptions(newer, account));
          assert.equal(
            (await session.query('SELECT USER() AS u'))[0]?.string('u'),
            `${user}@localhost`,
          );
          await session.close();
        }
        const wrong = connectionOptions(newer, { user, password: 'x' });
        await assert.rejects(openSession(wrong), (error) => serverErrno(error) === 1045);
      }
    });

    test('what is not known is refused by name', async () => {
      await server.run("INSTALL SONAME 'auth_pam'; CREATE USER pam@'%' IDENTIFIED VIA pam");
      const refusal = await assertRefused({ user: 'pam', password: PASSWORD });
      assert.match(refusal.message, /logs in with dialog, which is not supported$/);
      assert.match(refusal.hint ?? '', /mysql_native_password/);
    });
  }
});
