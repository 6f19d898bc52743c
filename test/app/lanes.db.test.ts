// Several connections read one dump: the same bytes whatever their number, nothing left of
// it when one of them, or the window, is lost, and a window as short as it can be.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { makeTemporaryFolder } from '../support/child-process.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { journalDir, runTsdump, startTsdump } from '../support/tsdump.js';

/** Statistics that stand still: the cuts follow them, if coarsely. */
const SETUP = `CREATE DATABASE many; USE many;
  CREATE TABLE a (id BIGINT PRIMARY KEY AUTO_INCREMENT, x DOUBLE, s VARCHAR(200)) ENGINE=InnoDB STATS_AUTO_RECALC=0;
  INSERT INTO a (x, s) VALUES (1.5, REPEAT('it''s', 20)), (NULL, 'z');
  ${'INSERT INTO a (x, s) SELECT x + id, CONCAT(LEFT(s, 90), id) FROM a;'.repeat(14)}
  CREATE TABLE b LIKE a; INSERT INTO b SELECT * FROM a WHERE id % 3 = 0;
  CREATE TABLE empty_one (id INT PRIMARY KEY);
  CREATE TABLE no_key (v VARCHAR(20)) ENGINE=InnoDB; INSERT INTO no_key VALUES ('x'), ('y');
  CREATE VIEW v AS SELECT id FROM a;
  CREATE DATABASE mixed; CREATE TABLE mixed.m (id INT PRIMARY KEY, v TEXT) ENGINE=MyISAM;
  INSERT INTO mixed.m VALUES (1, 'x'), (2, 'y');
  CREATE DATABASE slow; CREATE TABLE slow.t (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(100)) ENGINE=InnoDB;
  CREATE TABLE slow.late (id INT PRIMARY KEY) ENGINE=InnoDB; INSERT INTO slow.late VALUES (1);
  INSERT INTO slow.t (v) VALUES ${Array.from({ length: 30 }, () => "('x')").join(',')};
  CREATE TABLE slow.u AS SELECT * FROM slow.t;
  CREATE TABLE slow.writes (id INT PRIMARY KEY AUTO_INCREMENT) ENGINE=InnoDB;
  ANALYZE TABLE many.a, many.b;`;

/** Every row of slow.t takes this long. */
const SLOW = '--where=SLEEP(0.1)=0';

