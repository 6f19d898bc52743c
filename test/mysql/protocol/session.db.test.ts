// Session against real servers: results of every shape and size, consumers that wait or
// fail, results given up, and connections the server ends. After whatever went wrong the
// session is either usable with nothing of the old result left over, or known to be lost.

import assert from 'node:assert/strict';
import { after, before, beforeEach, afterEach, describe, test } from 'node:test';
import { sleep } from '../../../src/base/clock.js';
import { TsdumpError } from '../../../src/base/errors.js';
import { openSession } from '../../../src/mysql/protocol/connect.js';
import { readLengthEncoded } from '../../../src/mysql/protocol/result-column.js';
import { serverErrno } from '../../../src/mysql/protocol/server-error.js';
import type { RowConsumer, Session } from '../../../src/mysql/protocol/session.js';
import { connectionOptions } from '../../support/connection-options.js';
import { startServer } from '../../support/servers.js';
import { forEachFlavor } from '../../support/suite.js';
import type { TestServer } from '../../support/test-server.js';

const FRAME_MAX = 0xffffff;
/** Numbers from 0 to 99 999 as text, one per row, 100 bytes of padding each. */
const MANY = 100_000;
const MANY_ROWS =
  'SELECT (a.d + 10*b.d + 100*c.d + 1000*e.d + 10000*f.d) AS n, REPEAT(0x78, 100) AS pad' +
  ' FROM d.digits a, d.digits b, d.digits c, d.digits e, d.digits f';

/** Counts rows; `onRow` may throw or return a promise. */
function counting(onRow: (rows: number) => Promise<void> | undefined): RowConsumer & {
  rows: number;
} {
  const consumer = {
    rows: 0,
    columns: () => undefined,
    row(): Promise<void> | undefined {
      consumer.rows += 1;
      return onRow(consumer.rows);
    },
  };
  return consumer;
}

/** The row's value, whole, without going through Row. */
async function readValue(session: Session, sql: string): Promise<Buffer> {
  let value: Buffer | undefined;
  let packetBytes = 0;
  await session.stream(sql, {
    columns: () => undefined,
    row(bytes, start, end) {
      packetBytes = end - start;
      const cell = readLengthEncoded(bytes, start, end);
      assert.equal(cell.end, end);
      value = Buffer.from(bytes.subarray(cell.start, cell.end));
      return undefined;
    },
  });
  assert.ok(value !== undefined && packetBytes > value.length);
  return value;
}

