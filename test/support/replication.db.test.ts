// The replication harness: a row goes from S1 to R1, and a replica that stands still is told.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { replicaStatus, startPair, waitForReplica, type ReplicationPair } from './replication.js';
import { forEachFlavor } from './suite.js';

forEachFlavor((flavor) => {
  let pair: ReplicationPair;

  before(async () => {
    pair = await startPair(flavor);
  });
  after(async () => {
    await pair.stop();
  });

  test('a row goes from the source to the replica', async () => {
    await pair.source.run(
      'CREATE DATABASE d; CREATE TABLE d.t (n INT); INSERT INTO d.t VALUES (42)',
    );
    await waitForReplica(pair);
    assert.equal(await pair.replica.run('SELECT n FROM d.t'), '42');
    const status = await replicaStatus(pair.replica);
    assert.equal(status?.ioRunning, true);
    assert.equal(status.sqlRunning, true);
    assert.equal(status.lastError, '');
    assert.equal(await replicaStatus(pair.source), undefined);
  });

  test('the replica logs what it applies', async () => {
    const variable = flavor === 'mysql' ? 'gtid_executed' : 'gtid_binlog_pos';
    await pair.source.run('INSERT INTO d.t VALUES (43)');
    await waitForReplica(pair);
    const position = await pair.replica.run(`SELECT @@GLOBAL.${variable}`);
    assert.equal(position, await pair.source.run(`SELECT @@GLOBAL.${variable}`));
  });

  test('a replica that cannot apply a row says so', async () => {
    await pair.replica.run('DROP TABLE d.t');
    await pair.source.run('INSERT INTO d.t VALUES (44)');
    await assert.rejects(waitForReplica(pair), /did not reach .*sql false, last error: \S/);
    const status = await replicaStatus(pair.replica);
    assert.equal(status?.columns.get('Last_SQL_Errno'), '1146');
  });
});
