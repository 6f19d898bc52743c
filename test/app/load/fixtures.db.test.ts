// Dump, load with tsload into a server that has none of it, compare everything bit by bit: every
// fixture by each way a dump can come.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { listFixtures } from '../../../fixtures/load.js';
import { makeTemporaryFolder } from '../../support/child-process.js';
import { compareServers } from '../../support/compare.js';
import { startServer } from '../../support/servers.js';
import { forEachFlavor } from '../../support/suite.js';
import type { TestServer } from '../../support/test-server.js';
import { runTsdump } from '../../support/tsdump.js';
import { runTsload } from '../../support/tsload.js';

/** MariaDB's client strips comments from bodies unless told not to. */
const KEEP_COMMENTS = { args: ['--comments'] };
const WAYS = ['file', 'directory', 'stream'] as const;

forEachFlavor((flavor) => {
  let source: TestServer;
  let target: TestServer;
  before(async () => {
    [source, target] = await Promise.all([startServer(flavor), startServer(flavor)]);
  });
  after(async () => {
    await Promise.all([source.remove(), target.remove()]);
  });

  listFixtures(flavor).forEach((fixture, at) => {
    const way = WAYS[at % WAYS.length] as (typeof WAYS)[number];
    test(`${fixture.name} by ${way}`, async () => {
      const loaded = await source.restore(fixture.path, KEEP_COMMENTS);
      assert.equal(loaded.code, 0, loaded.stderr);
      if (fixture.targetSetup !== undefined) await target.run(fixture.targetSetup);
      const invalid = fixture.name === 'invalid-view';
      try {
        await copy(way, fixture.databases, invalid ? 3 : 0);
        const differences = await compareServers(source, target, fixture.databases);
        assert.deepEqual(
          differences.filter(({ kind }) => !invalid || kind !== 'only-in-a'),
          [],
        );
        const left = await target.run("SHOW DATABASES LIKE 'tsload%'");
        assert.equal(left, '');
      } finally {
        await drop(source, fixture.databases);
        await drop(target, fixture.databases);
      }
    });
  });

  async function copy(
    way: (typeof WAYS)[number],
    databases: readonly string[],
    status: number,
  ): Promise<void> {
    const path = join(makeTemporaryFolder('load'), 'dump');
    const output = {
      file: ['--compress=zstd', `--result-file=${path}`],
      directory: [`--output-dir=${path}`],
      stream: ['--compress=none'],
    }[way];
    const args = ['--set-gtid-purged=off', ...output, '--databases', ...databases];
    const dumped = await runTsdump(source, args);
    assert.equal(dumped.code, status, dumped.stderr);
    const load = way === 'stream' ? [] : [path];
    const result = await runTsload(target, load, way === 'stream' ? dumped.stdout : undefined);
    assert.equal(result.code, 0, result.stderr);
  }
});

async function drop(server: TestServer, databases: readonly string[]): Promise<void> {
  const names = databases.map((name) => `\`${name.replaceAll('`', '``')}\``);
  await server.run(
    `SET FOREIGN_KEY_CHECKS=0; ${names.map((name) => `DROP DATABASE IF EXISTS ${name};`).join(' ')}`,
  );
}
