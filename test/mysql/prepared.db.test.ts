// Binary rows: the statement is prepared, executed and closed again whatever happens, what
// cannot be prepared is sent as a query, and afterwards the session is as usable as ever.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { sleep } from '../../src/base/clock.js';
import type { RowFormat } from '../../src/model/chunk.js';
import { openSession } from '../../src/mysql/protocol/connect.js';
import { serverErrno } from '../../src/mysql/protocol/server-error.js';
import type { RowConsumer, Session } from '../../src/mysql/protocol/session.js';
import { connectionOptions } from '../support/connection-options.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';

const MANY = 10_000;
const MANY_ROWS =
  'SELECT 1e0 * a.d + 10 * b.d + 100 * c.d + 1000 * e.d AS n, REPEAT(0x78, 1000) AS pad' +
  ' FROM d.digits a, d.digits b, d.digits c, d.digits e';

interface Seen extends RowConsumer {
  rows: number;
  format: RowFormat | undefined;
  /** Of the first column, a DOUBLE. */
  sum: number;
}

function looking(onRow: (rows: number) => Promise<void> | undefined = () => undefined): Seen {
  const seen: Seen = {
    rows: 0,
    format: undefined,
    sum: 0,
    columns: (_columns, format) => {
      seen.format = format;
    },
    row: (bytes, start) => {
      seen.rows++;
      if (seen.format === 'binary') seen.sum += bytes.readDoubleLE(start + 2);
      return onRow(seen.rows);
    },
  };
  return seen;
}

/** The server's error number; 0 where it has none. */
async function failureOf(session: Session, sql: string): Promise<number | undefined> {
  try {
    await session.stream(sql, looking(), 'binary');
    return 0;
  } catch (error) {
    return serverErrno(error);
  }
}

forEachFlavor((flavor) => {
  let server: TestServer;
  let other: Session;
  let session: Session;
  before(async () => {
    server = await startServer(flavor);
    other = await openSession(connectionOptions(server));
    await other.execute(
      'CREATE DATABASE d; CREATE TABLE d.digits (d INT);' +
        ' INSERT INTO d.digits VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9)',
    );
  });
  after(async () => {
    await other.close();
    await server.remove();
  });
  beforeEach(async () => {
    session = await openSession(connectionOptions(server));
  });
  afterEach(async () => {
    // Nothing of an old result is left over, and the server keeps no statement.
    try {
      const [row] = await session.query("SHOW GLOBAL STATUS LIKE 'Prepared_stmt_count'");
      assert.equal(row?.number('Value'), 0);
    } finally {
      session.destroy();
    }
  });

  test('rows come as binary ones', async () => {
    const seen = looking();
    await session.stream(MANY_ROWS, seen, 'binary');
    assert.deepEqual(
      { ...seen, columns: undefined, row: undefined },
      {
        rows: MANY,
        format: 'binary',
        sum: (MANY * (MANY - 1)) / 2,
        columns: undefined,
        row: undefined,
      },
    );
  });

  test('inside LOCK TABLES and inside a snapshot', async () => {
    await session.execute('LOCK TABLES d.digits READ');
    const locked = looking();
    await session.stream('SELECT 1e0 * d FROM d.digits', locked, 'binary');
    await session.execute(
      'UNLOCK TABLES; SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ;' +
        ' START TRANSACTION WITH CONSISTENT SNAPSHOT',
    );
    await other.execute('INSERT INTO d.digits VALUES (1000)');
    const dated = looking();
    await session.stream('SELECT 1e0 * d FROM d.digits', dated, 'binary');
    await other.execute('DELETE FROM d.digits WHERE d = 1000');
    assert.deepEqual([locked.format, locked.sum, locked.rows], ['binary', 45, 10]);
    assert.deepEqual([dated.format, dated.sum, dated.rows], ['binary', 45, 10]);
  });

  test('pings on the way, also between preparation and execution', async () => {
    const seen = looking((rows) => {
      if (rows % 1000 === 0) session.ping();
      return rows === 3000 ? sleep(50) : undefined;
    });
    const streamed = session.stream(MANY_ROWS, seen, 'binary');
    for (let turns = 0; turns < 5; turns++) {
      session.ping();
      await Promise.resolve();
    }
    await streamed;
    assert.deepEqual([seen.rows, seen.sum], [MANY, (MANY * (MANY - 1)) / 2]);
  });

  test('a server that prepares no more statements sends text', async () => {
    const [row] = await other.query('SELECT @@max_prepared_stmt_count AS n');
    await other.execute('SET GLOBAL max_prepared_stmt_count = 0');
    try {
      const seen = looking();
      session.ping();
      await session.stream(MANY_ROWS, seen, 'binary');
      assert.deepEqual([seen.format, seen.rows], ['text', MANY]);
    } finally {
      await other.execute(`SET GLOBAL max_prepared_stmt_count = ${row?.number('n')}`);
    }
  });

  test('statements that return nothing', async () => {
    const seen = looking();
    await session.stream('DO 1', seen, 'binary');
    await session.stream('SELECT 1e0 FROM d.digits WHERE d > 9', seen, 'binary');
    assert.equal(seen.rows, 0);
  });

  test('mistakes are what they are in a query', async () => {
    assert.equal(await failureOf(session, 'SELECT * FROM d.digits WHERE d = ?'), 1064);
    assert.equal(await failureOf(session, "SELECT '?' FROM d.digits WHERE d = '?'"), 0);
    assert.equal(await failureOf(session, 'SELECT * FROM d.missing'), 1146);
    // Only at the fourth row does it turn out.
    assert.equal(
      await failureOf(
        session,
        'SELECT 1e0, (SELECT b.d FROM d.digits b WHERE b.d < a.d - 2) FROM d.digits a',
      ),
      1242,
    );
  });

  test('killed while rows come', async () => {
    let killed: Promise<void> | undefined;
    const seen = looking((rows) => {
      if (rows !== 10) return undefined;
      killed = other.execute(`KILL QUERY ${session.connectionId}`).then(() => undefined);
      return killed;
    });
    await assert.rejects(
      session.stream(`${MANY_ROWS}, d.digits f, d.digits g`, seen, 'binary'),
      (error) => serverErrno(error) === 1317,
    );
    await killed;
    assert.ok(seen.rows >= 10);
  });

  test('given up by a consumer that fails, and from outside', async () => {
    const failing = looking((rows) => {
      if (rows === 5) throw new Error('no more');
      return undefined;
    });
    await assert.rejects(session.stream(MANY_ROWS, failing, 'binary'), /no more/);
    const waiting = looking((rows) => {
      if (rows !== 5) return undefined;
      setTimeout(() => session.abandon(new Error('given up')), 20);
      return new Promise(() => undefined);
    });
    const streamed = session.stream(MANY_ROWS, waiting, 'binary');
    await assert.rejects(streamed, /given up/);
    await session.idle();
    assert.equal((await session.query('SELECT 7 AS seven'))[0]?.number('seven'), 7);
  });
});