forEachFlavor((flavor) => {
  let server: TestServer;
  before(async () => {
    server = await startServer(flavor);
    await server.run(SETUP);
  });
  after(async () => {
    await server.remove();
  });

  async function assertFound(): Promise<void> {
    const deadline = Date.now() + 2_000;
    for (;;) {
      const state = await server.run(`SELECT @@GLOBAL.read_only,
        IS_USED_LOCK('tsdump.window') IS NULL,
        (SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT /*!40001%'
          AND ID <> CONNECTION_ID())`);
      if (state === '0\t1\t0') break;
      assert.ok(Date.now() < deadline, `read_only, name free, statements left: ${state}`);
    }
    await server.run('INSERT INTO slow.writes VALUES ()');
    assert.deepEqual(readdirSync(journalDir()), [], 'the journal is cleared');
  }

  /** Connections that read rows at this moment. */
  async function findReaders(): Promise<string[]> {
    const ids = await server.run(
      "SELECT ID FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT /*!40001%' AND ID <> CONNECTION_ID()",
    );
    return ids.split('\n').filter((id) => id !== '');
  }

  describe('the bytes of a dump do not depend on how many read it', () => {
    for (const codec of ['none', 'zstd', 'gzip']) {
      for (const mode of [
        '--read-only',
        '--lock-all-tables --skip-extended-insert',
        '--skip-opt',
        '--xml --no-create-info',
      ]) {
        // One alone cuts no table into chunks; otherwise statements end with them.
        const counts = codec === 'none' && mode !== '--read-only' ? [1, 2, 5] : [3, 2, 5];
        test(`${codec}, ${mode}, ${counts.join(', ')} connections`, async () => {
          const dumps: Buffer[] = [];
          for (const threads of counts) {
            const args = [
              ...mode.split(' '),
              `--compress=${codec}`,
              '--skip-dump-date',
              '--chunk-size=100K',
            ];
            const databases = ['--databases', 'many', 'mixed'];
            const dump = await runTsdump(server, [...args, `--threads=${threads}`, ...databases]);
            assert.equal(dump.code, 0, dump.stderr);
            dumps.push(maskIndex(dump.stdout, codec));
          }
          assert.ok(dumps[0]?.equals(dumps[1] as Buffer), 'the first two differ');
          assert.ok(dumps[0]?.equals(dumps[2] as Buffer), 'the others differ');
        });
      }
    }
  });

  test('lanes really share the chunks', async () => {
    const dump = startTsdump(server, ['--threads=3', '--chunk-size=1K', SLOW, 'slow']);
    let readers: string[] = [];
    while (readers.length < 2) readers = await findReaders();
    dump.child.kill('SIGTERM');
    assert.equal((await dump.ended).code, 143);
    await assertFound();
  });

  for (const mode of ['--read-only', '--lock-all-tables']) {
    test(`${mode}: a lane that loses its connection fails the dump`, async () => {
      const folder = makeTemporaryFolder('out');
      const args = [mode, '--threads=2', SLOW, `--result-file=${join(folder, 'd')}`, 'slow'];
      const dump = startTsdump(server, args);
      let readers: string[] = [];
      while (readers.length === 0) readers = await findReaders();
      await server.run(`KILL ${readers[0]}`);
      const { code, stderr } = await dump.ended;
      assert.equal(code, 13, stderr);
      assert.match(stderr, /connection was lost while reading slow/);
      await assertFound();
      assert.deepEqual(readdirSync(folder), []);
    });

    test(`${mode}: the loss of the lock fails the dump though lanes read on`, async () => {
      const folder = makeTemporaryFolder('out');
      const args = [mode, '--threads=2', SLOW, `--result-file=${join(folder, 'd')}`, 'slow'];
      const dump = startTsdump(server, args);
      while ((await findReaders()).length === 0);
      const holder = await server.run(
        "SELECT ID FROM information_schema.PROCESSLIST WHERE IS_USED_LOCK(CONCAT('tsdump.lock.', ID)) = ID",
      );
      assert.match(holder, /^\d+$/);
      await server.run(`KILL ${holder}`);
      const { code, stderr } = await dump.ended;
      assert.equal(code, 13, stderr);
      await assertFound();
      assert.deepEqual(readdirSync(folder), []);
    });
  }

  test('an account with few connections reads with those it may have', async () => {
    await server.run(`CREATE USER 'few'@'%' IDENTIFIED BY 'few' WITH MAX_USER_CONNECTIONS 2;
      GRANT ALL ON *.* TO 'few'@'%'`);
    const args = ['--user=few', '--threads=4', '--compress=none', '--skip-dump-date'];
    const few = await runTsdump(server, [...args, 'many'], { ...process.env, MYSQL_PWD: 'few' });
    assert.equal(few.code, 0, few.stderr);
    assert.match(few.stderr, /3 of 4 further connections could not be made/);
    const all = await runTsdump(server, ['--compress=none', '--skip-dump-date', 'many']);
    assert.ok(few.stdout.equals(all.stdout), 'the dump differs');
  });

  describe('--max-window', () => {
    test('gives up with 12', async () => {
      const dump = startTsdump(server, ['--read-only', '--max-window=0.5s', SLOW, 'slow']);
      const { code, stderr } = await dump.ended;
      assert.equal(code, 12, stderr);
      assert.match(stderr, /the window was open for 0.5 s/);
      await assertFound();
    });

    for (const threads of [1, 2]) {
      test(`--window-fallback snapshot goes on, ${threads} reading`, async () => {
        const args = ['--read-only', '--max-window=0.5', '--window-fallback=snapshot', SLOW];
        const dump = startTsdump(
          server,
          [...args, '--compress=none', `--threads=${threads}`, 'slow', 't', 'late'],
          'pipe',
        );
        const chunks: Buffer[] = [];
        dump.child.stdout?.on('data', (bytes: Buffer) => chunks.push(bytes));
        await dump.seen('writers go on');
        // Written after the window, while rows are still read.
        await server.run('INSERT INTO slow.late VALUES (2)');
        const { code, stderr } = await dump.ended;
        assert.equal(code, 0, stderr);
        await server.run('DELETE FROM slow.late WHERE id = 2');
        const text = Buffer.concat(chunks).toString();
        assert.match(text, /INSERT INTO `late` VALUES\s+\(1\);/);
        assert.doesNotMatch(text, /\(2\);/);
        await assertFound();
      });
    }

    test('a table that no snapshot holds makes it give up', async () => {
      await server.run('CREATE TABLE slow.m (id INT) ENGINE=MyISAM; INSERT INTO slow.m VALUES (1)');
      try {
        const args = ['--read-only', '--max-window=0.5', '--window-fallback=snapshot', SLOW];
        const { code, stderr } = await startTsdump(server, [...args, 'slow']).ended;
        assert.equal(code, 12, stderr);
        assert.match(stderr, /snapshots do not hold slow.m/);
        await assertFound();
      } finally {
        await server.run('DROP TABLE slow.m');
      }
    });
  });

  test('with --spool a reader that stands still does not keep the server read-only', async () => {
    const spool = makeTemporaryFolder('spool');
    const args = ['--read-only', '--compress=none', '--skip-dump-date', '--set-gtid-purged=off'];
    const dump = startTsdump(
      server,
      [...args, '--buffer-size=0', `--spool=${spool}`, 'many'],
      'pipe',
    );
    await dump.seen('window-closed');
    await assertFound();
    assert.deepEqual(readdirSync(spool), [], 'the spool has no names');
    const chunks: Buffer[] = [];
    dump.child.stdout?.on('data', (bytes: Buffer) => chunks.push(bytes));
    await once(dump.child, 'close');
    const whole = await runTsdump(server, [...args, 'many']);
    assert.ok(Buffer.concat(chunks).equals(whole.stdout), 'the dump differs');
    assert.ok(existsSync(spool));
  });
});

/** The index holds when the dump was made: all up to it. */
function maskIndex(dump: Buffer, codec: string): Buffer {
  const at = dump.lastIndexOf(Buffer.from([0x54, 0x2a, 0x4d, 0x18]));
  if (codec !== 'zstd' || at < 0) return dump;
  return dump.subarray(0, at);
}
