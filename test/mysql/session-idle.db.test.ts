// A slow consumer: the server must not take the connection for idle, and what an abandoned
// consumer says late must not be taken for the failure of the next statement.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openSession } from '../../src/mysql/protocol/connect.js';
import { connectionOptions } from '../support/connection-options.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';

const SMALL_RESULT = "SELECT 1 UNION SELECT 2 UNION SELECT ''";

async function sleep(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

forEachFlavor((flavor) => {
  let server: TestServer;
  before(async () => {
    server = await startServer(flavor);
  });
  after(async () => {
    await server.remove();
  });

  test('pings keep a connection whose result has been sent but not read', async () => {
    const session = await openSession(connectionOptions(server));
    await session.execute('SET SESSION wait_timeout = 1');
    const pings = setInterval(() => session.ping(), 300);
    try {
      let rows = 0;
      await session.stream(SMALL_RESULT, {
        columns: () => undefined,
        row: () => {
          rows++;
          return rows === 1 ? sleep(3000) : undefined;
        },
      });
      assert.equal(rows, 3);
      const [row] = await session.query('SELECT CONNECTION_ID() AS id');
      assert.equal(row?.number('id'), session.connectionId);
      await sleep(1500);
      assert.equal((await session.query("SELECT '' AS nothing"))[0]?.text('nothing'), '');
    } finally {
      clearInterval(pings);
      await session.close();
    }
  });

  test('without pings the same connection is lost', async () => {
    const session = await openSession(connectionOptions(server));
    await session.execute('SET SESSION wait_timeout = 1');
    const slowly = async (): Promise<void> => {
      await session.stream(SMALL_RESULT, { columns: () => undefined, row: () => sleep(1500) });
      await session.query('SELECT 1');
    };
    await assert.rejects(slowly());
  });

  test('a late failure of an abandoned consumer is not that of the next statement', async () => {
    const session = await openSession(connectionOptions(server));
    let fail: ((error: Error) => void) | undefined;
    const stream = session.stream(SMALL_RESULT, {
      columns: () => undefined,
      row: () =>
        new Promise((_resolve, reject) => {
          fail = reject;
        }),
    });
    stream.catch(() => undefined);
    await sleep(200);
    session.abandon(new Error('given up'));
    await assert.rejects(stream, /given up/);
    const next = session.query('SELECT SLEEP(0.3), 7 AS seven');
    await sleep(100);
    assert.ok(fail !== undefined);
    fail(new Error('EPIPE of the old result'));
    assert.equal((await next)[0]?.number('seven'), 7);
    await session.close();
  });
});
