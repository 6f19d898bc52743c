// A dump in many files: each restored by itself with the stock client, in the order of the
// manifest, the rows side by side, gives what was dumped. Whatever objects are called, the
// files stay in their directory; a dump that fails leaves nothing there.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { generateSql } from '../../fixtures/generator/generate.js';
import { listFixtures } from '../../fixtures/load.js';
import type { Manifest } from '../../src/model/manifest.js';
import { makeTemporaryFolder, type ProgramResult, runProgram } from '../support/child-process.js';
import { compareServers, type Difference } from '../support/compare.js';
import { projectPath } from '../support/project.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { connectTo, type RunningDump, runTsdump, startTsdump } from '../support/tsdump.js';

const SEEDS = [11, 12, 13];
const KEEP_COMMENTS = { args: ['--comments'] };
const VARIANTS = [
  ['--compress=none', '--threads=1'],
  ['--compress=zstd', '--threads=3', '--chunk-size=4K'],
  ['--compress=gzip', '--threads=2', '--chunk-size=16K', '--no-autocommit'],
  ['--compress=zstd', '--threads=1', '--lock-tables'],
] as const;
/** Each of 512 rows takes this long: the dump is there to be interrupted. */
const SLOW = ['--threads=2', '--where=SLEEP(0.02)=0', 'big'];
/** Files of rows restored at the same time. */
const AT_ONCE = 3;

