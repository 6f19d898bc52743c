// A connection that says nothing is kept alive, and its loss is noticed: seen in the kernel's
// table of sockets.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { openSession } from '../../src/mysql/protocol/connect.js';
import { connectionOptions } from '../support/connection-options.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';

const KEEP_ALIVE_TIMER = '02';
/** Others with that port may be there, on their way out. */
const ESTABLISHED = '01';
/** The kernel tells timers in hundredths of a second. */
const MINUTE = 6_000;

forEachFlavor((flavor) => {
  test('a silent connection asks whether the server is there within a minute', async (context) => {
    if (process.platform !== 'linux') {
      context.skip('the table of sockets is Linux');
      return;
    }
    await using server = await startServer(flavor);
    for (const sslMode of ['disabled', 'preferred'] as const) {
      const session = await openSession({ ...connectionOptions(server), sslMode });
      const [row] = await session.query(
        'SELECT HOST FROM information_schema.PROCESSLIST WHERE ID = CONNECTION_ID()',
      );
      const port = Number(row?.stringAt(0).split(':').at(-1));
      const { timer, hundredths } = await readTimer(port);
      assert.equal(timer, KEEP_ALIVE_TIMER, sslMode);
      assert.ok(hundredths <= MINUTE, `${sslMode}: first asked after ${hundredths / 100} s`);
      await session.close();
    }
  });
});

/** Of the socket with that port on our side, where nothing is under way. */
async function readTimer(port: number): Promise<{ timer: string; hundredths: number }> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (;;) {
    const table = await readFile('/proc/net/tcp', 'latin1');
    const sockets = table.split('\n').map((line) => line.trim().split(/\s+/));
    const ours = sockets.find(
      ([, local, , state]) => local?.endsWith(suffix) && state === ESTABLISHED,
    );
    const [timer = '', left = ''] = ours?.[5]?.split(':') ?? [];
    // 01 is an answer not yet acknowledged.
    if (timer !== '01') return { timer, hundredths: Number.parseInt(left, 16) };
  }
}
