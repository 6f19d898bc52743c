// Each thing that a chunk's proof looks at is missed when it is not there. What it takes for a
// change of its table's definition was found by the soak: MariaDB forgets CREATE_TIME for a
// while, and whole dumps were refused for it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { beginSnapshot } from '../../../src/mysql/server/snapshot.js';
import {
  NO_PROOF,
  type Proof,
  proveChunk,
  takeProofName,
} from '../../../src/mysql/server/chunk-check.js';
import { openSession } from '../../../src/mysql/protocol/connect.js';
import type { Session } from '../../../src/mysql/protocol/session.js';
import { connectionOptions } from '../../support/connection-options.js';
import { startServer } from '../../support/servers.js';
import { forEachFlavor } from '../../support/suite.js';
import type { TestServer } from '../../support/test-server.js';

const BEFORE = '2026-01-01 00:00:00';
const SINCE = '2026-02-01 00:00:00';
const LATER = '2026-03-01 00:00:00';

/** What is said behind a chunk of one row. */
async function proveOne(session: Session, proof: Proof): Promise<string | undefined> {
  await session.query('SELECT 1');
  return await proveChunk(session, proof, 1, undefined);
}

forEachFlavor((flavor) => {
  let server: TestServer;
  let session: Session;
  before(async () => {
    server = await startServer(flavor);
    session = await openSession(connectionOptions(server));
  });
  after(async () => {
    await session.close();
    await server.remove();
  });

  /** What is said of a table of age `now` that was `then` when its definition was read. */
  async function prove(now: string | null, then: string | null): Promise<string | undefined> {
    await session.query('SELECT 1');
    const sql = now === null ? '(SELECT NULL)' : `(SELECT '${now}')`;
    const proof = { lock: undefined, inSnapshot: false, since: SINCE };
    return await proveChunk(session, proof, 1, { sql, createdAt: then });
  }

  test('an age that was forgotten is no change', async () => {
    assert.equal(await prove(null, BEFORE), undefined);
    assert.equal(await prove(BEFORE, null), undefined);
    assert.equal(await prove(null, null), undefined);
    assert.equal(await prove(BEFORE, BEFORE), undefined);
  });

  test('another age, or one after the snapshot, is one', async () => {
    const changed = 'others changed its definition meanwhile';
    assert.equal(await prove(SINCE, BEFORE), changed);
    assert.equal(await prove(LATER, LATER), changed);
    assert.equal(await prove(LATER, null), changed);
  });

  test('rows that the server sent and that did not arrive', async () => {
    for (const [arrived, said] of [
      [3, undefined],
      [2, 'the server sent 3 rows, 2 arrived'],
      [4, 'the server sent 3 rows, 4 arrived'],
    ] as const) {
      await session.query('SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3');
      assert.equal(await proveChunk(session, NO_PROOF, arrived, undefined), said);
    }
  });

  test('a snapshot that has ended, whatever ended it', async () => {
    const read = async (): Promise<string | undefined> =>
      await proveOne(session, { ...NO_PROOF, inSnapshot: true });
    assert.equal(await read(), 'the snapshot has ended');
    await beginSnapshot(session);
    assert.equal(await read(), undefined);
    // What commits without being asked to.
    await session.execute('CREATE TABLE mysql.tsdump_ends (id INT); DROP TABLE mysql.tsdump_ends');
    assert.equal(await read(), 'the snapshot has ended');
  });

  test('the connection that holds the lock', async () => {
    const holder = await openSession(connectionOptions(server));
    const lock = await takeProofName(holder);
    const read = async (): Promise<string | undefined> =>
      await proveOne(session, { ...NO_PROOF, lock });
    assert.equal(await read(), undefined);
    await holder.close();
    let said = await read();
    // The server may still be ending it.
    while (said === undefined) said = await read();
    assert.equal(said, 'the connection that holds the global read lock is gone');
  });
});