forEachFlavor((flavor) => {
  const folder = makeTemporaryFolder('output-dir');
  let count = 0;
  let source: TestServer;
  let target: TestServer;
  before(async () => {
    [source, target] = await Promise.all([startServer(flavor), startServer(flavor)]);
  });
  after(async () => {
    await Promise.all([source.remove(), target.remove()]);
  });

  const nextDirectory = (): string => join(folder, `dump-${++count}`);

  async function dumpTo(directory: string, args: readonly string[], status = 0): Promise<void> {
    const all = [`--output-dir=${directory}`, '--set-gtid-purged=off', ...args];
    const { code, stderr, stdout } = await runTsdump(source, all);
    assert.equal(code, status, stderr);
    assert.equal(stdout.length, 0);
  }

  /** Restores all files, and tells in what the copy differs. */
  async function copy(directory: string, databases: readonly string[]): Promise<Difference[]> {
    for (const batch of toBatches(readManifest(directory))) {
      for (let first = 0; first < batch.length; first += AT_ONCE) {
        const files = batch.slice(first, first + AT_ONCE);
        const restored = await Promise.all(
          files.map(
            async (file) => await target.restore(await decode(directory, file), KEEP_COMMENTS),
          ),
        );
        restored.forEach(({ code, stderr }, at) =>
          assert.equal(code, 0, `${files[at]}: ${stderr}`),
        );
      }
    }
    return await compareServers(source, target, databases);
  }

  describe('fixtures', () => {
    listFixtures(flavor).forEach((fixture, index) => {
      test(fixture.name, async () => {
        const loaded = await source.restore(fixture.path, KEEP_COMMENTS);
        assert.equal(loaded.code, 0, loaded.stderr);
        if (fixture.targetSetup !== undefined) await target.run(fixture.targetSetup);
        const invalid = fixture.name === 'invalid-view';
        const directory = nextDirectory();
        const variant = VARIANTS[index % VARIANTS.length] ?? [];
        try {
          const args = [...variant, '--databases', ...fixture.databases];
          await dumpTo(directory, args, invalid ? 3 : 0);
          checkFiles(directory);
          await verify(directory);
          const differences = await copy(directory, fixture.databases);
          const unexpected = differences.filter(({ kind }) => !invalid || kind !== 'only-in-a');
          assert.deepEqual(unexpected, []);
        } finally {
          await drop(source, fixture.databases);
          await drop(target, fixture.databases);
        }
      });
    });
  });

  test('random schemas, and one table and one database out of them', async () => {
    const generated = SEEDS.map((seed) => generateSql(seed, flavor));
    for (const { sql } of generated)
      assert.equal((await source.restore(Buffer.from(sql), KEEP_COMMENTS)).code, 0);
    const databases = generated.flatMap((one) => one.databases);
    const directory = nextDirectory();
    await dumpTo(directory, ['--chunk-size=2K', '--read-only', '--databases', ...databases]);
    await verify(directory);
    assert.deepEqual(await copy(directory, databases), []);
    const { sections } = readManifest(directory);
    const table = sections.find(({ kind, rows }) => kind === 'rows' && rows > 0);
    await target.run(`DROP TABLE ${quote(table?.schema)}.${quote(table?.name)}`);
    await extract(directory, `${quote(table?.schema)}.${quote(table?.name)}`);
    assert.deepEqual(await compareServers(source, target, databases), []);
    await drop(target, databases);
    for (const database of databases) await extract(directory, quote(database));
    assert.deepEqual(await compareServers(source, target, databases), []);
    await drop(source, databases);
    await drop(target, databases);
  });

  async function extract(directory: string, name: string): Promise<void> {
    const { code, stdout, stderr } = await own('--extract', name, directory);
    assert.equal(code, 0, stderr);
    const restored = await target.restore(stdout, KEEP_COMMENTS);
    assert.equal(restored.code, 0, `${name}: ${restored.stderr}`);
  }

  test('all databases, the accounts with them', async () => {
    await source.run(
      "CREATE DATABASE `a b`; CREATE TABLE `a b`.`t'1` (a INT PRIMARY KEY); INSERT `a b`.`t'1` VALUES (1);" +
        'CREATE VIEW `a b`.v AS SELECT 1 AS x; CREATE USER joe; GRANT SELECT ON *.* TO joe',
    );
    const directory = nextDirectory();
    await dumpTo(directory, ['--all-databases']);
    checkFiles(directory);
    await verify(directory);
    assert.deepEqual(await copy(directory, ['a b']), []);
    await target.run('FLUSH PRIVILEGES');
    assert.match(await target.run("SHOW GRANTS FOR 'joe'"), /GRANT SELECT ON \*\.\* TO/);
    await drop(source, ['a b']);
    await drop(target, ['a b']);
    await source.run('DROP USER joe');
  });

  test('one database by itself is restored into any other', async () => {
    await source.run(
      'CREATE DATABASE here; CREATE TABLE here.t (a INT PRIMARY KEY); INSERT here.t VALUES (1), (2)',
    );
    const directory = nextDirectory();
    await dumpTo(directory, ['here', 't']);
    await target.run('CREATE DATABASE elsewhere');
    for (const file of toBatches(readManifest(directory)).flat()) {
      const sql = await decode(directory, file);
      const restored = await target.restore(sql, { args: ['--database=elsewhere'] });
      assert.equal(restored.code, 0, restored.stderr);
    }
    assert.equal(await target.run('SELECT COUNT(*) FROM elsewhere.t'), '2');
    await drop(source, ['here']);
    await drop(target, ['elsewhere']);
  });

  test('coordinates are in files of their own, and the copy has them', async () => {
    await source.run('CREATE DATABASE one; CREATE TABLE one.t (a INT); INSERT one.t VALUES (1)');
    const directory = nextDirectory();
    const args = ['--source-data', '--set-gtid-purged=on', '--gtid', '--databases', 'one'];
    await dumpTo(directory, args);
    const files = readdirSync(directory).filter((file) => file !== 'manifest.json');
    for (const file of files) {
      const sql = (await decode(directory, file)).toString();
      const isTheirs = file.startsWith('replication');
      assert.equal(/GTID_PURGED|CHANGE |gtid_slave_pos/.test(sql), isTheirs, file);
      assert.equal(sql.includes('SQL_LOG_BIN= 0'), flavor === 'mysql', file);
    }
    if (flavor === 'mysql') await target.run('RESET BINARY LOGS AND GTIDS');
    assert.deepEqual(await copy(directory, ['one']), []);
    const { coordinates } = readManifest(directory).dump;
    const [variable, expected] =
      flavor === 'mysql'
        ? ['gtid_executed', coordinates.gtidExecuted]
        : ['gtid_slave_pos', coordinates.gtidBinlogPos];
    assert.ok(expected !== undefined && expected !== '');
    assert.equal((await target.run(`SELECT @@GLOBAL.${variable}`)).replaceAll('\\n', ''), expected);
    await drop(source, ['one']);
    await drop(target, ['one']);
  });

  test('no name leads out of the directory, or to a file that is there', async () => {
    // As long as the server's own files can be called.
    const long = '\u6f22'.repeat(40);
    const databases = ['../up', 'a.b', 'CON', 'manifest', `${long.slice(1)}x`, `${long.slice(1)}y`];
    const tables = ['..', '../../x', '/etc/x', 'a\nb', 'Case', 'case', 'CASE', 'aux', long];
    for (const database of databases) {
      await source.run(`CREATE DATABASE ${quote(database)}`);
      for (const table of tables)
        await source.run(
          `CREATE TABLE ${quote(database)}.${quote(table)} (a INT PRIMARY KEY);` +
            `INSERT ${quote(database)}.${quote(table)} VALUES (1)`,
        );
    }
    const parent = nextDirectory();
    mkdirSync(parent);
    const directory = join(parent, 'dump');
    await dumpTo(directory, ['--databases', ...databases]);
    assert.deepEqual(readdirSync(parent), ['dump']);
    checkFiles(directory);
    // A file of definitions and one for each table.
    const files = readdirSync(directory).length - 1;
    assert.equal(files, databases.length * (tables.length + 1));
    assert.deepEqual(await copy(directory, databases), []);
    await drop(source, databases);
    await drop(target, databases);
  });

  describe('a dump that fails', () => {
    before(async () => {
      await source.run(
        'CREATE DATABASE big; CREATE TABLE big.t (a INT AUTO_INCREMENT PRIMARY KEY, b BLOB);' +
          'INSERT big.t (b) VALUES (REPEAT("x", 65000))',
      );
      for (let doubling = 0; doubling < 9; doubling++)
        await source.run('INSERT big.t (b) SELECT b FROM big.t');
    });

    for (const threads of [1, 3])
      test(`leaves nothing when a file cannot be written, ${threads} threads`, async () => {
        const directory = nextDirectory();
        const args = [
          `--output-dir=${directory}`,
          `--threads=${threads}`,
          '--compress=none',
          'big',
        ];
        const { code, stderr } = await runLimited(source, args);
        assert.equal(code, 20, stderr);
        assert.match(stderr, /EFBIG/);
        assert.equal(existsSync(directory), false);
      });

    test('leaves nothing when it is interrupted', async () => {
      const directory = nextDirectory();
      mkdirSync(directory);
      const args = [`--output-dir=${directory}`, ...SLOW];
      const running = startTsdump(source, args);
      await untilFile(directory, 'big.t.00000.sql.zst', running);
      running.child.kill('SIGINT');
      const { code, stderr } = await running.ended;
      assert.equal(code, 130, stderr);
      assert.deepEqual(readdirSync(directory), []);
    });

    test('is no dump when it was killed', async () => {
      const directory = nextDirectory();
      const args = [`--output-dir=${directory}`, ...SLOW];
      const running = startTsdump(source, args);
      await untilFile(directory, 'big.t.00000.sql.zst', running);
      running.child.kill('SIGKILL');
      await running.ended;
      const { code, stderr } = await own('--verify', directory);
      assert.equal(code, 22, stderr);
      assert.match(stderr, /has no manifest\.json/);
      const again = await runTsdump(source, args);
      assert.equal(again.code, 21, again.stderr);
      assert.match(again.stderr, /is not empty/);
    });
  });

  test('refuses a directory with anything in it, and touches nothing', async () => {
    const directory = nextDirectory();
    mkdirSync(directory);
    writeFileSync(join(directory, 'mine'), '');
    await dumpTo(directory, [], 21);
    assert.deepEqual(readdirSync(directory), ['mine']);
    await dumpTo(join(directory, 'mine'), [], 21);
    await dumpTo(join(directory, 'no', 'where'), [], 21);
  });

  test('--verify names what was damaged', async () => {
    const directory = nextDirectory();
    await source.run('CREATE DATABASE one; CREATE TABLE one.t (a INT); INSERT one.t VALUES (1)');
    await dumpTo(directory, ['--compress=none', '--databases', 'one']);
    const path = join(directory, 'one.t.00000.sql');
    writeFileSync(path, readFileSync(path, 'utf8').replace('(1)', '(2)'));
    const { code, stderr } = await own('--verify', directory);
    assert.equal(code, 23, stderr);
    assert.match(stderr, /rows 0 of one\.t/);
    writeFileSync(path, readFileSync(path).subarray(1));
    assert.equal((await own('--verify', directory)).code, 22);
    await drop(source, ['one']);
  });
});

