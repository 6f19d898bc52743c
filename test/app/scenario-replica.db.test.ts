// The manual's second scenario: R1 is made read-only and dumped; S1 and its clients go on
// untouched, R1 stands still, and afterwards catches up by itself.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { BANK_TOTAL, createBank, readBank, startBank } from '../support/bank.js';
import { assertSameServers } from '../support/compare.js';
import {
  type ReplicationPair,
  replicaStatus,
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

  /** Clients of each run number their transfers from 0. */
  async function standStill(run: number): Promise<void> {
    const { source, replica } = pair;
    const bank = await startBank(source, 4, run);
    const dump = startTsdump(replica, [
      '--read-only',
      '--where=SLEEP(0.03)=0',
      '--result-file',
      `${replica.folder}/slow.zst`,
      'bank',
      'accounts',
    ]);
    await dump.seen('window-opened');
    const committed = bank.committed();
    const standing = await readBank(replica);
    assert.equal(standing.total, BANK_TOTAL);
    await new Promise((resolve) => setTimeout(resolve, 700));
    assert.ok(bank.committed() > committed, 'C1 goes on writing to S1');
    assert.deepEqual(await readBank(replica), standing, 'R1 stands still');
    assert.equal(await source.run('SELECT @@GLOBAL.read_only'), '0');
    assert.equal((await dump.ended).code, 0);
    const report = await bank.stop();
    assert.deepEqual(report.errors, []);
    assert.equal(report.refused, 0, 'C1 was never refused');
    await waitForReplica(pair);
    await assertSameServers(source, replica, ['bank']);
    assert.equal(await replica.run('SELECT @@GLOBAL.read_only'), '0');
  }

  test('S1 is untouched, R1 stands still and catches up by itself', async () => {
    await standStill(0);
  });

  if (flavor === 'mariadb') {
    // Two of our sessions would wait for each other by way of them: only the guard has the lock.
    test('with parallel appliers R1 stands still, and its guard is what holds it', async () => {
      const { source, replica } = pair;
      const setThreads = async (count: number): Promise<void> => {
        await replica.run(`STOP SLAVE; SET GLOBAL slave_parallel_threads = ${count}; START SLAVE`);
      };
      await setThreads(4);
      await standStill(1);

      const bank = await startBank(source, 4, 2);
      const file = `--result-file=${replica.folder}/lost.zst`;
      const args = ['--read-only', '--where=SLEEP(0.03)=0', file, 'bank', 'accounts'];
      const dump = startTsdump(replica, args);
      await dump.seen('window-opened');
      const guard = await replica.run(
        "SELECT ID FROM information_schema.PROCESSLIST WHERE STATE = 'User lock'",
      );
      await replica.run(`KILL ${guard}`);
      const { code, stderr } = await dump.ended;
      assert.equal(code, 13, stderr);
      assert.ok(!existsSync(`${replica.folder}/lost.zst`));
      assert.equal(await replica.run('SELECT @@GLOBAL.read_only'), '0');
      assert.deepEqual((await bank.stop()).errors, []);
      await waitForReplica(pair);
      await setThreads(0);
    });
  }

  test('a replica that was read-only before stays so', async () => {
    const { source, replica } = pair;
    await replica.run('SET GLOBAL read_only = ON');
    try {
      await dumpPlain(replica, ['--read-only', 'bank']);
      assert.equal(await replica.run('SELECT @@GLOBAL.read_only'), '1');
      const interrupted = startTsdump(replica, [
        '--read-only',
        '--where=SLEEP(0.05)=0',
        'bank',
        'accounts',
      ]);
      await interrupted.seen('window-opened');
      interrupted.child.kill('SIGKILL');
      await interrupted.ended;
      await waitForReplica({ source, replica });
      assert.equal(await replica.run('SELECT @@GLOBAL.read_only'), '1');
    } finally {
      await replica.run('SET GLOBAL read_only = OFF');
    }
  });

  test("the replica's view of the source's coordinates starts another replica of S1", async () => {
    const { source, replica } = pair;
    const bank = await startBank(source, 4, 3);
    const fresh = await startServer(flavor, { serverId: 4 });
    try {
      while (bank.committed() < 50) await new Promise((resolve) => setTimeout(resolve, 5));
      const args = [
        '--read-only',
        '--dump-replica=1',
        '--include-source-host-port',
        '--databases',
        'bank',
      ];
      const bytes = await dumpPlain(replica, args);
      assert.equal((await replicaStatus(replica))?.sqlRunning, true, 'the applier runs again');
      const restored = await fresh.restore(bytes);
      assert.equal(restored.code, 0, restored.stderr);
      assert.equal((await readBank(fresh)).total, BANK_TOTAL);
      await logIn(fresh);
      await waitForMore(fresh, bank.committed());
      await bank.stop();
      await waitForReplica({ source, replica: fresh });
      await waitForReplica(pair);
      await assertSameServers(source, fresh, ['bank']);
    } finally {
      await fresh.remove();
    }
  });

  test('SIGKILL while the applier is stopped starts it again', async () => {
    const { replica } = pair;
    const dump = startTsdump(replica, [
      '--read-only',
      '--dump-replica=2',
      '--where=SLEEP(0.05)=0',
      'bank',
      'accounts',
    ]);
    await dump.seen('window-opened');
    assert.equal((await replicaStatus(replica))?.sqlRunning, false);
    dump.child.kill('SIGKILL');
    await dump.ended;
    const deadline = Date.now() + 10_000;
    while ((await replicaStatus(replica))?.sqlRunning !== true) {
      assert.ok(Date.now() < deadline, 'the applier stays stopped');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });
});

/** The dump told the new replica where; only the account is missing. */
async function logIn(fresh: TestServer): Promise<void> {
  await fresh.run(
    fresh.flavor === 'mysql'
      ? "CHANGE REPLICATION SOURCE TO SOURCE_USER='repl', SOURCE_PASSWORD='repl', GET_SOURCE_PUBLIC_KEY=1; START REPLICA;"
      : "CHANGE MASTER TO MASTER_USER='repl', MASTER_PASSWORD='repl'; START SLAVE;",
  );
}

async function waitForMore(fresh: TestServer, transfers: number): Promise<void> {
  const deadline = Date.now() + 30_000;
  while ((await readBank(fresh)).transfers < transfers) {
    assert.ok(Date.now() < deadline, 'the new replica does not catch up');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
