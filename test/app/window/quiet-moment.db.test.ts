// What the lock's moment must not meet: temporary tables that a statement-based binary log
// knows, and events in the middle of their bodies. And the replica made from such a dump.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openSession } from '../../../src/mysql/protocol/connect.js';
import { connectionOptions } from '../../support/connection-options.js';
import { replicaStatus, startReplication, waitForReplica } from '../../support/replication.js';
import { startServer } from '../../support/servers.js';
import { forEachFlavor } from '../../support/suite.js';
import type { TestServer } from '../../support/test-server.js';
import { dumpPlain, runTsdump, startTsdump } from '../../support/tsdump.js';

forEachFlavor((flavor) => {
  let server: TestServer;
  before(async () => {
    const format = flavor === 'mysql' ? 'STATEMENT' : 'MIXED';
    const args = ['--event-scheduler=ON', `--binlog-format=${format}`];
    server = await startServer(flavor, { args });
    await server.run(`CREATE DATABASE shop; USE shop; CREATE TABLE stop (a INT);
      CREATE TABLE done (a INT PRIMARY KEY AUTO_INCREMENT, who INT)`);
  });
  after(async () => {
    await server.remove();
  });

  const into = (): string[] => [`--result-file=${server.folder}/q.zst`, 'shop'];

  test('temporary tables in the binary log are waited for where they can be seen, and warned of', async () => {
    const args = ['--source-data', '--lock-all-tables', ...into()];
    assert.doesNotMatch((await runTsdump(server, args)).stderr, /1146/, 'there are none');
    const session = await openSession(connectionOptions(server));
    await session.execute('CREATE TEMPORARY TABLE shop.mine (a INT)');
    const stays = await runTsdump(server, [...args, '--lock-wait=1']);
    assert.equal(stays.code, 0, stays.stderr);
    const seen = flavor === 'mysql' ? `of connection ${session.connectionId}` : 'does not show';
    assert.match(stays.stderr, new RegExp(`1146[^]*${seen}|${seen}[^]*1146`));
    assert.match(stays.stderr, /binlog_format=ROW/);
    const others = await runTsdump(server, ['--lock-all-tables', ...into()]);
    assert.doesNotMatch(others.stderr, /1146/, 'it makes no replica');
    const waits = startTsdump(server, [...args, '--lock-wait=60']);
    if (flavor === 'mysql') await waits.seen('waiting for temporary tables');
    else await waits.ended;
    await session.close();
    const { code, stderr } = await waits.ended;
    assert.equal(code, 0, stderr);
    if (flavor === 'mysql') assert.doesNotMatch(stderr, /1146/);
    await server.run('SET GLOBAL binlog_format = ROW');
    assert.doesNotMatch((await runTsdump(server, args)).stderr, /1146/, 'ROW is safe');
  });

  test('an event in the middle of its body is waited for before the server is read only', async () => {
    await server.run(
      `DELIMITER //
      CREATE EVENT shop.long_one ON SCHEDULE AT NOW() DO BEGIN
        WHILE NOT EXISTS (SELECT * FROM shop.stop) DO DO SLEEP(0.05); END WHILE;
        INSERT INTO shop.done (who) VALUES (7); END //`,
    );
    const running =
      "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE COMMAND = 'Connect' AND DB = 'shop'";
    while ((await server.run(running)) !== '1');
    const stays = await runTsdump(server, ['--read-only', '--lock-wait=1', ...into()]);
    assert.equal(stays.code, 0, stays.stderr);
    assert.match(stays.stderr, /events in the middle of their bodies.*of root in shop/);
    const locks = await runTsdump(server, ['--lock-all-tables', '--lock-wait=1', ...into()]);
    assert.doesNotMatch(locks.stderr, /in the middle/, 'a lock alone cuts no event');
    const waits = startTsdump(server, ['--read-only', '--lock-wait=60', ...into()]);
    await waits.seen('waiting for events that run');
    await server.run('INSERT INTO shop.stop VALUES (1)');
    const { code, stderr } = await waits.ended;
    assert.equal(code, 0, stderr);
    assert.doesNotMatch(stderr, /in the middle/);
    assert.equal(await server.run('SELECT COUNT(*) FROM shop.done WHERE who = 7'), '1');
  });

  test('a new replica gets the work of events from its source, and goes on', async () => {
    await server.run(`SET GLOBAL binlog_format = ROW;
      CREATE EVENT shop.tick ON SCHEDULE EVERY 1 SECOND DO
        INSERT INTO shop.done (who) VALUES (@@server_id)`);
    const args = ['--read-only', '--source-data', '--gtid', '--databases', 'shop'];
    const dump = await dumpPlain(server, args);
    const replica = await startServer(flavor, { serverId: 2, args: ['--event-scheduler=ON'] });
    try {
      const restored = await replica.restore(dump);
      assert.equal(restored.code, 0, restored.stderr);
      await startReplication(server, replica);
      const ticks = 'SELECT COUNT(*) FROM shop.done WHERE who = 1';
      const ticked = Number(await server.run(ticks));
      while (Number(await server.run(ticks)) < ticked + 2);
      await server.run('DROP EVENT shop.tick');
      await waitForReplica({ source: server, replica });
      const whole = 'SELECT COUNT(*), MIN(who), SUM(a) FROM shop.done';
      assert.equal(await replica.run(whole), await server.run(whole));
      assert.equal(await replica.run('SELECT COUNT(*) FROM shop.done WHERE who = 2'), '0');
      assert.equal((await replicaStatus(replica))?.sqlRunning, true);
    } finally {
      await replica.remove();
    }
  });
});