/** Files end after 512 KB. */
async function runLimited(source: TestServer, args: readonly string[]): Promise<ProgramResult> {
  const command = 'trap "" XFSZ; ulimit -f 512; exec "$@"';
  const program = [process.execPath, projectPath('bin', 'tsdump')];
  const all = [...program, ...connectTo(source), ...args];
  return await runProgram('bash', ['-c', command, 'bash', ...all]);
}

async function own(...args: string[]): Promise<ProgramResult> {
  const program = projectPath('bin', 'tsdump');
  return await runProgram(program, ['--no-defaults', '--quiet', ...args]);
}

/** With --list, which reads the same. */
async function verify(directory: string): Promise<void> {
  const verified = await own('--verify', directory);
  assert.equal(verified.code, 0, verified.stderr);
  const { code, stdout, stderr } = await own('--list', directory);
  assert.equal(code, 0, stderr);
  const { sections } = readManifest(directory);
  assert.ok(stdout.toString().includes(`${sections.length} sections`));
}

function readManifest(directory: string): Manifest {
  return JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as Manifest;
}

/** Files in the order of the manifest; those of rows that follow each other at once. */
function toBatches({ sections }: Manifest): string[][] {
  const batches: { ofRows: boolean; files: string[] }[] = [];
  const seen = new Set<string>();
  for (const { file = '' } of sections) {
    if (seen.has(file)) continue;
    seen.add(file);
    const ofRows = sections.some((section) => section.file === file && section.kind === 'rows');
    const last = batches.at(-1);
    if (ofRows && last?.ofRows === true) last.files.push(file);
    else batches.push({ ofRows, files: [file] });
  }
  return batches.map(({ files }) => files);
}

