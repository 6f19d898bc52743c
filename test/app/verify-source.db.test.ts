// `--verify-source` on real servers: whatever a table holds, the server's digest of a chunk
// is the one of the SQL written, and rows that are others are found.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { generateSql } from '../../fixtures/generator/generate.js';
import { listFixtures } from '../../fixtures/load.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { runTsdump, startTsdump } from '../support/tsdump.js';

/** Random schemas per flavor. */
const SEEDS = Number(process.env['TSDUMP_SEEDS'] ?? 20);
const SEEDS_AT_ONCE = 20;
const KEEP_COMMENTS = { args: ['--comments'] };

const WAYS: readonly (readonly string[])[] = [
  ['--threads=2', '--chunk-size=1K'],
  ['--threads=1', '--hex-blob', '--kernel=ts'],
  ['--threads=2', '--chunk-size=1K', '--skip-extended-insert', '--complete-insert', '--replace'],
];

forEachFlavor((flavor) => {
  let server: TestServer;
  before(async () => {
    server = await startServer(flavor);
    await server.run(`CREATE DATABASE v; CREATE TABLE v.t (id INT PRIMARY KEY, n INT) ENGINE=InnoDB;
      INSERT INTO v.t VALUES ${Array.from({ length: 60 }, (_, id) => `(${id}, 0)`).join(',')};`);
  });
  after(async () => {
    await server.remove();
  });

  async function verify(databases: readonly string[], status = 0): Promise<void> {
    for (const way of WAYS) {
      const args = [...way, '--verify-source', '--compress=none', '--databases', ...databases];
      const dump = await runTsdump(server, args);
      assert.equal(dump.code, status, `${way.join(' ')}: ${dump.stderr}`);
    }
  }

  test('every fixture', async () => {
    const fixtures = listFixtures(flavor);
    for (const fixture of fixtures) {
      const loaded = await server.restore(fixture.path, KEEP_COMMENTS);
      assert.equal(loaded.code, 0, loaded.stderr);
    }
    const databases = fixtures.flatMap((fixture) => fixture.databases);
    try {
      // Views that no longer work cannot be shown.
      await verify(databases, 3);
    } finally {
      await drop(server, databases);
    }
  });

  test(`${SEEDS} random schemas`, async () => {
    for (let first = 1; first <= SEEDS; first += SEEDS_AT_ONCE) {
      const databases: string[] = [];
      for (let seed = first; seed < first + SEEDS_AT_ONCE && seed <= SEEDS; seed++) {
        const generated = generateSql(seed, flavor);
        const loaded = await server.restore(Buffer.from(generated.sql), KEEP_COMMENTS);
        assert.equal(loaded.code, 0, `seed ${seed}: ${loaded.stderr}`);
        databases.push(...generated.databases);
      }
      await verify(databases);
      await drop(server, databases);
    }
  });

  test("the server's own tables", async () => {
    await verify(['mysql']);
  });

  for (const threads of [1, 2]) {
    test(`rows that change while they are read, with ${threads} threads`, async () => {
      const dump = startTsdump(server, [
        '--skip-lock-tables',
        `--threads=${threads}`,
        '--verify-source',
        '--where=SLEEP(0.02)=0',
        'v',
      ]);
      while (dump.child.exitCode === null)
        await server.run('UPDATE v.t SET n = n + 1 WHERE id = 59');
      const { code, stderr } = await dump.ended;
      assert.equal(code, 13, stderr);
      assert.match(
        stderr,
        /v\.t, chunk 0 is not what the server has: written 60 rows with digest [0-9a-f]+, on the server 60 rows with digest [0-9a-f]+/,
      );
    });
  }

  test('other rows each time', async () => {
    const dump = await runTsdump(server, ['--verify-source', '--where=RAND() < 0.5', 'v']);
    assert.equal(dump.code, 13, dump.stderr);
  });

  test('a --where that is a condition is joined, anything more is refused', async () => {
    const plain = await runTsdump(server, ['--verify-source', '--where=id < 9 OR id > 20', 'v']);
    assert.equal(plain.code, 0, plain.stderr);
    const limited = await runTsdump(server, ['--verify-source', '--where=1 LIMIT 3', 'v']);
    assert.equal(limited.code, 14, limited.stderr);
    assert.match(limited.stderr, /a --where must be a condition/);
  });
});

async function drop(server: TestServer, databases: readonly string[]): Promise<void> {
  const names = databases.map((name) => `\`${name.replaceAll('`', '``')}\``);
  await server.run(
    `SET FOREIGN_KEY_CHECKS=0; ${names.map((name) => `DROP DATABASE IF EXISTS ${name};`).join(' ')}`,
  );
}
