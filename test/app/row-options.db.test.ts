// Options that shape the INSERTs: the bytes each is known by, and what a restore with the
// stock client makes of them. The other options are in options.db.test.ts.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { forEachFlavor } from '../support/suite.js';
import { count, INSERT, OptionsBench } from './options-bench.js';

/** A zone made by hand, as the zone tables are empty; on 2026-10-25 02:30 comes twice. */
const BERLIN = `
INSERT INTO mysql.time_zone (Time_zone_id, Use_leap_seconds) VALUES (1, 'N');
INSERT INTO mysql.time_zone_name VALUES ('Made/Berlin', 1);
INSERT INTO mysql.time_zone_transition_type VALUES (1, 0, 7200, 1, 'CEST'), (1, 1, 3600, 0, 'CET');
INSERT INTO mysql.time_zone_transition VALUES
  (1, UNIX_TIMESTAMP('2026-03-29 01:00:00'), 0), (1, UNIX_TIMESTAMP('2026-10-25 01:00:00'), 1);
SET GLOBAL time_zone = 'Made/Berlin';
`;
const UTC_AGAIN = "SET GLOBAL time_zone = '+00:00'";

const lengths = (text: string): number[] =>
  [...text.matchAll(/^INSERT INTO [^;]*;$/gm)].map((match) => match[0].length + 1);

const total = (list: number[]): number => list.reduce((sum, bytes) => sum + bytes, 0);

const rowsOf = (text: string): string[] => text.match(/\(\d+,[^()]*\)/g) ?? [];

