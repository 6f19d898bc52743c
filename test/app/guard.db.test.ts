// The guard alone: it does its work though its own client is gone and though the control
// connection is inside a long statement when that happens.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  armGuard,
  dropUndoName,
  takeUndoName,
  takeWindowName,
} from '../../src/mysql/server/watchdog.js';
import { openSession } from '../../src/mysql/protocol/connect.js';
import { connectionOptions } from '../support/connection-options.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';

forEachFlavor((flavor) => {
  let server: TestServer;
  before(async () => {
    server = await startServer(flavor);
  });
  after(async () => {
    await server.remove();
  });

  async function waitForReadOnlyOff(): Promise<void> {
    const deadline = Date.now() + 15_000;
    while ((await server.run('SELECT @@GLOBAL.read_only')) !== '0') {
      assert.ok(Date.now() < deadline, 'read_only stays ON');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  test('outlives its client while control is busy for seconds', async () => {
    const options = connectionOptions(server);
    const control = await openSession(options);
    const guard = await openSession(options);
    const name = await takeUndoName(control);
    const armed = await armGuard(guard, control, { name, undo: ['SET GLOBAL read_only = OFF'] });
    await control.execute('SET GLOBAL read_only = ON');
    const busy = control.execute('SELECT SLEEP(4)').catch(() => undefined);
    // Both sockets end, as when the process dies; the servers look for that once a second.
    guard.destroy();
    control.destroy();
    await waitForReadOnlyOff();
    await Promise.allSettled([busy, armed.done]);
  });

  test('does nothing when it is ended before its time', async () => {
    const options = connectionOptions(server);
    const control = await openSession(options);
    const guard = await openSession(options);
    const name = await takeUndoName(control);
    const armed = await armGuard(guard, control, { name, undo: ['SET GLOBAL read_only = OFF'] });
    await control.execute('SET GLOBAL read_only = ON');
    await server.run(`KILL ${guard.connectionId}`);
    await assert.rejects(armed.done);
    assert.equal(await server.run('SELECT @@GLOBAL.read_only'), '1');
    await control.execute('SET GLOBAL read_only = OFF');
    await control.close();
  });

  test('does nothing where the name was not granted to it', async () => {
    const options = connectionOptions(server);
    const control = await openSession(options);
    const guard = await openSession(options);
    const name = await takeUndoName(control);
    const armed = await armGuard(guard, control, { name, undo: ['SET GLOBAL read_only = OFF'] });
    await control.execute('SET GLOBAL read_only = ON');
    // The wait ends with NULL, and the request goes on.
    await server.run(`KILL QUERY ${guard.connectionId}`);
    await assert.rejects(armed.done);
    assert.equal(await server.run('SELECT @@GLOBAL.read_only'), '1');
    await control.execute('SET GLOBAL read_only = OFF');
    await control.close();
  });

  test('shows its name to nobody, and waits for no other', async () => {
    const options = connectionOptions(server);
    const control = await openSession(options);
    const guard = await openSession(options);
    const stranger = await openSession(options);
    const name = await takeUndoName(control);
    const armed = await armGuard(guard, control, { name, undo: ['SET GLOBAL read_only = OFF'] });
    await control.execute('SET GLOBAL read_only = ON');
    assert.ok(await takeWindowName(stranger));
    const shown = await server.run('SELECT INFO FROM information_schema.PROCESSLIST');
    assert.match(shown, /GET_LOCK\(@/);
    assert.ok(!shown.includes(name), shown);
    await dropUndoName(control);
    await armed.done;
    assert.equal(await server.run('SELECT @@GLOBAL.read_only'), '0');
    await stranger.close();
    await control.close();
  });

  test('a second dump is told who holds the window', async () => {
    const options = connectionOptions(server);
    const first = await openSession(options);
    const second = await openSession(options);
    assert.ok(await takeWindowName(first));
    assert.ok(!(await takeWindowName(second)));
    await first.close();
    await second.close();
  });
});
