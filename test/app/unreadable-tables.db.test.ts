// Tables that the server cannot show, shows and cannot read, or that show what is kept
// elsewhere: what is left out is named, the rest is a good dump.

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { runTsdump } from '../support/tsdump.js';

forEachFlavor((flavor) => {
  let server: TestServer;

  before(async () => {
    server = await startServer(flavor);
    for (const schema of ['hidden', 'torn', 'merged']) {
      await server.run(
        `CREATE DATABASE ${schema}; USE ${schema};` +
          'CREATE TABLE a (id INT PRIMARY KEY); INSERT INTO a VALUES (1), (2);' +
          'CREATE TABLE z (id INT PRIMARY KEY); INSERT INTO z VALUES (3), (4)',
      );
    }
  });

  after(async () => await server.remove());

  async function dump(...args: readonly string[]): Promise<[number | null, string, string]> {
    // It is restored beside what it was read from.
    const own = flavor === 'mysql' ? ['--set-gtid-purged=off'] : [];
    const { code, stderr, stdout } = await runTsdump(server, ['--compress=none', ...own, ...args]);
    return [code, stderr, stdout.toString('latin1')];
  }

  /** What arrives of tables a and z. */
  async function restore(sql: string): Promise<string> {
    await server.run('DROP DATABASE IF EXISTS copied; CREATE DATABASE copied');
    const { code, stderr } = await server.restore(Buffer.from(sql, 'latin1'), {
      database: 'copied',
    });
    assert.equal(code, 0, stderr);
    return await server.run('SELECT id FROM copied.a UNION ALL SELECT id FROM copied.z');
  }

  describe('a table that cannot be shown', () => {
    before(async () => {
      await server.run(
        'USE hidden; CREATE TABLE child (id INT) ENGINE=MyISAM;' +
          'CREATE TABLE m (id INT) ENGINE=MERGE UNION=(child);' +
          'CREATE TABLE cut (id INT) ENGINE=MyISAM; INSERT INTO cut VALUES (1);' +
          'CREATE TRIGGER cut_i BEFORE INSERT ON cut FOR EACH ROW SET NEW.id = 1;' +
          'DROP TABLE child; FLUSH TABLES',
      );
      truncateSync(join(server.datadir, 'hidden', 'cut.MYI'), 10);
      await server.run('FLUSH TABLES');
    });

    for (const threads of [1, 2])
      test(`is left out with all that belongs to it, over ${threads}`, async () => {
        const [code, stderr, sql] = await dump(`--threads=${threads}`, 'hidden');
        assert.equal(code, 3, stderr);
        assert.match(stderr, /hidden\.m\b/);
        assert.match(stderr, /hidden\.cut\b/);
        assert.doesNotMatch(sql, /INTO `(?:m|cut)`|TRIGGER/);
        assert.equal(await restore(sql), '1\n2\n3\n4');
      });
  });

  describe('a table that can be shown and not read', () => {
    before(async () => {
      await server.run(
        'USE torn; CREATE TABLE d (id INT PRIMARY KEY); INSERT INTO d VALUES (1);' +
          'ALTER TABLE d DISCARD TABLESPACE',
      );
    });

    test('fails the dump, with ways on', async () => {
      const [code, stderr] = await dump('torn');
      assert.equal(code, 14);
      assert.match(stderr, /--ignore-table=torn\.d\b.*--force/);
    });

    for (const threads of [1, 2])
      test(`is named as data, with the server's reason, over ${threads}`, async () => {
        const json = ['--log-format=json', '--log-level=debug'];
        const [, stderr] = await dump(`--threads=${threads}`, ...json, 'torn');
        const lines = stderr.trimEnd().split('\n');
        const error = lines.map((line) => JSON.parse(line) as Record<string, unknown>).at(-1);
        assert.equal(error?.['code'], 'read-failed');
        assert.equal(error['object'], 'torn.d');
        assert.equal(error['side'], 'source');
        assert.equal(error['retry'], false);
        assert.match(String(error['trace']), /caused by: ServerError: Tablespace/);
      });

    for (const args of [['--threads=1'], ['--threads=2'], ['--verify-source'], ['--xml']])
      test(`is left without rows by --force, with ${args.join(' ')}`, async () => {
        const [code, stderr, sql] = await dump('--force', ...args, 'torn');
        assert.equal(code, 3, stderr);
        assert.match(stderr, /rows of table torn\.d\b/);
        if (args[0] === '--xml') return assert.match(sql, /<\/mysqldump>\n/);
        assert.equal(await restore(sql), '1\n2\n3\n4');
        assert.equal(await server.run('SHOW TABLES FROM copied'), 'a\nd\nz');
      });

    test('is left without a file of rows by --tab --force', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'tsdump-tab-'));
      const { code, stderr } = await runTsdump(server, [`--tab=${folder}`, '--force', 'torn']);
      assert.equal(code, 3, stderr);
      const names = readdirSync(folder).sort();
      assert.deepEqual(names, ['a.sql', 'a.txt', 'd.sql', 'z.sql', 'z.txt']);
    });
  });

  describe('a table that shows the rows of others', () => {
    before(async () => {
      await server.run(
        'USE merged; CREATE TABLE child (id INT) ENGINE=MyISAM; INSERT INTO child VALUES (5);' +
          'CREATE TABLE m (id INT) ENGINE=MERGE UNION=(child)',
      );
    });

    test('is a table like any other where those are dumped too', async () => {
      const [code, stderr, sql] = await dump('merged');
      assert.equal(code, 0, stderr);
      assert.doesNotMatch(sql, /INTO `m`/);
    });

    test('is named, and its rows are left out, by itself', async () => {
      const [code, stderr, sql] = await dump('merged', 'a', 'm');
      assert.equal(code, 3, stderr);
      assert.match(stderr, /rows of table merged\.m\b.*--no-data-med.*--skip-no-data-med/);
      assert.doesNotMatch(sql, /INTO `m`/);
    });

    test('is not named where nobody asks for its rows', async () => {
      for (const args of [['--no-data-med'], ['--no-data'], ['--ignore-table-data=merged.m']]) {
        const [code, stderr] = await dump(...args, 'merged', 'a', 'm');
        assert.equal(code, 0, `${args.join(' ')}: ${stderr}`);
      }
    });

    test('is dumped with --skip-no-data-med', async () => {
      const [code, stderr, sql] = await dump('--skip-no-data-med', 'merged');
      assert.equal(code, 0, stderr);
      assert.match(sql, /INTO `m` VALUES\s*\(5\)/);
    });
  });
});
