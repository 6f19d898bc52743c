// --tab: every file of a drop-in against the stock tool's, byte for byte; and the rows that
// we write ourselves under our own name against those a server writes.

import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, readFile, stat, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Flavor } from '../../src/model/server.js';
import { makeTemporaryFolder, type ProgramResult, runProgram } from '../support/child-process.js';
import { runDropIn } from '../support/drop-in.js';
import { projectPath } from '../support/project.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { connectTo, runTsdump } from '../support/tsdump.js';

const OBJECTS = `
SET sql_mode = '';
CREATE DATABASE tab; USE tab;
CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(60), b BLOB, n INT, f FLOAT, bits BIT(9), d DATE,
  y YEAR, g INT GENERATED ALWAYS AS (id + 1) STORED) DEFAULT CHARSET utf8mb4;
INSERT INTO t (id, a, b, n, f, bits, d, y) VALUES
  (2, 'x\\ty\\\\z\\nq', x'0001ff0d0a', NULL, 1.5, b'000110010', '2022-02-02', 2022),
  (1, 'N"o,''pe\\0 €😀', '', 5, NULL, 0, NULL, 1999),
  (3, '12x,.e-+2\\t0nNtrbZ', NULL, -12, -0.5, NULL, '0000-00-00', NULL);
CREATE TABLE old_text (id INT PRIMARY KEY, g VARCHAR(9) CHARACTER SET gbk,
  s TEXT CHARACTER SET sjis, b VARCHAR(9) CHARACTER SET big5, w VARCHAR(9) CHARACTER SET utf16,
  l VARCHAR(9) CHARACTER SET latin1, k ENUM('x', 'y') CHARACTER SET koi8r);
INSERT INTO old_text VALUES (1, x'8150815c', x'835c8341', x'a55ca57c', x'005c4e2d005c0009', 'é\\\\', 'y');
CREATE TABLE modern AS SELECT id, a, b, n, f, d, y FROM t;
CREATE TABLE no_rows (x INT);
CREATE TABLE plain (x INT); INSERT INTO plain VALUES (1);
CREATE TABLE \`a.b-c d\` (\`x\` INT);
CREATE TABLE \`con\` (x INT); CREATE TABLE \`Lpt1\` (x INT); CREATE TABLE com10 (x INT);
CREATE TABLE \`ünï Ж我\` (x INT);
CREATE TABLE \`.\` (x INT); CREATE TABLE \`..\` (x INT); CREATE TABLE \`~\` (x INT);
CREATE VIEW v AS SELECT id FROM t;
CREATE TRIGGER tr1 BEFORE INSERT ON t FOR EACH ROW SET NEW.n = 1;
CREATE FUNCTION f1(a INT) RETURNS INT DETERMINISTIC RETURN a + 1;
CREATE EVENT ev1 ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1;
CREATE DATABASE other; USE other;
CREATE TABLE \`q'u\` (x INT); CREATE TABLE z (x INT); INSERT INTO z VALUES (1);
CREATE USER nofile@localhost;
GRANT SELECT, LOCK TABLES, SHOW VIEW, TRIGGER, PROCESS ON *.* TO nofile@localhost;
`;
const OF_FLAVOR: Readonly<Record<Flavor, string>> = {
  mysql:
    'USE tab; CREATE TABLE hidden (a INT, i INT INVISIBLE DEFAULT 5); INSERT INTO hidden (a) VALUES (1);',
  mariadb:
    'USE tab; CREATE SEQUENCE s; CREATE TABLE hidden (a INT, i INT INVISIBLE DEFAULT 5) WITH SYSTEM VERSIONING; INSERT INTO hidden (a) VALUES (1);',
};

const LAYOUTS: readonly (readonly string[])[] = [
  ['--fields-terminated-by=,', '--fields-optionally-enclosed-by="', '--lines-terminated-by=\\r\\n'],
  ["--fields-terminated-by=a'b\\", "--fields-enclosed-by='", '--fields-escaped-by='],
  ['--fields-terminated-by=n', '--fields-enclosed-by=0', '--fields-escaped-by=t'],
  ['--fields-terminated-by=2', '--fields-escaped-by=0x5c', '--lines-terminated-by='],
  ['--fields-terminated-by=', '--fields-optionally-enclosed-by=1'],
];
const COMMAND_LINES: readonly (readonly string[])[] = [
  ['--routines', '--events', 'tab'],
  ['--skip-comments', '--skip-add-drop-table', '--add-drop-trigger', 'tab', 't', 'v', 'plain'],
  ['--compact', 'tab', 't', 'v'],
  ['--no-create-info', 'tab', 't', 'v', 'no_rows'],
  ['--no-create-info', '--skip-triggers', 'tab', 't', 'v'],
  ['--no-data', '--single-transaction', 'tab'],
  ['--order-by-primary', '--where=id > 1', 'tab', 't', 'old_text'],
  ['--default-character-set=utf8mb4', 'tab', 'old_text', 'plain'],
  ['--default-character-set=latin1', 'tab', 'plain', 't'],
  ['--skip-quote-names', '--hex-blob', '--complete-insert', 'tab', 't'],
  ...LAYOUTS.map((layout) => [...layout, 'tab', 't', 'old_text', 'plain']),
];
/** These fail, and some of their files are there. */
const FAILING: readonly (readonly string[])[] = [
  ['--where=nope', 'tab', 't', 'plain'],
  ['--force', '--where=nope', 'tab', 't', 'plain'],
  ['--user=nofile', 'tab', 'plain', 't'],
  ['--fields-enclosed-by=xx', 'tab', 'plain'],
  ['--force', 'other'],
  ['tab', 'plain', 'no_such'],
  ['--fields-terminated-by=,', '--databases', 'tab'],
];

