// Each option that shapes the dump: the bytes it is known by, and what a restore with the
// stock client makes of them. One pair of servers for all of them.
// Rows are in row-options.db.test.ts. What the bytes are to
// the last one is compared with the stock tools in test/schema.

import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { after, before, describe, test } from 'node:test';
import { makeTemporaryFolder, type ProgramResult, runProgram } from '../support/child-process.js';
import { forEachFlavor } from '../support/suite.js';
import { dumpPlain, runTsdump } from '../support/tsdump.js';
import { count, DATABASES, INSERT, OptionsBench } from './options-bench.js';

forEachFlavor((flavor) => {
  let bench: OptionsBench;
  before(async () => {
    bench = await OptionsBench.start(flavor);
  });
  after(async () => {
    await bench.remove();
  });

  describe('what is dumped', () => {
    test('no names: every database of the user, equal after a restore', async () => {
      const sql = await bench.dumpText();
      assert.equal(count(sql, /^USE `/gm) >= 3, true);
      assert.doesNotMatch(sql, /`mysql`/);
      await bench.assertEqualAfter(sql);
    });

    test('--databases', async () => {
      const sql = await bench.dumpText('--databases', 'spare', 'depot');
      assert.match(sql, /CREATE DATABASE .*`spare`[\s\S]*CREATE DATABASE .*`depot`/);
      assert.doesNotMatch(sql, /`shop`/);
    });

    test('a database by position: neither CREATE DATABASE nor USE, routines and events', async () => {
      const sql = await bench.dumpText('shop');
      assert.doesNotMatch(sql, /^(CREATE DATABASE|USE )/m);
      assert.match(sql, /PROCEDURE `p`/);
      assert.match(sql, /EVENT `e`/);
      await bench.emptyTarget();
      await bench.target.run('CREATE DATABASE shop');
      await bench.restore(sql, 'shop');
      assert.deepEqual(await bench.differences(['shop']), []);
    });

    test('tables by position: with triggers, without routines and events', async () => {
      const sql = await bench.dumpText('shop', 'heap', 'numbers');
      assert.match(sql, /TRIGGER `?tr`?/);
      assert.doesNotMatch(sql, /`child`|PROCEDURE|FUNCTION|EVENT/);
      const all = await bench.dumpText('shop', 'heap', '--routines', '--events');
      assert.match(all, /PROCEDURE `p`[\s\S]*/);
      assert.match(all, /EVENT `e`/);
    });

    test('--ignore-table, --ignore-table-data, --ignore-database', async () => {
      const sql = await bench.dumpText(
        '--ignore-table=shop.heap',
        '--ignore-table=shop.v',
        '--ignore-table-data=shop.child',
        '--ignore-database=spare',
      );
      assert.doesNotMatch(sql, /TABLE `heap`|INTO `heap`|VIEW[^\n]*`v`|`spare`/);
      assert.match(sql, /CREATE TABLE `child`/);
      assert.doesNotMatch(sql, /INTO `child`/);
      assert.match(sql, /INTO `numbers`/);
    });

    test('--where', async () => {
      const sql = await bench.dumpText('shop', 'child', '--where=id >= 2 AND note IS NOT NULL');
      assert.match(sql, /^-- WHERE: {2}id >= 2 AND note IS NOT NULL$/m);
      await bench.emptyTarget();
      await bench.target.run('CREATE DATABASE shop');
      await bench.restore(sql, 'shop');
      assert.equal(await bench.target.run('SELECT id, note FROM shop.child'), "2\ttwo's");
      const broken = await runTsdump(bench.source, ['shop', 'child', '--where=nonsense = 1']);
      assert.equal(broken.code, 14, broken.stderr);
      assert.match(broken.stderr, /nonsense/);
    });

    test('a condition cannot reach past its bracket', async () => {
      const sql = await bench.dumpText(
        'shop',
        'child',
        '--where=id = 1 OR id = 3',
        '--chunk-size=1K',
      );
      assert.equal(count(sql, /\((1|3),/g), 2);
      assert.equal(count(sql, /\(2,/g), 0);
    });

    test('a table of generated columns alone', async () => {
      await bench.source.run(
        'CREATE DATABASE computed; CREATE TABLE computed.g (a INT AS (1 + 1) VIRTUAL, b INT AS (3) STORED);' +
          'INSERT INTO computed.g () VALUES (), (), ()',
      );
      for (const more of ['--extended-insert', '--skip-extended-insert', '--verify-source']) {
        const sql = await bench.dumpText('--databases', 'computed', more);
        await bench.emptyTarget();
        await bench.restore(sql);
        assert.equal(await bench.target.run('SELECT a, b FROM computed.g'), '2\t3\n2\t3\n2\t3');
      }
      await bench.source.run('DROP DATABASE computed');
    });

    test('--no-data', async () => {
      const sql = await bench.dumpText('--no-data');
      assert.equal(count(sql, INSERT), 0);
      await bench.assertEqualAfter(sql, { definitionsOnly: true });
      assert.equal(await bench.target.run('SELECT COUNT(*) FROM shop.child'), '0');
    });

    test('--no-create-info --no-create-db: rows to fill what is there', async () => {
      const structure = await bench.dumpText('--no-data', '--skip-triggers');
      const rows = await bench.dumpText(
        '--no-create-info',
        '--no-create-db',
        '--skip-routines',
        '--skip-events',
      );
      assert.doesNotMatch(rows, /CREATE (TABLE|DATABASE|.*VIEW)|DROP TABLE/);
      await bench.emptyTarget();
      await bench.restore(structure);
      // The trigger is among them: as mysqldump's, behind the rows of its table.
      await bench.restore(rows);
      assert.deepEqual(await bench.differences(DATABASES), []);
    });

    test('--routines, --events, --triggers and their opposites', async () => {
      const none = await bench.dumpText('--skip-routines', '--skip-events', '--skip-triggers');
      assert.doesNotMatch(none, /PROCEDURE|FUNCTION|EVENT `|TRIGGER/);
      const one: readonly [string, RegExp][] = [
        ['--routines', /PROCEDURE `p`[\s\S]*|FUNCTION `f`/],
        ['--events', /EVENT `e`/],
        ['--triggers', /TRIGGER/],
      ];
      for (const [option, pattern] of one) {
        const sql = await bench.dumpText(
          '--skip-routines',
          '--skip-events',
          '--skip-triggers',
          option,
        );
        assert.match(sql, pattern);
        for (const [other, absent] of one) {
          if (other !== option) assert.doesNotMatch(sql, absent, `${option} without ${other}`);
        }
      }
    });

    test('--no-tablespaces is on: PROCESS is needed only by who asks for tablespaces', async () => {
      const lock = flavor === 'mysql' ? 'FLUSH_TABLES' : 'RELOAD';
      await bench.source.run(
        `CREATE USER plain@'%'; GRANT ${lock}, SELECT, SHOW VIEW, TRIGGER, EVENT ON *.* TO plain@'%'`,
      );
      const run = async (...args: string[]): Promise<ProgramResult> =>
        await runTsdump(bench.source, ['--user=plain', '--databases', 'depot', ...args]);
      for (const args of [[], ['--no-tablespaces'], ['-y']]) {
        const { code, stderr } = await run(...args);
        assert.equal(code, 0, stderr);
      }
      for (const option of ['--all-tablespaces', '--skip-no-tablespaces']) {
        const { code, stderr } = await run(option);
        assert.equal(code, flavor === 'mysql' ? 11 : 0, stderr);
        if (flavor === 'mysql') assert.match(stderr, /PROCESS.*--no-tablespaces/s);
      }
      await bench.source.run("GRANT PROCESS ON *.* TO plain@'%'");
      assert.equal((await run('--all-tablespaces')).code, 0);
      await bench.source.run("DROP USER plain@'%'");
    });
  });

  describe('definitions', () => {
    test('--add-drop-database replaces what is there', async () => {
      const sql = await bench.dumpText('--add-drop-database');
      assert.match(sql, /DROP DATABASE IF EXISTS `shop`/);
      await bench.emptyTarget();
      await bench.target.run('CREATE DATABASE shop; CREATE TABLE shop.stray (id INT)');
      await bench.restore(sql);
      assert.deepEqual(await bench.differences(DATABASES), []);
    });

    test('--add-drop-table is on and replaces, --skip-add-drop-table fails on what is there', async () => {
      const sql = await bench.dumpText();
      await bench.assertEqualAfter(sql);
      await bench.target.run('INSERT INTO shop.numbers VALUES (9, 9, 9)');
      const kept = await bench.dumpText('--skip-add-drop-table', '--databases', 'depot');
      assert.doesNotMatch(kept, /DROP TABLE/);
      const refused = await bench.target.restore(Buffer.from(kept, 'latin1'));
      assert.equal(refused.code, 1);
      assert.match(refused.stderr, /1050/);
      await bench.restore(
        await bench.dumpText('--databases', 'shop', '--skip-routines', '--skip-events'),
      );
      assert.deepEqual(await bench.differences(DATABASES), []);
    });

    test('--add-drop-trigger', async () => {
      assert.doesNotMatch(await bench.dumpText('shop', 'heap'), /DROP TRIGGER/);
      const sql = await bench.dumpText('shop', 'heap', '--add-drop-trigger');
      assert.match(sql, /DROP TRIGGER IF EXISTS `?tr`?/);
      await bench.assertEqualAfter(await bench.dumpText());
      await bench.restore(
        await bench.dumpText('shop', 'heap', '--add-drop-trigger', '--no-create-info', '--no-data'),
        'shop',
      );
      assert.deepEqual(await bench.differences(['shop']), []);
    });

    test('--skip-comments leaves no comment, --skip-dump-date no date', async () => {
      const bare = await bench.dumpText('--skip-comments');
      assert.doesNotMatch(bare, /^--/m);
      await bench.assertEqualAfter(bare);
      assert.match(
        await bench.dumpText('depot'),
        /^-- Dump completed on \d{4}-\d\d-\d\d +\d+:\d\d:\d\d$/m,
      );
      const undated = await bench.dumpText('depot', '--skip-dump-date');
      assert.match(undated, /^-- Dump completed$/m);
      assert.equal(await bench.dumpText('depot', '--skip-dump-date'), undated);
    });
  });

  describe('output', () => {
    test('--compress: what the stock tools unpack is the same dump', async () => {
      const args = [...bench.quiet, '--skip-dump-date', '--databases', 'shop'];
      const plain = await dumpPlain(bench.source, args);
      for (const codec of ['zstd', 'zstd:3', 'zstd:19']) {
        const { stdout, code, stderr } = await runTsdump(bench.source, [
          ...args,
          `--compress=${codec}`,
        ]);
        assert.equal(code, 0, stderr);
        const unpacked = await runProgram('zstd', ['-dc'], { input: stdout });
        assert.equal(unpacked.code, 0, unpacked.stderr);
        assert.ok(unpacked.stdout.equals(plain), codec);
      }
      for (const codec of ['gzip', 'gzip:9']) {
        const { stdout, code, stderr } = await runTsdump(bench.source, [
          ...args,
          `--compress=${codec}`,
        ]);
        assert.equal(code, 0, stderr);
        const unpacked = await runProgram('gzip', ['-dc'], { input: stdout });
        assert.equal(unpacked.code, 0, unpacked.stderr);
        assert.ok(unpacked.stdout.equals(plain), codec);
        assert.ok(gunzipSync(stdout).equals(plain));
      }
      const none = await runTsdump(bench.source, [...args, '--skip-compress']);
      assert.ok(none.stdout.equals(plain));
    });

    test('--result-file is for us alone, and holds what standard output would', async () => {
      const file = join(makeTemporaryFolder('options'), 'dump.sql');
      const args = [...bench.quiet, '--skip-dump-date', '--compress=none', '--databases', 'shop'];
      const written = await runTsdump(bench.source, [...args, '--result-file', file]);
      assert.equal(written.code, 0, written.stderr);
      assert.equal(written.stdout.length, 0);
      assert.equal(statSync(file).mode & 0o777, 0o600);
      const { stdout } = await runTsdump(bench.source, args);
      const cat = await runProgram('cat', [file]);
      assert.ok(cat.stdout.equals(stdout));
    });
  });
});
