// What we use of mysql2 that its documentation does not promise, and what its handshake must
// not negotiate because session.ts speaks without it. A new version of mysql2 passes this,
// or is not taken.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { after, before, test } from 'node:test';
import { createConnection } from 'mysql2';
import { openSession } from '../../src/mysql/protocol/connect.js';
import type { Session } from '../../src/mysql/protocol/session.js';
import { connectionOptions } from '../support/connection-options.js';
import { projectPath } from '../support/project.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';

/** Of the protocol's capability flags. */
const Flag = {
  compress: 1 << 5,
  odbc: 1 << 6,
  localFiles: 1 << 7,
  ignoreSpace: 1 << 8,
  protocol41: 1 << 9,
  ssl: 1 << 11,
  multiStatements: 1 << 16,
  multiResults: 1 << 17,
  sessionTrack: 1 << 23,
  deprecateEof: 1 << 24,
  optionalMetadata: 1 << 25,
  compressZstd: 1 << 26,
  queryAttributes: 1 << 27,
} as const;
const NEEDED = ['protocol41', 'multiStatements', 'multiResults'] as const;
const UNWANTED = [
  'compress',
  'odbc',
  'localFiles',
  'ignoreSpace',
  'ssl',
  'sessionTrack',
  'deprecateEof',
  'optionalMetadata',
  'compressZstd',
  'queryAttributes',
] as const;

interface Inside {
  stream: unknown;
  threadId: unknown;
  startTLS: (secured: (error?: Error) => void) => void;
}

test('the version is pinned to the digit', () => {
  const { dependencies } = JSON.parse(readFileSync(projectPath('package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  assert.match(dependencies['mysql2'] ?? '', /^\d+\.\d+\.\d+$/);
});

forEachFlavor((flavor) => {
  let server: TestServer;
  let session: Session;
  before(async () => {
    server = await startServer(flavor, { tls: true });
    session = await openSession(connectionOptions(server));
  });
  after(async () => {
    await session.close();
    await server.remove();
  });

  test('stream, threadId, and startTLS before credentials', async () => {
    const connection = createConnection({
      host: server.host,
      port: server.port,
      user: 'root',
      ssl: { rejectUnauthorized: false },
    });
    const inside = connection as unknown as Inside;
    const startTls = inside.startTLS.bind(connection);
    let encryptedBeforeLogin = false;
    inside.startTLS = (secured) => {
      startTls((error) => {
        const stream = inside.stream as TLSSocket;
        encryptedBeforeLogin = stream instanceof TLSSocket && stream.getCipher() !== undefined;
        assert.equal(inside.threadId, null);
        secured(error);
      });
    };
    try {
      await new Promise((resolve, reject) => {
        connection.once('connect', resolve);
        connection.once('error', reject);
      });
      assert.ok(encryptedBeforeLogin);
      assert.ok(inside.stream instanceof Duplex);
      assert.equal(inside.threadId, Number((await readOwnIds(connection))[0]));
    } finally {
      connection.destroy();
    }
  });

  test('our connection id is the one the server knows', async () => {
    const [row] = await session.query('SELECT CONNECTION_ID() AS id');
    assert.equal(session.connectionId, row?.number('id'));
  });

  test('statements are not prefixed with query attributes', async () => {
    // Two bytes would stand before the text, and the first letter would not be S.
    const [row] = await session.query('SELECT 1 AS one');
    assert.equal(row?.string('one'), '1');
    const info = await session.query(
      'SELECT INFO AS info FROM information_schema.PROCESSLIST WHERE ID = CONNECTION_ID()',
    );
    assert.match(info[0]?.string('info') ?? '', /^SELECT INFO AS info/);
  });

  test('the server may not read our files', async () => {
    const path = join(server.folder, 'ours.txt');
    writeFileSync(path, 'secret\n');
    await session.execute('CREATE DATABASE IF NOT EXISTS d; CREATE TABLE d.t (a TEXT)');
    assert.equal(await server.run('SELECT @@GLOBAL.local_infile'), '1');
    await assert.rejects(
      session.execute(`LOAD DATA LOCAL INFILE '${path}' INTO TABLE d.t`),
      /local data|not allowed|disabled/i,
    );
    assert.ok(session.alive);
    assert.equal(await server.run('SELECT COUNT(*) FROM d.t'), '0');
  });

  test('the handshake leaves sql_mode alone: no IGNORE_SPACE', async () => {
    const [row] = await session.query('SELECT @@SESSION.sql_mode = @@GLOBAL.sql_mode AS same');
    assert.equal(row?.string('same'), '1');
  });

  test('what the handshake negotiates is what session.ts speaks', async () => {
    const flags = await readClientFlags(server);
    const isOn = (names: readonly (keyof typeof Flag)[]): string[] =>
      names.filter((name) => (flags & Flag[name]) !== 0);
    assert.deepEqual(isOn(NEEDED), NEEDED);
    assert.deepEqual(isOn(UNWANTED), []);
  });

  test('several statements may be sent at once, and results end with EOF packets', async () => {
    const rows = await session.query('SELECT 1 AS x; DO 0; SELECT 2 AS x');
    assert.deepEqual(
      rows.map((row) => row.string('x')),
      ['1', '2'],
    );
  });

  test('text is sent as UTF-8', async () => {
    const [row] = await session.query(
      "SELECT HEX('\u{1f511}ä') AS hex, @@character_set_client AS c",
    );
    assert.deepEqual(row?.texts(), ['F09F9491C3A4', 'utf8mb4']);
  });

  test('we are named to the administrator', async () => {
    const name = await server.run(
      `SELECT ATTR_VALUE FROM performance_schema.session_connect_attrs WHERE ATTR_NAME = 'program_name' AND PROCESSLIST_ID = ${session.connectionId}`,
    );
    assert.equal(name, 'tsdump');
  });
});

/** Listens in between: the flags stand at the start of the client's first packet. */
async function readClientFlags(server: TestServer): Promise<number> {
  let first: Buffer | undefined;
  const proxy = createServer((client) => {
    const upstream = connect(server.port, server.host);
    client.once('data', (bytes: Buffer) => {
      first = bytes;
    });
    client.pipe(upstream).pipe(client);
    client.on('error', () => upstream.destroy());
    upstream.on('error', () => client.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = proxy.address() as AddressInfo;
    const session = await openSession(
      connectionOptions({ host: '127.0.0.1', port }, { sslMode: 'disabled' }),
    );
    await session.close();
  } finally {
    proxy.close();
  }
  assert.ok(first !== undefined);
  return first.readUInt32LE(4);
}

async function readOwnIds(connection: ReturnType<typeof createConnection>): Promise<unknown[]> {
  return await new Promise((resolve, reject) => {
    connection.query('SELECT CONNECTION_ID() AS id', (error, rows) => {
      if (error !== null) reject(error);
      else resolve((rows as { id: number }[]).map((row) => row.id));
    });
  });
}
