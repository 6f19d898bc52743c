// Fifty SIGKILLs at random moments of a dump, with clients writing all the while: the
// server is writable again each time, no lock is left, no acknowledged transfer is lost.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { BANK_TOTAL, createBank, readBank, startBank } from '../support/bank.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { startTsdump } from '../support/tsdump.js';

const KILLS = 50;
const RESTORED_WITHIN_MS = 10_000;

async function waitUntilRestored(server: TestServer): Promise<void> {
  const deadline = Date.now() + RESTORED_WITHIN_MS;
  for (;;) {
    const state = await server.run(
      "SELECT @@GLOBAL.read_only, (SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE STATE LIKE 'Waiting for%lock'), IS_USED_LOCK('tsdump.window') IS NOT NULL",
    );
    if (state === '0\t0\t0') return;
    assert.ok(Date.now() < deadline, `still read_only, waiting, named: ${state}`);
    await sleep(20);
  }
}

forEachFlavor((flavor) => {
  let server: TestServer;
  before(async () => {
    server = await startServer(flavor);
    await createBank(server);
    // Enough for a dump to last some tenths of a second.
    await server.run(`CREATE TABLE bank.bulk (id INT PRIMARY KEY AUTO_INCREMENT, pad VARCHAR(200));
      INSERT INTO bank.bulk (pad) VALUES (REPEAT('x', 200));`);
    for (let doubling = 0; doubling < 16; doubling++) {
      await server.run('INSERT INTO bank.bulk (pad) SELECT pad FROM bank.bulk');
    }
  });
  after(async () => {
    await server.remove();
  });

  test(`${KILLS} SIGKILLs leave nothing behind`, async () => {
    const bank = await startBank(server, 6);
    let raised = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const dump = startTsdump(server, ['--read-only', '--lock-wait=20', '--log-level=debug']);
      // From the login to the end of the dump; every other one once the window is open.
      const fromWindow = kill % 2 === 1;
      await dump.seen(fromWindow ? 'window-opened' : '"connect"');
      await sleep(Math.random() * (fromWindow ? 100 : 700));
      dump.child.kill('SIGKILL');
      const { stderr } = await dump.ended;
      if (stderr.includes('window-opened')) raised++;
      await waitUntilRestored(server);
      const written = bank.committed();
      await sleep(50);
      await waitForMore(() => bank.committed() > written);
    }
    const report = await bank.stop();
    const held = await readBank(server);
    assert.deepEqual(report.errors, []);
    assert.equal(report.refusedAtCommit, 0, 'COMMITs of accepted transactions were refused');
    assert.equal(held.total, BANK_TOTAL);
    assert.equal(held.transfers, report.committed);
    assert.ok(raised >= KILLS / 10, `only ${raised} kills hit an open window`);
  });
});

async function waitForMore(isMore: () => boolean): Promise<void> {
  const deadline = Date.now() + RESTORED_WITHIN_MS;
  while (!isMore()) {
    assert.ok(Date.now() < deadline, 'clients cannot write');
    await sleep(10);
  }
}