async function decode(directory: string, file: string): Promise<Buffer> {
  const path = join(directory, file);
  if (file.endsWith('.sql')) return readFileSync(path);
  if (file.endsWith('.gz')) return gunzipSync(readFileSync(path));
  const { code, stdout, stderr } = await runProgram('zstd', ['-dc', path]);
  assert.equal(code, 0, stderr);
  return stdout;
}

/** All that is there is in the manifest, private, and named so that any system takes it. */
function checkFiles(directory: string): void {
  const files = readdirSync(directory).filter((file) => file !== 'manifest.json');
  const named = new Set(readManifest(directory).sections.map(({ file }) => file));
  assert.deepEqual(new Set(files), named);
  assert.equal(new Set(files.map((file) => file.toLowerCase())).size, files.length);
  for (const file of [...files, 'manifest.json']) {
    assert.match(file, /^[\w@~.-]{1,255}$/);
    assert.equal(statSync(join(directory, file)).mode & 0o777, 0o600, file);
  }
}

async function untilFile(directory: string, name: string, running: RunningDump): Promise<void> {
  let isOver = false;
  void running.ended.then(() => {
    isOver = true;
  });
  while (!existsSync(join(directory, name))) {
    assert.ok(!isOver, 'the dump ended before it wrote any rows');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function quote(name: string | undefined): string {
  return `\`${(name ?? '').replaceAll('`', '``')}\``;
}

async function drop(server: TestServer, databases: readonly string[]): Promise<void> {
  const drops = databases.map((name) => `DROP DATABASE IF EXISTS ${quote(name)};`);
  await server.run(`SET FOREIGN_KEY_CHECKS=0; ${drops.join(' ')}`);
}
