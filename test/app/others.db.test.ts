// What others do to a server while it is dumped, or did to our account: found by the soak
// (test/soak), each pinned here by what it was.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sleep } from '../../src/base/clock.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { runTsdump, startTsdump } from '../support/tsdump.js';

/** Each of the rows takes this long. */
const SLOWLY = '--where=SLEEP(0.2) = 0';

forEachFlavor((flavor) => {
  let server: TestServer;
  before(async () => {
    server = await startServer(flavor);
    await server.run(`
      CREATE DATABASE shop; USE shop;
      CREATE TABLE a (id INT PRIMARY KEY); INSERT INTO a VALUES (1), (2), (3), (4), (5);
      CREATE TABLE b (id INT PRIMARY KEY); INSERT INTO b VALUES (10);
      CREATE TABLE c (id INT PRIMARY KEY); INSERT INTO c VALUES (20);
      CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.id = NEW.id;
      CREATE USER dumper; GRANT ALL ON *.* TO dumper;
      CREATE USER plain; GRANT ALL ON *.* TO plain;`);
    if (flavor === 'mysql') await server.run('REVOKE BACKUP_ADMIN ON *.* FROM plain');
  });
  after(async () => {
    await server.remove();
  });

  test('a snapshot does not take one table for another that has its name by now', async () => {
    // The server counts the age of definitions in whole seconds.
    await sleep(1_100);
    const dump = startTsdump(server, ['--threads=1', SLOWLY, '--log-level=debug', 'shop']);
    await dump.seen('"table":"a"');
    const renamed = server.client(
      'RENAME TABLE shop.b TO shop.x, shop.c TO shop.b, shop.x TO shop.c',
    );
    const { code, stderr } = await dump.ended;
    await renamed;
    // MySQL makes RENAME wait (LOCK INSTANCE FOR BACKUP).
    assert.equal(code, flavor === 'mysql' ? 0 : 13, stderr);
    if (flavor === 'mariadb') assert.match(stderr, /shop\.b: others changed its definition/);
  });

  test('an account whose statements are counted is refused: it may not get to the end', async () => {
    await server.run('ALTER USER dumper WITH MAX_QUERIES_PER_HOUR 25');
    const args = ['--user=dumper', 'shop'];
    const { code, stderr } = await runTsdump(server, ['--read-only', ...args]);
    await server.run('ALTER USER dumper WITH MAX_QUERIES_PER_HOUR 0');
    assert.equal(code, 11, stderr);
    assert.match(stderr, /only 25 statements an hour/);
    assert.match(stderr, /ALTER USER 'dumper'@'%' WITH MAX_QUERIES_PER_HOUR 0;/);
    assert.equal(await server.run('SELECT @@GLOBAL.read_only'), '0');
    const cured = await runTsdump(server, ['--read-only', ...args]);
    assert.equal(cured.code, 0, cured.stderr);
  });

  test('no DDL of others makes two of our connections wait for each other for ever', async () => {
    await server.run(
      `CREATE DATABASE gone; USE gone;${['a', 'b', 'c'].map((name) => `CREATE TABLE ${name} (id INT PRIMARY KEY); INSERT INTO ${name} VALUES (1), (2), (3);`).join('')}`,
    );
    const args = ['--user=plain', '--threads=2', '--lock-wait=1', '--log-level=debug'];
    const dump = startTsdump(server, [...args, SLOWLY, 'gone']);
    await dump.seen('"planned"');
    const dropped = server.client('DROP DATABASE gone');
    const { code, stderr } = await dump.ended;
    assert.equal((await dropped).code, 0);
    // A late one waits for the whole dump. MariaDB drops the tables that nobody holds yet.
    assert.ok([0, 3, 13, 14].includes(code ?? -1), stderr);
  });

  if (flavor === 'mysql') {
    test('a schema whose triggers are revoked is refused, not dumped without them', async () => {
      await server.run(
        'SET GLOBAL partial_revokes = ON; CREATE USER partly; GRANT ALL ON *.* TO partly; REVOKE TRIGGER ON shop.* FROM partly',
      );
      const { code, stderr } = await runTsdump(server, ['--user=partly', 'shop']);
      await server.run('DROP USER partly; SET GLOBAL partial_revokes = OFF');
      assert.equal(code, 11, stderr);
      assert.match(stderr, /lacks TRIGGER/);
    });

    test('super_read_only, set by others meanwhile, stays, and read_only with it', async () => {
      const dump = startTsdump(server, ['--read-only', SLOWLY, 'shop']);
      await dump.seen('window-opened');
      await server.run('SET GLOBAL super_read_only = ON');
      const { code, stderr } = await dump.ended;
      const found = await server.run('SELECT @@GLOBAL.read_only, @@GLOBAL.super_read_only');
      await server.run('SET GLOBAL read_only = OFF');
      assert.equal(code, 0, stderr);
      assert.match(stderr, /others made the server read only meanwhile/);
      assert.equal(found, '1\t1');
    });

    test('without BACKUP_ADMIN it is said that definitions are not kept still', async () => {
      const { code, stderr } = await runTsdump(server, ['--user=plain', 'shop']);
      assert.equal(code, 0, stderr);
      assert.match(stderr, /warning: without BACKUP_ADMIN/);
    });
  }
});
