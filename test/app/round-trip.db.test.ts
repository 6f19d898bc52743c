// Dump, restore with the stock client into an empty server, compare everything bit by bit:
// every fixture by itself and all together, and random schemas from the generator.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { generateSql } from '../../fixtures/generator/generate.js';
import { listFixtures } from '../../fixtures/load.js';
import { compareServers, type Difference } from '../support/compare.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { runTsdump } from '../support/tsdump.js';

/** Random schemas per flavor; the soak command runs more. */
const SEEDS = Number(process.env['TSDUMP_SEEDS'] ?? 200);
const FIRST_SEED = Number(process.env['TSDUMP_FIRST_SEED'] ?? 1);
/** So many are loaded, dumped and compared at once: a process costs more than a schema. */
const SEEDS_AT_ONCE = 10;

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

  test(`${SEEDS} random schemas from seed ${FIRST_SEED} on`, async (context) => {
    for (let first = FIRST_SEED; first < FIRST_SEED + SEEDS; first += SEEDS_AT_ONCE) {
      const databases: string[] = [];
      const last = Math.min(first + SEEDS_AT_ONCE, FIRST_SEED + SEEDS);
      for (let seed = first; seed < last; seed++) {
        const generated = generateSql(seed, flavor);
        const loaded = await source.restore(Buffer.from(generated.sql), KEEP_COMMENTS);
        assert.equal(loaded.code, 0, `seed ${seed}: ${loaded.stderr}`);
        databases.push(...generated.databases);
      }
      try {
        assert.deepEqual(await copy(databases, ['--single-transaction'], 0), []);
      } catch (error) {
        throw new Error(`seeds ${first} to ${last - 1}`, { cause: error });
      }
      await drop(source, databases);
      await drop(target, databases);
    }
    context.diagnostic(`${flavor}: ${SEEDS} random schemas equal after the round trip`);
  });
});

async function drop(server: TestServer, databases: readonly string[]): Promise<void> {
  const names = databases.map((name) => `\`${name.replaceAll('`', '``')}\``);
  await server.run(
    `SET FOREIGN_KEY_CHECKS=0; ${names.map((name) => `DROP DATABASE IF EXISTS ${name};`).join(' ')}`,
  );
}
