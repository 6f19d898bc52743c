// What a dump that makes a replica does about the source's events and about transactions
// that are prepared while its coordinates are read.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { dumpPlain, runTsdump, startTsdump } from '../support/tsdump.js';

forEachFlavor((flavor) => {
  let server: TestServer;
  before(async () => {
    server = await startServer(flavor);
    await server.run(`CREATE DATABASE shop; USE shop; CREATE TABLE t (a INT PRIMARY KEY);
      CREATE EVENT tick ON SCHEDULE EVERY 1 DAY DO INSERT INTO t VALUES (1);
      CREATE EVENT \`a ON COMPLETION NOT PRESERVE ENABLE b\` ON SCHEDULE EVERY '1:2' HOUR_MINUTE
        ENDS '2037-01-01' ON COMPLETION PRESERVE COMMENT 'ENABLE it' DO SELECT ' PRESERVE ENABLE ';
      CREATE EVENT off ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1;`);
  });
  after(async () => {
    await server.remove();
  });

  const statuses =
    "SELECT STATUS FROM information_schema.EVENTS WHERE EVENT_SCHEMA = 'shop' ORDER BY EVENT_NAME";

  test('events of a dump with coordinates arrive disabled, those of others as they are', async () => {
    const plain = await dumpPlain(server, ['--set-gtid-purged=off', 'shop']);
    const backup = await dumpPlain(server, ['--source-data=2', '--set-gtid-purged=off', 'shop']);
    const whole = await dumpPlain(server, ['--source-data', '--set-gtid-purged=off', 'shop']);
    // It is restored where it came from, which is nobody's replica.
    const replica = Buffer.from(whole.toString('latin1').replace(/^CHANGE .*$/m, ''), 'latin1');
    const found = await server.run(statuses);
    await server.run('CREATE DATABASE other');
    for (const [bytes, ask] of [
      [plain, found],
      [backup, found],
      [replica, undefined],
    ] as const) {
      const restored = await server.restore(bytes, { args: ['--database=other'] });
      assert.equal(restored.code, 0, restored.stderr);
      const now = await server.run(statuses.replace("'shop'", "'other'"));
      if (ask === undefined) {
        assert.match(
          now,
          /^(REPLICA_|SLAVE)SIDE_DISABLED\nDISABLED\n(REPLICA_|SLAVE)SIDE_DISABLED$/,
        );
      } else assert.equal(now, ask);
    }
    assert.match(replica.toString(), /SELECT ' PRESERVE ENABLE '/, 'bodies are as they were');
    await server.run('DROP DATABASE other');
  });

  for (const mode of [['--read-only'], ['--lock-all-tables'], []]) {
    test(`a prepared transaction is named, or waited for: ${mode.join(' ')}`, async () => {
      await server.run(
        "XA START 'p1'; INSERT INTO shop.t VALUES (50); XA END 'p1'; XA PREPARE 'p1'",
      );
      const args = [...mode, '--source-data', `--result-file=${server.folder}/xa.zst`, 'shop'];
      const stays = await runTsdump(server, [...args, '--lock-wait=1']);
      assert.equal(stays.code, 0, stays.stderr);
      assert.match(stays.stderr, /prepared XA transactions are not in the dump.*1397.*'p1'/);
      const waits = startTsdump(server, [...args, '--lock-wait=120']);
      await waits.seen('waiting for prepared transactions');
      await server.run("XA ROLLBACK 'p1'");
      const { code, stderr } = await waits.ended;
      assert.equal(code, 0, stderr);
      assert.doesNotMatch(stderr, /1397/);
    });
  }
});
