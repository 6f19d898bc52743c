// A restore comes out the same whatever the target is set to: every way a dump is written,
// on a server whose every setting that could change it is set against it.

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { list } from '../../src/index.js';
import type { Flavor } from '../../src/model/server.js';
import { runProgram } from '../support/child-process.js';
import { assertSameServers } from '../support/compare.js';
import { findMariadb11, type ServerBinaries } from '../support/server-binaries.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { runTsdump } from '../support/tsdump.js';
import { HOSTILE_GLOBALS, hostileArgs, SCHEMA, sourceObjects } from './hostile-targets.js';

const QUIET: Readonly<Record<Flavor, readonly string[]>> = {
  mysql: ['--set-gtid-purged=off'],
  mariadb: [],
};

const LAYOUT = [
  '--fields-terminated-by=,',
  '--fields-optionally-enclosed-by="',
  '--lines-terminated-by=\\r\\n',
];

forEachFlavor((flavor) => registerTargets(flavor, undefined));

const mariadb11 = await findMariadb11();
if (mariadb11 !== undefined) {
  describe('mariadb 11.8', () => registerTargets('mariadb', mariadb11));
}

function registerTargets(flavor: Flavor, binaries: ServerBinaries | undefined): void {
  const isMariadb11 = binaries !== undefined;
  const chosen = binaries === undefined ? {} : { binaries };
  let source: TestServer;
  let target: TestServer;
  let folder: string;

  before(async () => {
    [source, target] = await Promise.all([
      startServer(flavor, chosen),
      startServer(flavor, { ...chosen, serverId: 2, args: hostileArgs(flavor, isMariadb11) }),
    ]);
    await source.run(`SET FOREIGN_KEY_CHECKS = 0; ${sourceObjects(flavor, isMariadb11)}`);
    await target.run(HOSTILE_GLOBALS[flavor]);
    folder = mkdtempSync(join(source.folder, 'dumps-'));
  });
  after(async () => {
    await source?.remove();
    await target?.remove();
  });

  async function dump(args: readonly string[]): Promise<Buffer> {
    const all = ['--compress=none', '--verify-source', ...QUIET[flavor], ...args];
    const { code, stderr, stdout } = await runTsdump(source, all);
    assert.equal(code, 0, stderr);
    return stdout;
  }

  async function emptyTarget(): Promise<void> {
    await target.run(`DROP DATABASE IF EXISTS ${SCHEMA}`);
  }

  for (const args of [[], ['--skip-add-locks', '--complete-insert', '--hex-blob']]) {
    test(`a stream: ${args.join(' ')}`, async () => {
      await emptyTarget();
      const { code, stderr } = await target.restore(await dump([...args, '--databases', SCHEMA]));
      assert.equal(code, 0, stderr);
      await assertSameServers(source, target, [SCHEMA]);
    });
  }

  test('a directory', async () => {
    await emptyTarget();
    const directory = join(folder, 'files');
    await dump([`--output-dir=${directory}`, '--databases', SCHEMA]);
    const { sections } = await list(directory);
    for (const file of new Set(sections.map((section) => section.file ?? ''))) {
      const { code, stderr } = await target.restore(join(directory, file));
      assert.equal(code, 0, `${file}: ${stderr}`);
    }
    await assertSameServers(source, target, [SCHEMA]);
  });

  for (const args of [[], [...LAYOUT, ...(flavor === 'mariadb' ? ['--header'] : [])]]) {
    test(`--tab, loaded by what stands in its definitions: ${args.join(' ')}`, async () => {
      await emptyTarget();
      const collation = await source.run(`SELECT @@collation_database`, { database: SCHEMA });
      await target.run(`CREATE DATABASE ${SCHEMA} COLLATE ${collation}`);
      const directory = mkdtempSync(join(folder, 'tab-'));
      const all = [
        `--tab=${directory}`,
        '--compress=none',
        '--routines',
        ...QUIET[flavor],
        ...args,
      ];
      const { code, stderr, stdout } = await runTsdump(source, [...all, SCHEMA]);
      assert.equal(code, 0, stderr);
      const isView = (name: string): boolean =>
        / VIEW /.test(readFileSync(join(directory, name), 'utf8'));
      const files = readdirSync(directory).filter((name) => name.endsWith('.sql'));
      for (const file of files.toSorted((a, b) => Number(isView(a)) - Number(isView(b)))) {
        const client = [
          target.binaries.client,
          ...target.connectArgs(),
          '--local-infile=1',
          `--database=${SCHEMA}`,
        ];
        const script = `sed 's/^-- load: //' "$1" | { shift; "$@"; }`;
        const shell = ['-c', script, 'sh', file, ...client];
        const loaded = await runProgram('sh', shell, { cwd: directory });
        assert.equal(loaded.code, 0, `${file}: ${loaded.stderr}`);
      }
      const restored = await target.restore(stdout, { database: SCHEMA });
      assert.equal(restored.code, 0, restored.stderr);
      await assertSameServers(source, target, [SCHEMA]);
    });
  }

  test('the settings of the session are as they were', async () => {
    await emptyTarget();
    const show = 'SHOW SESSION VARIABLES;\n';
    const sql = Buffer.concat([
      Buffer.from(show),
      Buffer.from("SELECT '=';\n"),
      await dump(['--databases', SCHEMA]),
      Buffer.from("SELECT '=';\n"),
      Buffer.from(show),
    ]);
    const { stdout } = await target.restore(sql, { args: ['--skip-column-names'] });
    const [found = '', , left = ''] = stdout.split(/^(=)$/m);
    const changed = left
      .trim()
      .split('\n')
      .filter((line) => !found.includes(line));
    const moving =
      /^(?:timestamp|last_insert_id|identity|rand_seed|last_gtid|gtid_|pseudo_thread|warning_count|error_count|innodb_buffer_pool|in_transaction|statement_id|optimizer_)/;
    assert.deepEqual(
      changed.filter((line) => !moving.test(line)),
      [],
    );
  });
}
