// --ssl-mode against real servers: which connections are encrypted, which certificates are
// accepted, and against which name they are checked.

import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { TsdumpError } from '../../src/base/errors.js';
import type { ConnectionOptions } from '../../src/model/options.js';
import { openSession } from '../../src/mysql/protocol/connect.js';
import type { Session } from '../../src/mysql/protocol/session.js';
import { makeTemporaryFolder } from '../support/child-process.js';
import { connectionOptions } from '../support/connection-options.js';
import { projectPath } from '../support/project.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';

const tlsFile = (name: string): string => projectPath('test', 'support', 'tls', name);
const CA = tlsFile('ca.pem');
const OTHER_CA = tlsFile('other-ca.pem');

async function readCipher(session: Session): Promise<string> {
  const [row] = await session.query("SHOW SESSION STATUS LIKE 'Ssl_cipher'");
  return row?.string('Value') ?? '';
}

forEachFlavor((flavor) => {
  let server: TestServer;
  let folder: string;

  before(async () => {
    folder = makeTemporaryFolder('tls');
    useCertificate('server');
    server = await startServer(flavor, {
      tls: true,
      args: [`--ssl-cert=${join(folder, 'cert.pem')}`, `--ssl-key=${join(folder, 'key.pem')}`],
    });
    const by = flavor === 'mysql' ? "WITH caching_sha2_password BY 'secret'" : "BY 'secret'";
    // One wrong password locks it: MariaDB counts for all accounts alike.
    const lock = flavor === 'mysql' ? 'FAILED_LOGIN_ATTEMPTS 1 PASSWORD_LOCK_TIME UNBOUNDED' : '';
    if (flavor === 'mariadb') await server.run('SET GLOBAL max_password_errors = 1');
    await server.run(`CREATE USER x509@'%' IDENTIFIED ${by} REQUIRE X509;
      CREATE USER lockable@'%' IDENTIFIED ${by} ${lock};
      CREATE USER plain@'%' IDENTIFIED ${by};`);
  });
  after(async () => {
    await server.remove();
  });

  function useCertificate(name: string): void {
    copyFileSync(tlsFile(`${name}-cert.pem`), join(folder, 'cert.pem'));
    copyFileSync(tlsFile(`${name}-key.pem`), join(folder, 'key.pem'));
  }

  async function serveCertificate(name: string): Promise<void> {
    useCertificate(name);
    await server.run(flavor === 'mysql' ? 'ALTER INSTANCE RELOAD TLS' : 'FLUSH SSL');
  }

  async function cipherWith(changes: Partial<ConnectionOptions>): Promise<string> {
    const session = await openSession(connectionOptions(server, changes));
    try {
      return await readCipher(session);
    } finally {
      await session.close();
    }
  }

  async function assertRefused(
    changes: Partial<ConnectionOptions>,
    message: RegExp,
  ): Promise<TsdumpError> {
    let refusal: unknown;
    await assert.rejects(cipherWith(changes), (error) => {
      refusal = error;
      return true;
    });
    assert.ok(refusal instanceof TsdumpError);
    assert.equal(refusal.code, 'connect-failed');
    assert.match(refusal.message, message);
    assert.ok(!refusal.message.includes('\n'), refusal.message);
    assert.match(refusal.hint ?? '', /--ssl-mode/);
    return refusal;
  }

  test('each mode encrypts or does not', async () => {
    assert.equal(await cipherWith({ sslMode: 'disabled' }), '');
    for (const sslMode of ['preferred', 'required'] as const) {
      assert.notEqual(await cipherWith({ sslMode }), '', sslMode);
    }
    for (const sslMode of ['verify-ca', 'verify-identity'] as const) {
      assert.notEqual(await cipherWith({ sslMode, sslCa: CA }), '', sslMode);
    }
  });

  test('a unix socket is encrypted only when that is demanded', async () => {
    const { socket } = server;
    assert.equal(await cipherWith({ socket, sslMode: 'preferred' }), '');
    assert.notEqual(await cipherWith({ socket, sslMode: 'required' }), '');
    const host = 'localhost';
    assert.notEqual(await cipherWith({ socket, host, sslMode: 'verify-identity', sslCa: CA }), '');
  });

  test('a certificate of another authority is refused', async () => {
    for (const sslMode of ['verify-ca', 'verify-identity'] as const) {
      await assertRefused({ sslMode, sslCa: OTHER_CA }, /certificate/);
      // Without a CA of ours the public ones count, and none of them has signed it.
      await assertRefused({ sslMode }, /certificate/);
    }
    assert.notEqual(await cipherWith({ sslMode: 'required', sslCa: OTHER_CA }), '');
  });

  describe('verify-identity', () => {
    const sslMode = 'verify-identity';

    test('a host given by address is checked by address, not as localhost', async () => {
      await serveCertificate('server-by-name');
      await assertRefused({ sslMode, sslCa: CA }, /does not match.*IP: 127\.0\.0\.1/);
      assert.notEqual(await cipherWith({ sslMode, sslCa: CA, host: 'localhost' }), '');
      assert.notEqual(await cipherWith({ sslMode: 'verify-ca', sslCa: CA }), '');
    });

    test('a host given by name is checked by name', async () => {
      await serveCertificate('server-by-address');
      assert.notEqual(await cipherWith({ sslMode, sslCa: CA }), '');
      await assertRefused({ sslMode, sslCa: CA, host: 'localhost' }, /does not match.*localhost/);
    });

    test('no credentials are sent to a server that is not the one', async () => {
      await serveCertificate('server-by-name');
      const account = { user: 'lockable', sslCa: CA } as const;
      await assertRefused({ ...account, sslMode, password: 'wrong' }, /does not match/);
      await assertRefused({ ...account, sslMode, password: 'wrong', sslCa: OTHER_CA }, /certif/);
      const right = { ...account, sslMode: 'verify-ca', password: 'secret' } as const;
      assert.notEqual(await cipherWith(right), '');
      await assert.rejects(cipherWith({ ...right, password: 'wrong' }), /denied|blocked/);
      await assert.rejects(cipherWith(right), /denied|blocked/);
      await serveCertificate('server');
    });
  });

  test('an account that demands a client certificate', async () => {
    const account = { user: 'x509', password: 'secret', sslMode: 'required' } as const;
    await assert.rejects(cipherWith(account), /Access denied/);
    const { clientCert, clientKey } = server.tls ?? {};
    assert.notEqual(await cipherWith({ ...account, sslCert: clientCert, sslKey: clientKey }), '');
  });

  test('a certificate file that cannot be read is a mistake of usage', async () => {
    await assert.rejects(
      cipherWith({ sslMode: 'verify-ca', sslCa: '/nonexistent/ca.pem' }),
      (error) => error instanceof TsdumpError && error.code === 'usage',
    );
  });

  test('a server without TLS: preferred goes on without, required does not', async () => {
    // MariaDB's --skip-ssl; MySQL serves no TLS when no version of it is allowed.
    await server.restart(flavor === 'mysql' ? ['--tls-version='] : ['--skip-ssl']);
    assert.equal(await cipherWith({ sslMode: 'preferred' }), '');
    await assertRefused({ sslMode: 'required' }, /does not support secure connection/);
    await assertRefused({ sslMode: 'verify-ca', sslCa: CA }, /does not support secure/);
    const login = { cleartext: false, serverKey: undefined, requestKey: true };
    const plain = { user: 'plain', password: 'secret', sslMode: 'preferred', login } as const;
    assert.equal(await cipherWith(plain), '');
  });
});
