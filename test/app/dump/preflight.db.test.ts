// What is refused before any lock, each with exit status 11 and nothing changed: unknown
// names, coordinates the server does not have, a journal that cannot be written or that an
// earlier run left. That each privilege is asked for is in minimum-grants.db.test.ts.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { openSession } from '../../../src/mysql/protocol/connect.js';
import { readServerFacts } from '../../../src/mysql/server/facts.js';
import { Journal } from '../../../src/storage/journal.js';
import { makeTemporaryFolder, type ProgramResult } from '../../support/child-process.js';
import { connectionOptions } from '../../support/connection-options.js';
import { startServer } from '../../support/servers.js';
import { forEachFlavor } from '../../support/suite.js';
import type { TestServer } from '../../support/test-server.js';
import { runTsdump } from '../../support/tsdump.js';

const UNDO = ['SET GLOBAL read_only = OFF'];

forEachFlavor((flavor) => {
  let server: TestServer;
  let folder: string;

  before(async () => {
    server = await startServer(flavor);
    await server.run(`CREATE DATABASE shop; CREATE TABLE shop.t (id INT PRIMARY KEY);
      INSERT INTO shop.t VALUES (1); CREATE DATABASE \`odd.na\`\`me\`;
      CREATE DATABASE other; CREATE TABLE other.o (id INT);`);
  });
  after(async () => {
    await server.remove();
  });
  beforeEach(() => {
    folder = makeTemporaryFolder('preflight');
  });

  async function run(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<ProgramResult> {
    return await runTsdump(
      server,
      ['--compress=none', `--journal-dir=${folder}`, ...args],
      env ?? process.env,
    );
  }

  /** How many locks of the whole server were asked for since the server started. */
  async function countLocks(): Promise<string> {
    return await server.run("SHOW GLOBAL STATUS LIKE 'Com_flush'");
  }

  async function assertRefused(
    args: readonly string[],
    message: RegExp,
    code = 11,
  ): Promise<ProgramResult> {
    const locks = await countLocks();
    const result = await run(args);
    assert.equal(result.code, code, result.stderr);
    assert.equal(result.stdout.length, 0);
    assert.match(result.stderr, message);
    assert.doesNotMatch(result.stderr, /^ +at |node:/m);
    assert.equal(await countLocks(), locks);
    return result;
  }

  async function runAs(user: string, args: readonly string[]): Promise<ProgramResult> {
    return await run([`--user=${user}`, ...args], { ...process.env, MYSQL_PWD: 'p' });
  }

  async function recordJournal(): Promise<string> {
    const session = await openSession(connectionOptions(server));
    try {
      const { serverId, hostname } = await readServerFacts(session);
      const journal = new Journal(folder, serverId);
      await journal.prepare();
      await journal.record({
        serverId,
        hostname,
        target: 'somewhere',
        startedAt: '2026-01-02T03:04:05.000Z',
        pid: 4711,
        undo: UNDO,
      });
      return journal.path;
    } finally {
      await session.close();
    }
  }

  const readOnly = async (): Promise<string> => await server.run('SELECT @@GLOBAL.read_only');

  describe('names', () => {
    test('every unknown database is named, in one message', async () => {
      await assertRefused(
        ['--databases', 'nope', 'shop', "n'o`pe"],
        /unknown database: nope, n'o`pe\b/,
      );
      await assertRefused(['nope'], /unknown database: nope\b/);
    });

    test('every unknown table is named, in one message', async () => {
      await assertRefused(['shop', 't', 'x', 'y'], /unknown table: shop\.x, shop\.y\b/);
      await assertRefused(['other', 't'], /unknown table: other\.t\b/);
    });

    test('a database that is computed is refused', async () => {
      for (const name of ['information_schema', 'performance_schema']) {
        await assertRefused([name], new RegExp(`${name} cannot be dumped`));
      }
    });

    test('nothing is left where the dump should have been', async () => {
      const file = join(folder, 'dump.sql');
      await assertRefused(['nope', `--result-file=${file}`], /unknown database/);
      assert.equal(existsSync(file), false);
      assert.deepEqual(readdirSync(folder), []);
    });
  });

  describe('privileges', () => {
    const needed =
      flavor === 'mysql'
        ? 'FLUSH_TABLES, SELECT, SHOW VIEW, TRIGGER, EVENT, SYSTEM_VARIABLES_ADMIN'
        : 'RELOAD, SELECT, SHOW VIEW, TRIGGER, EVENT, READ_ONLY ADMIN';

    test('through a role that is active they count, through one that is not they do not', async () => {
      await server.run(`CREATE ROLE dumper; GRANT ${needed} ON *.* TO dumper;
        CREATE USER held@'%' IDENTIFIED BY 'p'; GRANT dumper TO held@'%';`);
      const without = await runAs('held', ['--read-only']);
      assert.equal(without.code, 11, without.stderr);
      assert.match(without.stderr, /sees no database[\s\S]*SET DEFAULT ROLE/);
      const activated = await runAs('held', ['--read-only', '--init-command=SET ROLE dumper']);
      assert.equal(activated.code, 0, activated.stderr);
      await server.run(
        flavor === 'mysql'
          ? "SET DEFAULT ROLE dumper TO held@'%'"
          : "SET DEFAULT ROLE dumper FOR held@'%'",
      );
      const result = await runAs('held', ['--read-only']);
      assert.equal(result.code, 0, result.stderr);
      assert.match(result.stdout.toString('utf8'), /INSERT INTO `t` VALUES/);
    });

    test('a role in a role counts too', async () => {
      await server.run(`CREATE ROLE inner_role, outer_role; GRANT ${needed} ON *.* TO inner_role;
        GRANT inner_role TO outer_role; CREATE USER nested@'%' IDENTIFIED BY 'p';
        GRANT outer_role TO nested@'%';
        ${flavor === 'mysql' ? "SET DEFAULT ROLE outer_role TO nested@'%'" : "SET DEFAULT ROLE outer_role FOR nested@'%'"};`);
      const result = await runAs('nested', ['--read-only']);
      assert.equal(result.code, 0, result.stderr);
    });

    test('on one schema they are enough for that schema', async () => {
      const lock = flavor === 'mysql' ? 'FLUSH_TABLES' : 'RELOAD';
      await server.run(`CREATE USER one@'%' IDENTIFIED BY 'p'; GRANT ${lock} ON *.* TO one@'%';
        GRANT SELECT, SHOW VIEW, TRIGGER, EVENT ON shop.* TO one@'%';`);
      const result = await runAs('one', ['--skip-routines', 'shop']);
      assert.equal(result.code, 0, result.stderr);
      const other = await runAs('one', ['--skip-routines', '--databases', 'shop', 'other']);
      assert.equal(other.code, 11, other.stderr);
    });
  });

  describe('coordinates the server does not have', () => {
    test('a server that is no replica', async () => {
      await assertRefused(['--dump-replica'], /is not a replica.*--dump-replica/);
    });

    test('a server without binary log, without GTIDs', async () => {
      const bare = await startServer(flavor, {
        args:
          flavor === 'mysql'
            ? ['--skip-log-bin', '--gtid-mode=OFF', '--enforce-gtid-consistency=OFF']
            : ['--skip-log-bin'],
      });
      try {
        for (const option of ['--source-data', '--master-data=2']) {
          const result = await runTsdump(bare, ['--compress=none', option]);
          assert.equal(result.code, 11, result.stderr);
          assert.match(result.stderr, /no binary log.*--source-data/);
        }
        const gtids = await runTsdump(bare, ['--compress=none', '--set-gtid-purged=on']);
        assert.equal(gtids.code, flavor === 'mysql' ? 11 : 0, gtids.stderr);
        if (flavor === 'mysql') assert.match(gtids.stderr, /without GTIDs.*--set-gtid-purged/);
        const plain = await runTsdump(bare, ['--compress=none', '--read-only']);
        assert.equal(plain.code, 0, plain.stderr);
      } finally {
        await bare.remove();
      }
    });
  });

  describe('the journal', () => {
    test('left by an earlier run, the server still read only: refused; --release cures', async () => {
      const path = await recordJournal();
      await server.run('SET GLOBAL read_only = ON');
      const refused = await assertRefused(
        ['--read-only'],
        /tsdump of 2026-01-02T03:04:05\.000Z \(process 4711\).*read_only is ON/,
      );
      assert.match(refused.stderr, /tsdump --release/);
      assert.ok(existsSync(path));
      assert.equal(await readOnly(), '1');

      const other = await run(['--lock-all-tables']);
      assert.equal(other.code, 0, other.stderr);
      assert.match(other.stderr, /run tsdump --release/);
      assert.ok(existsSync(path));

      const released = await runTsdump(server, [`--journal-dir=${folder}`, '--release']);
      assert.equal(released.code, 0, released.stderr);
      assert.match(released.stderr, /SET GLOBAL read_only = OFF: done/);
      assert.equal(await readOnly(), '0');
      assert.equal(existsSync(path), false);

      const again = await runTsdump(server, [`--journal-dir=${folder}`, '--release']);
      assert.equal(again.code, 0, again.stderr);
      assert.match(again.stderr, /nothing to release.*read_only is OFF/);
    });

    test('left by an earlier run whose guard has put the server back: told and cleared', async () => {
      const path = await recordJournal();
      const result = await run(['--read-only']);
      assert.equal(result.code, 0, result.stderr);
      assert.match(result.stderr, /its guard has put the server back/);
      assert.equal(existsSync(path), false);
    });

    test('that cannot be understood is refused, and stays for people to read', async () => {
      const path = await recordJournal();
      writeFileSync(path, '{"undo": [');
      await assertRefused(['--read-only'], /journal .* cannot be understood/);
      const released = await runTsdump(server, [`--journal-dir=${folder}`, '--release']);
      assert.equal(released.code, 11, released.stderr);
      assert.ok(existsSync(path));
    });

    test('of a directory that cannot be: refused before the lock', async () => {
      const file = join(folder, 'a-file');
      writeFileSync(file, '');
      const nowhere = join(folder, 'nowhere');
      symlinkSync(join(folder, 'not', 'there'), nowhere);
      for (const directory of [join(file, 'below'), nowhere]) {
        await assertRefused(
          ['--read-only', `--journal-dir=${directory}`],
          /cannot (read|write) the undo journal/,
        );
        assert.equal(await readOnly(), '0');
      }
      // Where the server is not changed nothing is noted.
      const result = await run([`--journal-dir=${nowhere}`]);
      assert.equal(result.code, 0, result.stderr);
    });

    test('is gone after a dump, and its directory is for us alone', async () => {
      const directory = join(folder, 'deep', 'er');
      const result = await run(['--read-only', `--journal-dir=${directory}`]);
      assert.equal(result.code, 0, result.stderr);
      assert.deepEqual(readdirSync(directory), []);
      assert.equal(statSync(directory).mode & 0o777, 0o700);
    });
  });
});
