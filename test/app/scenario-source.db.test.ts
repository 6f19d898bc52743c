// The manual's first scenario (section 19.4.1.3): S1 is made read-only and dumped while C1
// writes to it and R1 replicates from it. Each sentence of it is an assertion here.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { BANK_TOTAL, createBank, readBank, startBank } from '../support/bank.js';
import { assertSameServers } from '../support/compare.js';
import {
  connectionClauses,
  type ReplicationPair,
  startPair,
  waitForReplica,
} from '../support/replication.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { dumpPlain, startTsdump } from '../support/tsdump.js';

forEachFlavor((flavor) => {
  let pair: ReplicationPair;
  before(async () => {
    pair = await startPair(flavor);
    await createBank(pair.source);
    await waitForReplica(pair);
  });
  after(async () => {
    await pair.stop();
  });

  test('C1 is held or refused, reads go on, the dump is of one moment, R1 never knows', async () => {
    const { source, replica } = pair;
    const bank = await startBank(source, 6);
    const dump = startTsdump(source, [
      '--read-only',
      '--where=SLEEP(0.02)=0',
      '--result-file',
      `${source.folder}/slow.zst`,
      'bank',
      'accounts',
    ]);
    await dump.seen('window-opened');
    // While S1 is read only:
    assert.equal(await source.run('SELECT @@GLOBAL.read_only'), '1');
    const refused = await source.client(
      'INSERT INTO bank.transfers (client, serial) VALUES (-1, 1)',
      {
        args: [
          '--user=c1',
          '--password=c1',
          '--host=127.0.0.1',
          `--port=${source.port}`,
          '--protocol=tcp',
        ],
      },
    );
    assert.match(refused.stderr, /1290/, 'an update of C1 is refused');
    assert.equal(await source.run('SELECT COUNT(*) FROM bank.accounts'), '50', 'queries go on');
    assert.equal(await replica.run('SELECT @@GLOBAL.read_only'), '0', 'R1 is not made read-only');
    assert.equal((await readBank(replica)).total, BANK_TOTAL, 'R1 serves');
    assert.equal((await dump.ended).code, 0);
    // Afterwards C1 writes again.
    assert.equal(await source.run('SELECT @@GLOBAL.read_only'), '0');
    const resumed = bank.committed();
    while (bank.committed() < resumed + 20) await new Promise((resolve) => setTimeout(resolve, 5));
    const report = await bank.stop();
    assert.deepEqual(report.errors, []);
    assert.equal(report.refusedAtCommit, 0);
    const held = await readBank(source);
    assert.equal(held.transfers, report.committed);
    await waitForReplica(pair);
    await assertSameServers(source, replica, ['bank']);
    const { stdout } = await replica.readBinlog([
      '--no-defaults',
      `${replica.datadir}/binlog.000001`,
    ]);
    assert.doesNotMatch(
      stdout.toString('latin1'),
      /read_only|READ LOCK/i,
      'nothing of it was replicated',
    );
  });

  test('dumps taken under load hold the invariant and start a replica at their coordinates', async () => {
    const { source } = pair;
    const fresh = await startServer(flavor, { serverId: 3 });
    try {
      const bank = await startBank(source, 6, 1);
      while (bank.committed() < 50) await new Promise((resolve) => setTimeout(resolve, 5));
      const bytes = await dumpPlain(source, [
        '--read-only',
        '--source-data=1',
        '--databases',
        'bank',
      ]);
      await bank.stop();
      await pointTo(source, fresh);
      const restored = await fresh.restore(bytes);
      assert.equal(restored.code, 0, restored.stderr);
      const held = await readBank(fresh);
      assert.equal(held.total, BANK_TOTAL, 'the dump is of one moment');
      assert.ok(held.transfers < (await readBank(source)).transfers, 'C1 went on afterwards');
      await fresh.run(flavor === 'mysql' ? 'START REPLICA' : 'START SLAVE');
      await waitForReplica({ source, replica: fresh });
      await assertSameServers(source, fresh, ['bank']);
    } finally {
      await fresh.remove();
    }
  });
});

/** Where the source is, which the dump cannot know; it brings file and position itself. */
async function pointTo(source: TestServer, fresh: TestServer): Promise<void> {
  const word = fresh.flavor === 'mysql' ? 'SOURCE' : 'MASTER';
  const account = connectionClauses(source, word);
  await fresh.run(
    fresh.flavor === 'mysql'
      ? `CHANGE REPLICATION SOURCE TO ${account}, GET_SOURCE_PUBLIC_KEY=1, SOURCE_AUTO_POSITION=0`
      : `CHANGE MASTER TO ${account}, MASTER_USE_GTID=no`,
  );
}
