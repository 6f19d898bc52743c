// A server that wants the password: whatever it asks for without TLS, the password goes neither
// as it is nor encrypted with a key that came over the wire.

import assert from 'node:assert/strict';
import { constants, generateKeyPairSync, privateDecrypt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { TsdumpError } from '../../src/base/errors.js';
import type { ConnectionOptions } from '../../src/model/options.js';
import { openSession } from '../../src/mysql/protocol/connect.js';
import { stockConnectComplaint } from '../../src/dropin/messages/connection.js';
import {
  AskingServer,
  moreOf,
  type Questions,
  SCRAMBLE,
  switchTo,
} from '../support/asking-server.js';
import { makeTemporaryFolder } from '../support/child-process.js';
import { connectionOptions } from '../support/connection-options.js';

const PASSWORD = 'correct horse battery';
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = Buffer.from(publicKey.export({ type: 'spki', format: 'pem' }));
const FULL = moreOf(Buffer.from([4]));
const KEY = moreOf(PEM);

function nextFactor(plugin: string): Buffer {
  return Buffer.concat([Buffer.from([2]), switchTo(plugin).subarray(1)]);
}

const ATTEMPTS: Readonly<Record<string, Questions>> = {
  'all of caching_sha2_password': { plugin: 'caching_sha2_password', answers: [FULL, KEY, KEY] },
  'the key at once': { plugin: 'caching_sha2_password', answers: [KEY, KEY, FULL] },
  'caching_sha2_password instead': {
    plugin: 'mysql_native_password',
    answers: [switchTo('caching_sha2_password'), FULL, KEY, KEY],
  },
  'caching_sha2_password twice': {
    plugin: 'caching_sha2_password',
    answers: [switchTo('caching_sha2_password'), FULL, KEY, switchTo('caching_sha2_password'), KEY],
  },
  sha256_password: { plugin: 'sha256_password', answers: [KEY, KEY] },
  'sha256_password instead': {
    plugin: 'caching_sha2_password',
    answers: [switchTo('sha256_password'), KEY, KEY],
  },
  mysql_clear_password: { plugin: 'mysql_clear_password', answers: [FULL, FULL] },
  'mysql_clear_password instead': {
    plugin: 'caching_sha2_password',
    answers: [switchTo('mysql_clear_password'), FULL],
  },
  dialog: {
    plugin: 'caching_sha2_password',
    answers: [switchTo('dialog', Buffer.from('\x04Password: ')), FULL],
  },
  'the password of before 4.1': {
    plugin: 'caching_sha2_password',
    answers: [Buffer.from([0xfe]), FULL],
  },
  mysql_old_password: {
    plugin: 'caching_sha2_password',
    answers: [switchTo('mysql_old_password'), FULL],
  },
  'a second factor as it is': {
    plugin: 'caching_sha2_password',
    answers: [nextFactor('mysql_clear_password'), FULL],
  },
  'a second factor with a key': {
    plugin: 'caching_sha2_password',
    answers: [nextFactor('caching_sha2_password'), FULL, KEY],
  },
  'what no plugin is called': { plugin: '__proto__', answers: [switchTo('constructor'), FULL] },
  'a nonce that is too short': {
    plugin: 'caching_sha2_password',
    answers: [switchTo('client_ed25519', Buffer.alloc(4)), FULL],
  },
  'parsec with a million doublings': {
    plugin: 'caching_sha2_password',
    answers: [
      switchTo('parsec', Buffer.alloc(32)),
      Buffer.from(`P\xff${'s'.repeat(18)}`, 'latin1'),
    ],
  },
};

async function refuse(changes: ConnectionOptions): Promise<TsdumpError> {
  const refusal: unknown = await openSession(changes).catch((error: unknown) => error);
  assert.ok(refusal instanceof TsdumpError, 'a login went through');
  return refusal;
}

/** Where the password is among what was heard: as it is, or for the owner of the key. */
function findPassword(heard: readonly Buffer[]): string | undefined {
  const password = Buffer.from(PASSWORD);
  const all = Buffer.concat(heard);
  if (all.includes(password) || all.includes(scrambled(password))) return 'readable';
  const ciphers = heard.filter(({ length }) => length === 256);
  return ciphers.some(decrypts) ? 'encrypted' : undefined;
}

function decrypts(bytes: Buffer): boolean {
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  try {
    const text = privateDecrypt({ key: privateKey, padding, oaepHash: 'sha1' }, bytes);
    return scrambled(text).includes(PASSWORD);
  } catch {
    return false;
  }
}

function scrambled(text: Buffer): Buffer {
  return text.map((byte, at) => byte ^ (SCRAMBLE[at % SCRAMBLE.length] as number)) as Buffer;
}

describe('the password stays here', () => {
  for (const [name, questions] of Object.entries(ATTEMPTS))
    for (const sslMode of ['preferred', 'disabled'] as const)
      test(`${name}, TLS ${sslMode}`, async () => {
        await using server = await AskingServer.start(questions);
        const refusal = await refuse(connectionOptions(server, { password: PASSWORD, sslMode }));
        assert.equal(refusal.code, 'connect-failed');
        assert.match(refusal.message, /^[^\n]*$/);
        assert.ok(!`${refusal.message}${refusal.hint}`.includes('TODO'));
        assert.ok(server.heard.length > 0, 'nothing was said at all');
        assert.equal(findPassword(server.heard), undefined);
      });

  test('a server without TLS hears nothing where TLS is required', async () => {
    const answers = [switchTo('mysql_clear_password'), FULL];
    await using server = await AskingServer.start({ plugin: 'mysql_clear_password', answers });
    const login = { cleartext: true, serverKey: undefined, requestKey: true };
    await refuse(connectionOptions(server, { password: PASSWORD, sslMode: 'required', login }));
    assert.deepEqual(server.heard, []);
  });
});

test('the key that was given is the one that is used', async () => {
  const folder = makeTemporaryFolder('key');
  const path = join(folder, 'key.pem');
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
  writeFileSync(path, other.export({ type: 'spki', format: 'pem' }));
  const answers = [switchTo('caching_sha2_password'), FULL, KEY, KEY];
  await using server = await AskingServer.start({ plugin: 'mysql_native_password', answers });
  const login = { cleartext: false, serverKey: path };
  await refuse(connectionOptions(server, { password: PASSWORD, login }));
  assert.ok(server.heard.some(({ length }) => length === 256));
  assert.equal(findPassword(server.heard), undefined);
});

test('a key is taken from the server where that was asked for, and seen by this test', async () => {
  for (const plugin of ['caching_sha2_password', 'sha256_password']) {
    const full = plugin === 'caching_sha2_password' ? [FULL] : [];
    const answers = [switchTo(plugin), ...full, KEY, KEY];
    await using server = await AskingServer.start({ plugin: 'mysql_native_password', answers });
    const login = { cleartext: false, serverKey: undefined, requestKey: true };
    await refuse(connectionOptions(server, { password: PASSWORD, login }));
    assert.equal(findPassword(server.heard), 'encrypted', plugin);
  }
});

test('over a socket of this machine the password may go as it is', async () => {
  const socket = join(makeTemporaryFolder('asking'), 's.sock');
  const answers = [switchTo('caching_sha2_password'), FULL];
  const plugin = 'mysql_native_password';
  await using server = await AskingServer.start({ plugin, answers, socket });
  await refuse(connectionOptions(server, { password: PASSWORD, socket }));
  assert.equal(findPassword(server.heard), 'readable');
});

test('a drop-in says it as libmysql', async () => {
  await using server = await AskingServer.start({
    plugin: 'caching_sha2_password',
    answers: [FULL, KEY],
  });
  for (const [serverKey, warning] of [
    [undefined, ''],
    ['/none.pem', "[Warning] Failed to locate server public key '/none.pem'.\nmysqldump: "],
  ] as const) {
    const options = connectionOptions(server, {
      password: PASSWORD,
      login: { cleartext: false, serverKey },
    });
    const { cause } = await refuse(options);
    assert.equal(
      stockConnectComplaint('mysql', options, cause),
      `${warning}Got error: 2061: Authentication plugin 'caching_sha2_password' reported error: Authentication requires secure connection. when trying to connect`,
    );
  }
});