forEachFlavor((flavor) => {
  let server: TestServer;
  before(async () => {
    server = await startServer(flavor);
    await server.run(OBJECTS + OF_FLAVOR[flavor]);
    await chmod(server.folder, 0o755);
  });
  after(async () => {
    await server.remove();
  });

  /** A folder that the server may write into. */
  async function makeFolder(): Promise<string> {
    const folder = await mkdtemp(join(server.folder, 'tab-'));
    await chmod(folder, 0o777);
    return folder;
  }

  async function compare(args: readonly string[]): Promise<void> {
    const stock = await makeFolder();
    const ours = await makeFolder();
    const quiet = flavor === 'mysql' ? ['--set-gtid-purged=OFF'] : [];
    const expected = await server.dump([`--tab=${stock}`, ...quiet, ...args]);
    const actual = await runDropIn(server, [`--tab=${ours}`, ...quiet, ...args]);
    assert.deepEqual(await readFiles(ours), await readFiles(stock));
    assert.equal(actual.stdout.toString('latin1'), expected.stdout.toString('latin1'));
    assert.equal(actual.stderr.replaceAll(ours, ''), expected.stderr.replaceAll(stock, ''));
    assert.equal(actual.code, expected.code);
  }

  for (const args of [...COMMAND_LINES, ...FAILING]) {
    test(`writes the files of the stock tool: ${args.join(' ')}`, async () => {
      await compare(args);
    });
  }

  if (flavor === 'mariadb') {
    for (const layout of [['--order-by-primary'], ...LAYOUTS.slice(0, 2)]) {
      test(`with --header ${layout.join(' ')}`, async () => {
        await compare(['--header', ...layout, 'tab', 't', 'old_text', 'plain', 'no_rows']);
      });
    }
  } else {
    test('with --xml', async () => {
      await compare(['--xml', '--comments', 'tab', 't', 'v', 'plain']);
    });
  }

  test('a drop-in replaces files, adds triggers to old ones and leaves modes to the umask', async () => {
    const stock = await makeFolder();
    const ours = await makeFolder();
    for (const folder of [stock, ours]) {
      const args = [`--tab=${folder}`, 'tab', 't'];
      const run = folder === stock ? server.dump.bind(server) : runDropIn.bind(null, server);
      for (const more of [[], [], ['--no-create-info']]) await run([...more, ...args]);
    }
    assert.deepEqual(await readFiles(ours), await readFiles(stock));
    assert.equal((await stat(join(ours, 't.sql'))).mode, (await stat(join(stock, 't.sql'))).mode);
  });

  test('a drop-in understands relative and missing folders as the stock tool does', async () => {
    const folder = await makeFolder();
    const working = join(folder, 'working');
    await mkdir(working);
    await symlink(folder, join(working, 'link'));
    const quiet = flavor === 'mysql' ? ['--set-gtid-purged=OFF'] : [];
    for (const path of ['./missing', 'missing', '../missing', `${folder}/x/../missing`]) {
      const args = [`--tab=${path}`, ...quiet, 'tab', 'plain'];
      const actual = await runDropIn(server, args, working);
      const expected = await runStock(server, args, working);
      assert.equal(actual.stderr, expected.stderr);
      assert.equal(actual.code, expected.code);
    }
    for (const path of ['.', '..', './', '../working//', './link/../']) {
      const args = [`--tab=${path}`, '--skip-triggers', ...quiet, 'tab', 'plain'];
      await chmod(working, 0o777);
      const actual = await runDropIn(server, args, working);
      const expected = await runStock(server, args, working);
      assert.equal(actual.stderr, expected.stderr, path);
    }
  });

  for (const layout of [[], ...LAYOUTS]) {
    test(`we write what the server writes, but for BIT and text of old character sets: ${layout.join(' ')}`, async () => {
      const theirs = await makeFolder();
      const ours = await makeFolder();
      const names = ['modern', 'plain', 'no_rows', 'hidden'];
      const expected = await server.dump([`--tab=${theirs}`, ...layout, 'tab', ...names]);
      assert.equal(expected.code, 0, expected.stderr);
      const args = [`--tab=${ours}`, '--compress=none', ...layout, 'tab', ...names];
      const actual = await runTsdump(server, args);
      assert.equal(actual.code, 0, actual.stderr);
      assert.match(actual.stderr, /tsdump itself writes the files of rows/);
      assert.deepEqual(await readRows(ours), await readRows(theirs));
      assert.equal((await stat(join(ours, 'modern.txt'))).mode & 0o777, 0o600);
      assert.equal((await stat(join(ours, 'modern.sql'))).mode & 0o777, 0o600);
    });
  }

  test('under our own name no table leaves the folder, and what we wrote loads', async () => {
    await server.run(
      "SET sql_mode = ''; CREATE DATABASE far; USE far; CREATE TABLE `../up` (x INT); CREATE TABLE near AS SELECT * FROM tab.t; CREATE TABLE `q'u` (x INT)",
    );
    const folder = await makeFolder();
    const result = await runTsdump(server, [`--tab=${folder}`, '--compress=none', 'far']);
    const encoded = flavor === 'mariadb';
    assert.equal(result.code, encoded ? 0 : 3, result.stderr);
    if (!encoded) assert.match(result.stderr, /its name cannot be the name of a file/);
    assert.deepEqual(
      Object.keys(await readFiles(folder)),
      encoded
        ? [
            '@002e@002e@002fup.sql',
            '@002e@002e@002fup.txt',
            'near.sql',
            'near.txt',
            'q@0027u.sql',
            'q@0027u.txt',
          ]
        : ['near.sql', 'near.txt', "q'u.sql", "q'u.txt"],
    );
    await chmod(join(folder, 'near.txt'), 0o644);
    await server.run('CREATE DATABASE back');
    await server.restore(join(folder, 'near.sql'), { database: 'back' });
    await server.run(
      `SET sql_mode = ''; LOAD DATA INFILE '${join(folder, 'near.txt')}' INTO TABLE back.near CHARACTER SET binary`,
    );
    const sum = 'SELECT GROUP_CONCAT(HEX(a), HEX(b), bits + 0, y ORDER BY id) FROM';
    assert.equal(await server.run(`${sum} back.near`), await server.run(`${sum} far.near`));
  });

  test('under our own name a file that cannot be written ends the dump', async () => {
    const args = ['--tab=/proc/none', '--compress=none', 'tab', 'plain'];
    const result = await runTsdump(server, args);
    assert.equal(result.code, 20, result.stderr);
    assert.match(result.stderr, /plain\.sql/);
  });

  test('under our own name half a definition is taken back', async () => {
    const columns = Array.from({ length: 999 }, (_, index) => `column_${index} INT`).join(', ');
    const trigger = `BEFORE INSERT ON near FOR EACH ROW SET NEW.id = 1 ${'+ 0 '.repeat(6000)}`;
    await server.run(
      `CREATE DATABASE half; USE half; CREATE TABLE near (id INT); CREATE TRIGGER t ${trigger}; CREATE TABLE wide (${columns})`,
    );
    const folder = makeTemporaryFolder('tab');
    for (const table of ['near', 'wide']) {
      const args = [...connectTo(server), `--tab=${folder}`, '--compress=none', 'half', table];
      const limited = 'trap "" XFSZ; ulimit -f 16; exec "$@"';
      const program = [process.execPath, projectPath('bin', 'tsdump'), ...args];
      const result = await runProgram('bash', ['-c', limited, 'bash', ...program]);
      assert.equal(result.code, 20, result.stderr);
      assert.match(result.stderr, new RegExp(`${table}\\.sql.*EFBIG`));
    }
    // The definition was whole, its trigger was not.
    assert.deepEqual((await readdir(folder)).sort(), ['near.sql', 'near.txt']);
    assert.doesNotMatch(await readFile(join(folder, 'near.sql'), 'utf8'), /TRIGGER/);
  });
});

async function runStock(
  server: TestServer,
  args: readonly string[],
  cwd: string,
): Promise<ProgramResult> {
  const { dump } = server.binaries;
  const result = await runProgram(dump, [...server.connectArgs(), ...args], { cwd });
  // MariaDB's tool says how it was called where it cannot open a file.
  return { ...result, stderr: result.stderr.replaceAll(`${dump}:`, `${basename(dump)}:`) };
}

/** Contents by name; the date of the dump and the tool's version are left out. */
async function readFiles(folder: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const name of (await readdir(folder)).sort()) {
    const text = await readFile(join(folder, name), 'latin1');
    files[name] = text
      .replace(/^-- Dump completed on .*$/gm, '-- Dump completed')
      .replace(/^(-- M\w+ dump .*) for .*$/gm, '$1');
  }
  return files;
}

async function readRows(folder: string): Promise<Record<string, string>> {
  const files = Object.entries(await readFiles(folder));
  return Object.fromEntries(files.filter(([name]) => name.endsWith('.txt')));
}
