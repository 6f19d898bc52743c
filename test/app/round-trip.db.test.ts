// Dump, restore with the stock client into an empty server, compare everything bit by bit:
// every fixture by itself. Random schemas: test/soak/round-trip.db.test.ts.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { listFixtures } from '../../fixtures/load.js';
import { compareServers, type Difference } from '../support/compare.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { runTsdump } from '../support/tsdump.js';

/** MariaDB's client strips comments from bodies unless told not to. */
const KEEP_COMMENTS = { args: ['--comments'] };

forEachFlavor((flavor) => {
  let source: TestServer;
  let target: TestServer;
  before(async () => {
    [source, target] = await Promise.all([startServer(flavor), startServer(flavor)]);
  });
  after(async () => {
    await Promise.all([source.remove(), target.remove()]);
  });

  /** Dumps, restores, and tells in what the copy differs. */
  async function copy(
    databases: readonly string[],
    args: readonly string[],
    status: number,
  ): Promise<Difference[]> {
    const dumped = await runTsdump(source, [
      '--compress=none',
      '--set-gtid-purged=off',
      ...args,
      '--databases',
      ...databases,
    ]);
    assert.equal(dumped.code, status, dumped.stderr);
    const restored = await target.restore(dumped.stdout, KEEP_COMMENTS);
    assert.equal(restored.code, 0, restored.stderr);
    return await compareServers(source, target, databases);
  }

  describe('fixtures', () => {
    for (const fixture of listFixtures(flavor)) {
      test(fixture.name, async () => {
        const loaded = await source.restore(fixture.path, KEEP_COMMENTS);
        assert.equal(loaded.code, 0, loaded.stderr);
        if (fixture.targetSetup !== undefined) await target.run(fixture.targetSetup);
        // Views that no longer work cannot be shown: named, and the rest is there.
        const invalid = fixture.name === 'invalid-view';
        try {
          const differences = await copy(fixture.databases, ['--read-only'], invalid ? 3 : 0);
          const unexpected = differences.filter(
            (difference) => !invalid || difference.kind !== 'only-in-a',
          );
          assert.deepEqual(unexpected, []);
          assert.equal(differences.length > 0, invalid);
        } finally {
          await drop(source, fixture.databases);
          await drop(target, fixture.databases);
        }
      });
    }
  });
});

async function drop(server: TestServer, databases: readonly string[]): Promise<void> {
  const names = databases.map((name) => `\`${name.replaceAll('`', '``')}\``);
  await server.run(
    `SET FOREIGN_KEY_CHECKS=0; ${names.map((name) => `DROP DATABASE IF EXISTS ${name};`).join(' ')}`,
  );
}
