// What a chunk's proof takes for a change of its table's definition. The first was found by the
// soak: MariaDB forgets CREATE_TIME for a while, and whole dumps were refused for it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { proveChunk } from '../../src/mysql/chunk-proof.js';
import { openSession } from '../../src/mysql/connect.js';
import type { Session } from '../../src/mysql/session.js';
import { connectionOptions } from '../support/connection-options.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';

const BEFORE = '2026-01-01 00:00:00';
const SINCE = '2026-02-01 00:00:00';
const LATER = '2026-03-01 00:00:00';

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
});
