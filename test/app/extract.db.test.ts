// One file of everything, then out of it again: databases that belong together equal what
// was dumped, and so does each table.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { generateSql } from '../../fixtures/generator/generate.js';
import { listFixtures } from '../../fixtures/load.js';
import { showObjectName } from '../../src/archive/section-name.js';
import type { Manifest } from '../../src/model/manifest.js';
import { makeTemporaryFolder, runProgram } from '../support/child-process.js';
import { compareServers } from '../support/compare.js';
import { projectPath } from '../support/project.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { runTsdump } from '../support/tsdump.js';

const SEEDS = [1, 2, 3];
/** Cannot be shown, so they are not in the dump. */
const LEFT_OUT = 'invalid-view';
const KEEP_COMMENTS = { args: ['--comments'] };

async function tsdump(...args: string[]): Promise<Buffer> {
  const { code, stdout, stderr } = await runProgram(projectPath('bin', 'tsdump'), [
    '--no-defaults',
    '--quiet',
    ...args,
  ]);
  assert.equal(code, 0, stderr);
  return stdout;
}

forEachFlavor((flavor) => {
  const file = join(makeTemporaryFolder('extract'), 'all.sql.zst');
  const generated = SEEDS.map((seed) => generateSql(seed, flavor));
  const fixtures = listFixtures(flavor).filter(({ name }) => name !== LEFT_OUT);
  const databases = [...fixtures, ...generated].flatMap((source) => source.databases);
  let source: TestServer;
  let target: TestServer;
  let manifest: Manifest;

  before(async () => {
    [source, target] = await Promise.all([startServer(flavor), startServer(flavor)]);
    for (const { path, targetSetup } of fixtures) {
      assert.equal((await source.restore(path, KEEP_COMMENTS)).code, 0, path);
      if (targetSetup !== undefined) await target.run(targetSetup);
    }
    for (const { sql } of generated)
      assert.equal((await source.restore(Buffer.from(sql), KEEP_COMMENTS)).code, 0);
    const args = ['--read-only', '--add-drop-database', '--chunk-size=4K', `--result-file=${file}`];
    const { code, stderr } = await runTsdump(source, [...args, '--databases', ...databases]);
    assert.equal(code, 0, stderr);
    manifest = JSON.parse(
      (await tsdump('--list', '--log-format=json', file)).toString(),
    ) as Manifest;
  });
  after(async () => {
    await Promise.all([source.remove(), target.remove()]);
  });

  async function extract(...names: string[]): Promise<void> {
    const sql = await tsdump(...names.map((name) => `--extract=${name}`), file);
    const { code, stderr } = await target.restore(sql, KEEP_COMMENTS);
    assert.equal(code, 0, `${names.join(' ')}: ${stderr}`);
  }

  test('all of it is whole', async () => {
    await tsdump('--verify', file);
  });

  test('the databases of each fixture are what was dumped', async () => {
    for (const one of [...fixtures, ...generated])
      await extract(...one.databases.map((schema) => showObjectName({ schema })));
    assert.deepEqual(await compareServers(source, target, databases), []);
  });

  test('each table is what was dumped, and nothing else is touched', async () => {
    const [{ databases: chosen }] = generated.slice(-1) as [(typeof generated)[number]];
    const tables = manifest.sections.filter(
      ({ kind, schema }) => kind === 'table' && chosen.includes(schema ?? ''),
    );
    assert.ok(tables.length > 0);
    for (const { schema, name } of tables) {
      const table = showObjectName({ schema, name });
      await target.run(
        `SET foreign_key_checks = 0; DROP TABLE ${quoteBoth(schema ?? '', name ?? '')}`,
      );
      await extract(table);
    }
    assert.deepEqual(await compareServers(source, target, databases), []);
  });

  test('extracted with zstd, it is a dump again', async () => {
    const [schema] = databases;
    const again = `${file}.again`;
    const name = showObjectName({ schema });
    await tsdump(`--extract=${name}`, '--compress=zstd', `--result-file=${again}`, file);
    await tsdump('--verify', again);
    const twice = await tsdump(`--extract=${name}`, again);
    assert.deepEqual(twice, await tsdump(`--extract=${name}`, file));
  });
});

function quoteBoth(schema: string, name: string): string {
  return [schema, name].map((part) => `\`${part.replaceAll('`', '``')}\``).join('.');
}
