// An address that leads to two servers: rows of both in one dump, or a lock on one and
// read_only on the other, would be worse than no dump.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startRoundRobin } from '../support/round-robin.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { runTsdump } from '../support/tsdump.js';

/** One connection for each try: without TLS to be had a second one is made. */
const PLAIN = ['--ssl-mode=disabled', '--compress=none'];

const SCHEMA = `CREATE DATABASE shop; CREATE TABLE shop.a (n INT PRIMARY KEY);
  CREATE TABLE shop.b (n INT PRIMARY KEY); CREATE TABLE shop.c (n INT PRIMARY KEY);`;

forEachFlavor((flavor) => {
  let servers: readonly [TestServer, TestServer];

  before(async () => {
    servers = await Promise.all([startServer(flavor), startServer(flavor, { serverId: 2 })]);
    for (const [index, server] of servers.entries()) {
      const rows = ['a', 'b', 'c'].map((table) => `INSERT INTO shop.${table} VALUES (${index});`);
      await server.run(SCHEMA + rows.join(''));
    }
  });
  after(async () => {
    await Promise.all(servers.map(async (server) => await server.remove()));
  });

  async function assertUntouched(): Promise<void> {
    for (const server of servers) {
      assert.equal(await server.run('SELECT @@global.read_only'), '0');
      assert.equal(await server.run("SELECT IS_FREE_LOCK('tsdump.window')"), '1');
      // Nobody holds a global read lock.
      await server.run('CREATE TABLE shop.free (n INT); DROP TABLE shop.free');
    }
  }

  for (const mode of [[], ['--lock-all-tables'], ['--skip-lock-tables']]) {
    test(`lanes that reach the other server are left out ${mode.join(' ')}`, async () => {
      await using proxy = await startRoundRobin(servers, [0, 1, 1, 0]);
      const args = ['--threads=2', ...PLAIN, ...mode, 'shop'];
      const { code, stdout, stderr } = await runTsdump(proxy, args);
      assert.equal(code, 0, stderr);
      assert.match(stderr, /leads to another server/);
      const values = [...stdout.toString('latin1').matchAll(/VALUES\s+\((\d)\)/g)];
      assert.deepEqual(
        values.map(([, value]) => value),
        ['0', '0', '0'],
      );
    });
  }

  test('a watchdog on another server than the lock is refused before anything is changed', async () => {
    await using proxy = await startRoundRobin(servers, [0, 1]);
    const args = ['--read-only', '--threads=1', ...PLAIN, 'shop'];
    const { code, stdout, stderr } = await runTsdump(proxy, args);
    assert.equal(code, 10, stderr);
    assert.doesNotMatch(stdout.toString('latin1'), /INSERT|CREATE/);
    assert.match(stderr, /leads to another server/);
    await assertUntouched();
  });

  test('a server that is read only stays so, whoever reaches it by mistake', async () => {
    await servers[1].run('SET GLOBAL read_only = ON');
    try {
      for (const turns of [
        [0, 1],
        [0, 1, 0],
        [0, 0, 1],
      ]) {
        await using proxy = await startRoundRobin(servers, turns);
        await runTsdump(proxy, ['--read-only', '--threads=2', ...PLAIN, 'shop']);
        assert.equal(await servers[1].run('SELECT @@GLOBAL.read_only'), '1', turns.join());
        assert.equal(await servers[0].run('SELECT @@GLOBAL.read_only'), '0', turns.join());
      }
    } finally {
      await servers[1].run('SET GLOBAL read_only = OFF');
    }
  });

  test('with --read-only, whichever connection goes astray, no server is left changed', async () => {
    for (const turns of [
      [0, 1, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
      [0, 1, 1, 1],
    ]) {
      await using proxy = await startRoundRobin(servers, turns);
      const args = ['--read-only', '--threads=2', ...PLAIN, 'shop'];
      const { code, stdout, stderr } = await runTsdump(proxy, args);
      assert.ok(code === 0 || code === 10, `${code}: ${stderr}`);
      const values = [...stdout.toString('latin1').matchAll(/VALUES\s+\((\d)\)/g)];
      assert.ok(
        values.every(([, value]) => value === '0'),
        `rows of both: ${turns.join()}`,
      );
      if (code === 0) assert.equal(values.length, 3);
      await assertUntouched();
    }
  });
});
