// LOAD DATA LOCAL INFILE over a session: our own bytes and nobody's file, all of them or none.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { sleep } from '../../../src/base/clock.js';
import { openSession } from '../../../src/mysql/protocol/connect.js';
import { serverErrno } from '../../../src/mysql/protocol/server-error.js';
import type { Session } from '../../../src/mysql/protocol/session.js';
import { connectionOptions } from '../../support/connection-options.js';
import { startServer } from '../../support/servers.js';
import { forEachFlavor } from '../../support/suite.js';
import type { TestServer } from '../../support/test-server.js';

const LOAD = "LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE d.t";

function isNotAllowed(error: unknown): boolean {
  return [1148, 3948, 4166].includes(serverErrno(error) ?? 0);
}

async function* failing(): AsyncGenerator<Buffer> {
  for (let row = 0; row < 100; row++) yield Buffer.from(`${row}\tb\n`);
  await sleep(20);
  throw new Error('the disk is gone');
}

describe('Session.load', () => {
  forEachFlavor((flavor) => {
    let server: TestServer;
    let session: Session;

    before(async () => {
      server = await startServer(flavor);
      await server.run(`CREATE DATABASE d; CREATE TABLE d.t (a BIGINT PRIMARY KEY, b LONGBLOB);
        CREATE TABLE d.u LIKE d.t;`);
    });
    after(async () => {
      await server.remove();
    });
    beforeEach(async () => {
      session = await openSession(connectionOptions(server), { loads: true });
      await session.execute('TRUNCATE d.t');
    });
    afterEach(async () => {
      await session.close();
    });

    async function count(): Promise<number> {
      const [row] = await session.query('SELECT COUNT(*) AS n, SUM(LENGTH(b)) AS bytes FROM d.t');
      return row?.number('n') ?? -1;
    }

    test('chunks of any size, the server says what it took', async () => {
      const long = 'x'.repeat(3_000_000);
      const chunks = ['1\ta', '', '\n2\t', long, '\n3\t\\N\n'].map((each) => Buffer.from(each));
      const outcome = await session.load(LOAD, chunks);
      assert.equal(outcome.affectedRows, 3);
      assert.equal(outcome.warnings, 0);
      assert.match(outcome.info, /^Records: 3 {2}Deleted: 0 {2}Skipped: 0 {2}Warnings: 0$/);
      const [row] = await session.query('SELECT MAX(LENGTH(b)) AS bytes FROM d.t');
      assert.equal(row?.number('bytes'), long.length);
    });

    test('a thousand packets are numbered on, and the next statement is answered', async () => {
      const chunks = Array.from({ length: 1000 }, (_each, index) => Buffer.from(`${index}\tb\n`));
      assert.equal((await session.load(LOAD, chunks)).affectedRows, 1000);
      assert.equal(await count(), 1000);
      assert.equal((await session.load(LOAD, [])).affectedRows, 0);
      assert.equal(await count(), 1000);
    });

    test('rows it skips and values it bends are counted', async () => {
      const outcome = await session.load(LOAD, [Buffer.from('1\ta\n1\tb\nx\tc\n')]);
      assert.equal(outcome.affectedRows, 2);
      assert.ok(outcome.warnings >= 2);
      assert.match(outcome.info, /Skipped: 1/);
    });

    test('the same bytes are not changed while they are sent, and no more is asked for than is taken', async () => {
      let inUse = 0;
      async function* source(): AsyncGenerator<Buffer> {
        const chunk = Buffer.alloc(200_000);
        for (let round = 0; round < 40; round++) {
          assert.equal(++inUse, 1);
          chunk.fill(`${round}\t${'y'.repeat(96)}`.padEnd(100).slice(0, 99).concat('\n'));
          yield chunk.subarray(0, 100);
          inUse--;
        }
      }
      assert.equal((await session.load(LOAD, source())).affectedRows, 40);
    });

    test('where the source fails nothing of it stays', async () => {
      await session.execute('START TRANSACTION');
      await assert.rejects(session.load(LOAD, failing()), { message: 'the disk is gone' });
      assert.equal(session.alive, false);
      session = await openSession(connectionOptions(server), { loads: true });
      assert.equal(await count(), 0);
    });

    test('a refused statement asks for nothing', async () => {
      let isAsked = false;
      function* source(): Generator<Buffer> {
        isAsked = true;
        yield Buffer.from('1\t1\n');
      }
      const refused = session.load(LOAD.replace('d.t', 'd.nowhere'), source());
      await assert.rejects(refused, (error) => serverErrno(error) === 1146);
      assert.equal(isAsked, false);
      assert.equal(await count(), 0);
    });

    test('killed while it loads', async () => {
      async function* source(): AsyncGenerator<Buffer> {
        yield Buffer.from('1\t1\n');
        await server.run(`KILL ${session.connectionId}`);
        for (;;) yield Buffer.alloc(60_000, '2');
      }
      await assert.rejects(session.load(LOAD, source()));
      assert.equal(session.alive, false);
    });

    test('abandoned while its source is waited for: the connection goes, the caller hears why', async () => {
      async function* source(): AsyncGenerator<Buffer> {
        yield Buffer.from('1\t1\n');
        setImmediate(() => session.abandon(new Error('enough')));
        await new Promise<never>(() => setTimeout(() => undefined, 50));
      }
      await assert.rejects(session.load(LOAD, source()), { message: 'enough' });
      assert.equal(session.alive, false);
    });

    test('a statement that came without data gets no file', async () => {
      await assert.rejects(session.execute(LOAD), /the server asks for a local file/);
      assert.equal(session.alive, false);
    });

    test('a session that does not load cannot be asked', async () => {
      const other = await openSession(connectionOptions(server));
      await assert.rejects(other.load(LOAD, [Buffer.from('1\t1\n')]), isNotAllowed);
      await other.close();
    });

    test('other statements say how many rows they changed', async () => {
      const outcome = await session.execute("INSERT INTO d.t VALUES (1,'a'),(2,'b'),(3,NULL)");
      assert.equal(outcome.affectedRows, 3);
      assert.equal((await session.execute('UPDATE d.t SET b = 7 WHERE a > 1')).affectedRows, 2);
    });
  });
});
