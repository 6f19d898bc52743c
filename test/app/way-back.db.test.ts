// The way back of what a dump changed, where it is in others' hands: strangers that take the
// names it is known by, and a guard that does not answer.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Narrator } from '../../src/app/run/reporter.js';
import { ServerChanges } from '../../src/app/window/server-changes.js';
import { openSession } from '../../src/mysql/protocol/connect.js';
import { readServerFacts } from '../../src/mysql/server/facts.js';
import { readReadOnly } from '../../src/mysql/server/read-only.js';
import { markServer } from '../../src/mysql/server/same-server.js';
import { Journal } from '../../src/storage/journal.js';
import { makeTemporaryFolder } from '../support/child-process.js';
import { connectionOptions } from '../support/connection-options.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { startTsdump } from '../support/tsdump.js';

forEachFlavor((flavor) => {
  let server: TestServer;
  before(async () => {
    server = await startServer(flavor);
    await server.run(
      'CREATE DATABASE shop; CREATE TABLE shop.t (n INT); INSERT INTO shop.t VALUES (1), (2), (3)',
    );
  });
  after(async () => await server.remove());

  async function assertFree(): Promise<void> {
    assert.equal(await server.run('SELECT @@GLOBAL.read_only'), '0');
    await server.run('SET lock_wait_timeout = 2; INSERT INTO shop.t VALUES (4)');
  }

  test('who waits for the known name gets it, and stands in nobody’s way', async () => {
    const dump = startTsdump(server, ['--read-only', '--where=SLEEP(0.3) = 0', 'shop']);
    await dump.seen('window-opened');
    const stranger = server.client("DO GET_LOCK('tsdump.window', 60); DO SLEEP(4)");
    const { code, stderr } = await dump.ended;
    assert.equal(code, 0, stderr);
    await assertFree();
    await stranger;
  });

  test('a guard that does not answer is killed, and its change taken back by hand', async () => {
    const connection = connectionOptions(server);
    const control = await openSession(connection);
    const facts = { ...(await readServerFacts(control)), mark: await markServer(control) };
    const folder = makeTemporaryFolder('journal');
    const context = {
      connection,
      facts,
      control,
      journal: new Journal(folder, facts.serverId),
      narrator: new Narrator(() => undefined),
      signal: new AbortController().signal,
    };
    const changes = await ServerChanges.begin(context, () => undefined);
    const guard = await changes.openGuardSession();
    await guard.execute('FLUSH TABLES WITH READ LOCK');
    // Slow for the guard alone.
    const undo = ['DO SLEEP(IF(@tsdump_granted = 1, 60, 0))', 'SET GLOBAL read_only = OFF'];
    const isUndone = async (): Promise<boolean> => (await readReadOnly(control)) === 'OFF';
    await changes.protect({ undo, isUndone }, guard);
    await control.execute('SET GLOBAL read_only = ON');
    await changes.revert();
    await assertFree();
    assert.deepEqual(readdirSync(folder), []);
    const left = `SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE ID = ${guard.connectionId}`;
    assert.equal(await server.run(left), '0');
    await control.close();
  });
});