forEachFlavor((flavor) => {
  let server: TestServer;
  let session: Session;

  before(async () => {
    server = await startServer(flavor);
    await server.run(`CREATE DATABASE d; CREATE TABLE d.digits (d INT PRIMARY KEY);
      INSERT INTO d.digits VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9);`);
  });
  after(async () => {
    await server.remove();
  });
  beforeEach(async () => {
    session = await openSession(connectionOptions(server));
  });
  afterEach(async () => {
    session.destroy();
  });

  /** Nothing of an earlier result is left: this answer belongs to this question. */
  async function assertUsable(): Promise<void> {
    const [row] = await session.query("SELECT 'alive' AS state, CONNECTION_ID() AS id");
    assert.deepEqual(row?.texts(), ['alive', String(session.connectionId)]);
  }

  async function kill(id: number, what: '' | 'QUERY' = ''): Promise<void> {
    await server.run(`KILL ${what} ${id}`);
  }

  /** Returns once the server runs our statement. */
  async function untilInside(pattern: string): Promise<void> {
    const sql = `SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE ID = ${session.connectionId} AND INFO LIKE '${pattern}'`;
    while ((await server.run(sql)) !== '1') await sleep(5);
  }

  describe('results', () => {
    test('several in one request, rows and none mixed', async () => {
      await session.execute(
        'CREATE PROCEDURE d.three() BEGIN SELECT 1 AS x; DO 0; SELECT 2 AS x UNION SELECT 3; END',
      );
      const rows = await session.query('SELECT 0 AS x; CALL d.three(); DO 0; SELECT 4 AS x');
      assert.deepEqual(
        rows.map((row) => row.number('x')),
        [0, 1, 2, 3, 4],
      );
      await assertUsable();
    });

    test('an error in the second of three: told, and the third is not run', async () => {
      await assert.rejects(
        session.query('SELECT 1 AS x; SELECT nonsense; CREATE DATABASE never'),
        (error) => error instanceof TsdumpError && serverErrno(error) === 1054,
      );
      await assertUsable();
      assert.equal(await server.run("SHOW DATABASES LIKE 'never'"), '');
    });

    test('an error after rows have come', async () => {
      const consumer = counting(() => undefined);
      const sql = `SELECT d, IF(d < 7, 1, (SELECT d FROM d.digits)) AS x FROM d.digits ORDER BY d`;
      await assert.rejects(session.stream(sql, consumer), (error) => serverErrno(error) === 1242);
      assert.equal(consumer.rows, 7);
      await assertUsable();
    });

    test('NULL, empty strings, bytes, no rows, no columns asked for', async () => {
      const [row] = await session.query("SELECT NULL AS a, '' AS b, 0x00FF27 AS c");
      assert.equal(row?.bytes('a'), null);
      assert.equal(row?.text('b'), '');
      assert.deepEqual(row?.bytes('C'), Buffer.from([0, 0xff, 0x27]));
      assert.deepEqual(await session.query('SELECT * FROM d.digits WHERE d > 9'), []);
      assert.deepEqual(await session.query('DO 0'), []);
      assert.throws(() => row?.bytes('d'), /no column named d/);
    });

    test('1,000 columns', async () => {
      const list = Array.from({ length: 1000 }, (_, index) => `${index} AS c${index}`);
      const [row] = await session.query(`SELECT ${list.join(', ')}`);
      assert.equal(row?.texts().length, 1000);
      assert.equal(row?.number('c999'), 999);
    });

    test('statements one after another without waiting keep their order', async () => {
      const asked = Array.from({ length: 50 }, (_, index) => index);
      const answers = await Promise.all(
        asked.map(async (index) => (await session.query(`SELECT ${index} AS n`))[0]?.number('n')),
      );
      assert.deepEqual(answers, asked);
    });
  });

  describe('large packets', () => {
    // Around the frame's limit: a payload of exactly FRAME_MAX is followed by an empty
    // frame. Length prefixes take 4 bytes here.
    for (const bytes of [FRAME_MAX - 1, FRAME_MAX, FRAME_MAX + 1, 2 * FRAME_MAX]) {
      test(`a row of ${bytes} bytes`, async () => {
        const prefix = bytes - 4 > FRAME_MAX ? 9 : 4;
        const length = bytes - prefix;
        const value = await readValue(
          session,
          `SELECT CONCAT('a', REPEAT('b', ${length - 2}), 'c')`,
        );
        assert.equal(value.length, length);
        assert.equal(value.toString('latin1', 0, 2), 'ab');
        assert.equal(value.toString('latin1', length - 2), 'bc');
        await assertUsable();
      });
    }

    test('a value of 64 MB, and small rows behind it', async () => {
      const length = 64 << 20;
      const value = await readValue(session, `SELECT CONCAT(REPEAT('x', ${length - 1}), 'y')`);
      assert.equal(value.length, length);
      assert.equal(value.at(-1), 0x79);
      assert.equal(value.indexOf('y'), length - 1);
      const rows = await session.query(
        `SELECT LENGTH(s) AS n FROM (SELECT REPEAT('x', ${length}) AS s UNION ALL SELECT 'z') t`,
      );
      assert.deepEqual(
        rows.map((row) => row.number('n')),
        [length, 1],
      );
    });

    for (const bytes of [FRAME_MAX - 1, FRAME_MAX, FRAME_MAX + 1]) {
      test(`a statement whose packet is ${bytes} bytes`, async () => {
        // The command's byte, and what stands around the text.
        const around = 1 + "SELECT LENGTH('') AS n".length;
        const text = 'x'.repeat(bytes - around);
        const [row] = await session.query(`SELECT LENGTH('${text}') AS n`);
        assert.equal(row?.number('n'), text.length);
        await assertUsable();
      });
    }
  });

  describe('consumers', () => {
    test('one that waits now and then sees every row once, in order', async () => {
      const seen: number[] = [];
      await session.stream(`${MANY_ROWS} ORDER BY n`, {
        columns: () => undefined,
        row(bytes, start, end) {
          const cell = readLengthEncoded(bytes, start, end);
          seen.push(Number(bytes.toString('latin1', cell.start, cell.end)));
          return seen.length % 1000 === 0 ? sleep(1) : undefined;
        },
      });
      assert.equal(seen.length, MANY);
      assert.ok(seen.every((value, index) => value === index));
    });

    test('one that waits is given nothing meanwhile', async () => {
      let inside = 0;
      let overlaps = 0;
      const consumer = counting((rows) => {
        if (inside > 0) overlaps += 1;
        if (rows % 10_000 !== 0) return undefined;
        inside += 1;
        return sleep(5).then(() => {
          inside -= 1;
        });
      });
      await session.stream(MANY_ROWS, consumer);
      assert.equal(consumer.rows, MANY);
      assert.equal(overlaps, 0);
    });

    const failures: readonly [string, () => Promise<void> | undefined][] = [
      [
        'throws',
        () => {
          throw new Error('enough');
        },
      ],
      [
        'rejects',
        async () => {
          await sleep(1);
          throw new Error('enough');
        },
      ],
    ];
    for (const [name, fail] of failures) {
      test(`one that ${name}: its error is told, and it is asked no more`, async () => {
        const consumer = counting((rows) => (rows === 500 ? fail() : undefined));
        await assert.rejects(session.stream(MANY_ROWS, consumer), /^Error: enough$/);
        await assertUsable();
        assert.equal(consumer.rows, 500);
      });
    }

    test('one that throws at the columns', async () => {
      const consumer = counting(() => undefined);
      consumer.columns = () => {
        throw new Error('unknown type');
      };
      await assert.rejects(session.stream(MANY_ROWS, consumer), /^Error: unknown type$/);
      assert.ok(session.alive);
      await assertUsable();
      assert.equal(consumer.rows, 0);
    });
  });

  describe('abandon', () => {
    test('while rows come: rejected at once, the rest is thrown away', async () => {
      const reason = new Error('interrupted');
      const consumer = counting((rows) => {
        if (rows === 10) session.abandon(reason);
        return undefined;
      });
      await assert.rejects(session.stream(MANY_ROWS, consumer), (error) => error === reason);
      await session.idle();
      assert.equal(consumer.rows, 10);
      assert.equal(session.busy, false);
      await assertUsable();
    });

    test('while the consumer waits for something that never comes', async () => {
      const reason = new Error('interrupted');
      const consumer = counting(() => new Promise<void>(() => undefined));
      const streaming = session.stream(MANY_ROWS, consumer);
      while (consumer.rows === 0) await sleep(1);
      session.abandon(reason);
      await assert.rejects(streaming, (error) => error === reason);
      await assertUsable();
      assert.equal(consumer.rows, 1);
    });

    test('before the first byte: the next statement waits for the answer', async () => {
      const reason = new Error('interrupted');
      const sleeping = session.execute('DO SLEEP(0.3)');
      while (!session.busy) await sleep(1);
      session.abandon(reason);
      await assert.rejects(sleeping, (error) => error === reason);
      assert.equal(session.busy, true);
      await assertUsable();
    });

    test('with nothing under way it does nothing', async () => {
      session.abandon(new Error('interrupted'));
      await assertUsable();
    });
  });

  describe('a connection that ends', () => {
    test('killed while idle: known, told once, every later statement is refused', async () => {
      const losses: TsdumpError[] = [];
      session.onLost((error) => losses.push(error));
      await kill(session.connectionId);
      while (session.alive) await sleep(1);
      assert.equal(losses.length, 1);
      assert.equal(losses[0]?.code, 'read-failed');
      await assert.rejects(session.query('SELECT 1'), TsdumpError);
      await assert.rejects(session.query('SELECT 1'), TsdumpError);
      assert.equal(losses.length, 1);
      await session.close();
    });

    test('killed while rows are read, statements behind it included', async () => {
      const consumer = counting((rows) => (rows === 100 ? kill(session.connectionId) : undefined));
      const reading = session.stream(`${MANY_ROWS}, d.digits g`, consumer);
      const waiting = session.query('SELECT 1');
      await assert.rejects(reading, (error) => error instanceof TsdumpError);
      await assert.rejects(waiting, (error) => error instanceof TsdumpError);
      while (session.alive) await sleep(1);
      assert.ok(consumer.rows < MANY * 10);
    });

    test('KILL QUERY ends the statement, not the connection', async () => {
      const ended = assert.rejects(
        session.query('SELECT COUNT(*) FROM d.digits a, d.digits b WHERE SLEEP(1) = 0'),
        (error) => serverErrno(error) === 1317,
      );
      await untilInside('%SLEEP(1)%');
      await kill(session.connectionId, 'QUERY');
      await ended;
      assert.ok(session.alive);
      await assertUsable();
    });

    test('a server that is killed', async () => {
      const victim = await startServer(flavor);
      try {
        const other = await openSession(connectionOptions(victim));
        const lost = assert.rejects(
          other.execute('DO SLEEP(100)'),
          (error) => serverErrno(error) === 2013,
        );
        await victim.kill();
        await lost;
        assert.equal(other.alive, false);
      } finally {
        await victim.remove();
      }
    });

    test('close() while a statement runs drops it; twice is once', async () => {
      const refused = assert.rejects(session.execute('DO SLEEP(100)'), TsdumpError);
      while (!session.busy) await sleep(1);
      await session.close();
      await session.close();
      await refused;
    });

    test('executeThenQuit runs to its end, then the connection is gone', async () => {
      await session.executeThenQuit('SET @a = 1; CREATE DATABASE quit_last');
      assert.equal(await server.run("SHOW DATABASES LIKE 'quit_last'"), 'quit_last');
      while (session.alive) await sleep(1);
    });
  });
});