forEachFlavor((flavor) => {
  let bench: OptionsBench;
  before(async () => {
    bench = await OptionsBench.start(flavor);
  });
  after(async () => {
    await bench.remove();
  });

  describe('rows', () => {
    test('--extended-insert is on; without it, one statement per row', async () => {
      const many = await bench.dumpText('shop', 'numbers');
      assert.equal(count(many, INSERT), 1);
      const single = await bench.dumpText('--skip-extended-insert');
      assert.equal(
        count(await bench.dumpText('shop', 'numbers', '--extended-insert=0'), INSERT),
        3,
      );
      await bench.assertEqualAfter(single);
    });

    test('--complete-insert names the columns', async () => {
      const sql = await bench.dumpText('--complete-insert');
      assert.match(sql, /INSERT INTO `numbers` \(`id`, ?`f`, ?`d`\) VALUES/);
      await bench.assertEqualAfter(sql);
    });

    test('--hex-blob', async () => {
      const sql = await bench.dumpText('--hex-blob');
      assert.match(sql, /0x00FF27/);
      await bench.assertEqualAfter(sql);
      assert.doesNotMatch(await bench.dumpText(), /0x00FF27/);
    });

    test('--insert-ignore and --replace decide who wins over rows that are there', async () => {
      const rows = ['shop', 'child', '--no-create-info'];
      const ignore = await bench.dumpText(...rows, '--insert-ignore');
      assert.match(ignore, /^INSERT {1,2}IGNORE INTO `child`/m);
      const replace = await bench.dumpText(...rows, '--replace');
      assert.match(replace, /^REPLACE INTO `child`/m);
      await bench.assertEqualAfter(await bench.dumpText());
      await bench.target.run(
        'UPDATE shop.child SET parent = 77 WHERE id = 1; DELETE FROM shop.child WHERE id = 3',
      );
      await bench.restore(ignore, 'shop');
      assert.equal(await bench.target.run('SELECT parent FROM shop.child ORDER BY id'), '77\n1\n1');
      await bench.restore(replace, 'shop');
      assert.deepEqual(await bench.differences(['shop']), []);
    });

    test('--order-by-primary', async () => {
      assert.match(await bench.dumpText('shop', 'unsorted', '--skip-disable-keys'), /\(1,3\)/);
      const sql = await bench.dumpText('shop', 'unsorted', '--order-by-primary');
      assert.match(sql, /^-- ORDER BY: {2}`v`,`k`$/m);
      assert.deepEqual(
        [...sql.matchAll(/\((\d),(\d)\)/g)].map((match) => match[2]),
        ['1', '2', '3'],
      );
    });

    test('--net-buffer-length bounds the statements', async () => {
      await bench.source.run(`CREATE DATABASE many; CREATE TABLE many.t (id INT PRIMARY KEY, pad VARCHAR(300));
        INSERT INTO many.t SELECT seq.n, REPEAT('x', MOD(seq.n, 290)) FROM (
          WITH RECURSIVE seq (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM seq WHERE n < 900) SELECT n FROM seq) seq;`);
      try {
        const small = lengths(await bench.dumpText('many', '--net-buffer-length=4096'));
        const large = lengths(await bench.dumpText('many', '--net-buffer-length=64K'));
        assert.ok(Math.max(...small) <= 4096 && small.length > 30, String(small));
        assert.ok(Math.max(...large) <= 65_536 && large.length < 6, String(large));
        // Each but the last is as full as it can be: one more row would not have fitted.
        assert.ok(
          small.slice(0, -1).every((bytes) => bytes > 4096 - 310),
          String(small),
        );
        assert.ok(total(small) > total(large));
      } finally {
        await bench.source.run('DROP DATABASE many');
      }
    });

    test('--no-autocommit: a transaction around the rows of a table', async () => {
      const sql = await bench.dumpText('--no-autocommit');
      assert.match(sql, /autocommit=0;\n[\s\S]*INSERT INTO[\s\S]*commit;\n/i);
      await bench.assertEqualAfter(sql);
    });

    test('--skip-add-locks --skip-disable-keys, --skip-opt', async () => {
      const sql = await bench.dumpText('--skip-add-locks', '--skip-disable-keys');
      assert.doesNotMatch(sql, /LOCK TABLES|(DIS|EN)ABLE KEYS/);
      await bench.assertEqualAfter(sql);
      const bare = await bench.dumpText('--skip-opt');
      assert.doesNotMatch(bare, /LOCK TABLES|(DIS|EN)ABLE KEYS|DROP TABLE|SET NAMES/);
    });

    test('FLOAT: every digit, or the six of the stock tool', async () => {
      const exact = await bench.dumpText('shop', 'numbers');
      assert.match(exact, /\(1,1234567\.875,0\.1\)/);
      const six = await bench.dumpText('shop', 'numbers', '--skip-exact-float');
      assert.match(six, /\(1,1234570,0\.1\)/);
      const stock = await bench.source.dump([
        'shop',
        'numbers',
        ...(flavor === 'mysql' ? ['--set-gtid-purged=OFF'] : []),
      ]);
      assert.equal(stock.code, 0, stock.stderr);
      assert.deepEqual(rowsOf(six), rowsOf(stock.stdout.toString('latin1')));
    });
  });

  describe('time zones', () => {
    test('--tz-utc is on: moments are what they were, in whatever zone they are restored', async () => {
      await bench.source.run("SET GLOBAL time_zone = '-08:00'");
      await bench.target.run("SET GLOBAL time_zone = '+05:30'");
      try {
        const sql = await bench.dumpText();
        assert.match(sql, /TIME_ZONE='\+00:00'/);
        assert.match(sql, /'2026-10-25 00:30:00'[\s\S]*'2026-10-25 01:30:00'/);
        await bench.assertEqualAfter(sql);
      } finally {
        await bench.source.run("SET GLOBAL time_zone = '+00:00'");
        await bench.target.run("SET GLOBAL time_zone = '+00:00'");
      }
    });

    test('--skip-tz-utc: in the zone of the server, an hour of which comes twice', async () => {
      for (const server of [bench.source, bench.target]) await server.run(BERLIN);
      try {
        const local = await bench.dumpText('--skip-tz-utc', '--databases', 'shop', '--skip-events');
        assert.doesNotMatch(local, /TIME_ZONE/);
        assert.match(local, /\(1,'2026-10-25 02:30:00'[\s\S]*\(2,'2026-10-25 02:30:00'/);
        await bench.emptyTarget();
        await bench.restore(local);
        const differences = await bench.differences(['shop']);
        assert.deepEqual(
          differences.map(({ kind, object }) => `${kind} ${object}`),
          ['only-in-a event `shop`.`e`', 'rows table `shop`.`moments`'],
        );
        await bench.assertEqualAfter(await bench.dumpText());
      } finally {
        for (const server of [bench.source, bench.target]) await server.run(UTC_AGAIN);
      }
    });
  });
});
