// A secondary of a group whose settings tell every read to wait for what the group has committed:
// under our own lock its applier cannot get there, so our sessions must not wait for it.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Bank, createBank, startBank } from '../support/bank.js';
import { type Cluster, startGroupReplicationPair, waitForNode } from '../support/clusters.js';
import { findServers } from '../support/servers.js';
import { runTsdump } from '../support/tsdump.js';

const present = (await findServers()).some(({ flavor }) => flavor === 'mysql');
const LOCK_WAIT_S = 10;

describe('group replication', { skip: !present && 'no MySQL server here' }, () => {
  let cluster: Cluster;
  let bank: Bank;

  before(async () => {
    cluster = await startGroupReplicationPair();
    await createBank(cluster.first);
    await waitForNode(cluster.first, cluster.second);
    await cluster.second.run("SET GLOBAL group_replication_consistency = 'BEFORE'");
    bank = await startBank(cluster.first, 2, 0, 5);
  });
  after(async () => {
    const { errors } = await bank.stop();
    await cluster.remove();
    assert.deepEqual(errors, []);
  });

  for (const mode of ['--read-only', '--lock-all-tables', '--single-transaction', '']) {
    test(`a secondary at work whose reads wait is dumped: ${mode || 'default'}`, async () => {
      const args = [`--lock-wait=${LOCK_WAIT_S}`, '--result-file=/dev/null', '--compress=none'];
      const startedMs = performance.now();
      const committed = bank.committed();
      const { code, stderr } = await runTsdump(
        cluster.second,
        mode === '' ? args : [mode, ...args],
      );
      assert.equal(code, 0, stderr);
      // A wait of ours under our lock ends with the server's own limit, of a minute.
      assert.ok(performance.now() - startedMs < 30_000, stderr);
      assert.ok(bank.committed() > committed, 'the primary had traffic');
      assert.equal(await cluster.second.run('SELECT @@GLOBAL.super_read_only'), '1');
      await waitForNode(cluster.first, cluster.second);
    });
  }
});
