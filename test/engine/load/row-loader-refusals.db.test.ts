// What LOAD DATA LOCAL would leave out or bend fails as the INSERT does, and nothing of it stays;
// rows go in by INSERT where there is no LOAD DATA, in statements that the target takes.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import {
  type LoadSettings,
  RowLoader,
  type WrittenRows,
} from '../../../src/engine/load/row-loader.js';
import { readStatements } from '../../../src/engine/statements/statement-reader.js';
import type { TupleRun } from '../../../src/engine/statements/statement.js';
import { openSession } from '../../../src/mysql/protocol/connect.js';
import { serverErrno } from '../../../src/mysql/protocol/server-error.js';
import type { Session } from '../../../src/mysql/protocol/session.js';
import { connectionOptions } from '../../support/connection-options.js';
import { startServer } from '../../support/servers.js';
import { forEachFlavor } from '../../support/suite.js';
import type { TestServer } from '../../support/test-server.js';
import { LOADS, readTarget } from './restore-dump.js';

async function* once(sql: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(sql);
}

async function readRuns(sql: string): Promise<TupleRun[]> {
  const runs: TupleRun[] = [];
  for await (const item of readStatements(once(sql), { runBytes: 4000 })) {
    if (item.kind === 'rows') runs.push(item);
  }
  return runs;
}

describe('RowLoader', () => {
  forEachFlavor((flavor) => {
    let server: TestServer;
    let session: Session;

    before(async () => {
      server = await startServer(flavor);
      await server.run(`CREATE DATABASE d; CREATE TABLE d.t
        (a INT NOT NULL PRIMARY KEY, b VARCHAR(40) CHARACTER SET latin2, c VARBINARY(40), e ENUM('x', 'y'))`);
    });
    after(async () => {
      await server.remove();
    });
    beforeEach(async () => {
      session = await openSession(connectionOptions(server), { loads: true });
      await session.execute("SET NAMES utf8mb4, sql_mode = 'STRICT_ALL_TABLES'");
      await session.enterSchema('d');
      await session.execute('DELETE FROM t');
    });
    afterEach(async () => {
      await session.close();
    });

    /** In a transaction that is committed unless it fails. */
    async function write(sql: string, changes: Partial<LoadSettings> = {}): Promise<WrittenRows> {
      const loader = new RowLoader(await readTarget(session, 'd', 't'), { ...LOADS, ...changes });
      await session.execute('START TRANSACTION');
      try {
        const rows = await loader.write(session, await readRuns(sql), 'utf8mb4');
        await session.execute('COMMIT');
        return rows;
      } catch (error) {
        await session.execute('ROLLBACK');
        throw error;
      }
    }

    async function show(): Promise<string[]> {
      const rows = await session.query(
        'SELECT a, HEX(b) AS b, HEX(c) AS c, e + 0 AS e FROM t ORDER BY a',
      );
      return rows.map((row) => row.texts().join(' '));
    }

    const REFUSED: readonly (readonly [string, string, number])[] = [
      ['a key twice', "(1,'a','a','x'),(1,'b','b','y')", 1062],
      ['a value that is too long', `(1,'${'a'.repeat(41)}','a','x')`, 1406],
      ['a number that is out of range', "(99999999999,'a','a','x')", 1264],
      ['a label that is none', "(1,'a','a','z')", 1265],
      ['NULL where it may not be', "(NULL,'a','a','x')", 1048],
      ['a value too few', "(1,'a','a')", 1136],
    ];
    for (const [name, tuples, errno] of REFUSED) {
      test(`${name}: fails as the INSERT does, nothing stays`, async () => {
        const sql = `INSERT INTO t VALUES (7,'a','a','x'),${tuples};`;
        await assert.rejects(write(sql), (error) => serverErrno(error) === errno);
        assert.deepEqual(await show(), []);
        assert.ok(session.alive);
      });
    }

    test('values that the INSERT bends are bent the same, and counted as inserted', async () => {
      await session.execute("SET sql_mode = ''");
      const rows = await write("INSERT INTO t VALUES (1,'a','a','x'),(2,'b','b','z');");
      assert.deepEqual(rows, { loaded: 0, inserted: 2 });
      assert.deepEqual(await show(), ['1 61 61 1', '2 62 62 0']);
    });

    test('a column whose strings name its character set, in some rows', async () => {
      const rows = await write(
        "INSERT INTO t VALUES (1,NULL,NULL,NULL),(2,_latin2 '\\0',_binary '\\0','y'),(3,'',0x5c27,'x');",
      );
      assert.deepEqual(rows, { loaded: 3, inserted: 0 });
      assert.deepEqual(await show(), ['1   ', '2 00 00 2', '3  5C27 1']);
    });

    test('UTF-8 beside bytes: each as it would be', async () => {
      await write("INSERT INTO t VALUES (1,'ľš','ľš','x');");
      assert.deepEqual(await show(), ['1 B5B9 C4BEC5A1 1']);
    });

    test('rows without a line among rows that have one', async () => {
      const rows = await write(
        "INSERT INTO t VALUES (1,'a','a','x'),(1+1,UPPER('b'),'b',2),(3,'c','c','y');",
      );
      assert.deepEqual(rows, { loaded: 1, inserted: 2 });
      assert.deepEqual(await show(), ['1 61 61 1', '2 42 62 2', '3 63 63 2']);
    });

    test('REPLACE, IGNORE, and a server without LOAD DATA: by INSERT', async () => {
      assert.equal(
        (await write("INSERT INTO t VALUES (1,'a','a','x');", { localInfile: false })).inserted,
        1,
      );
      assert.equal((await write("REPLACE INTO t VALUES (1,'b','b','x');")).inserted, 1);
      assert.equal(
        (await write("INSERT IGNORE INTO t VALUES (1,'c','c','x'),(2,'c','c','x');")).inserted,
        2,
      );
      assert.deepEqual(await show(), ['1 62 62 1', '2 63 63 1']);
    });

    test('statements are cut to what the target takes', async () => {
      const tuples = Array.from(
        { length: 400 },
        (_each, at) => `(${at},'${'q'.repeat(30)}',NULL,NULL)`,
      );
      const inserts = await countInserts();
      await write(`INSERT INTO t VALUES ${tuples.join(' , ')};`, {
        localInfile: false,
        maxAllowedPacket: 1024,
      });
      assert.ok((await countInserts()) - inserts > 15);
      assert.equal((await show()).length, 400);
    });

    async function countInserts(): Promise<number> {
      const [row] = await session.query("SHOW SESSION STATUS LIKE 'Com_insert'");
      return Number(row?.stringAt(1));
    }
  });
});
