// The clusters of the tests: a row goes from one node to the other, and on Galera back.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startCluster, waitForNode, type Cluster } from './clusters.js';
import { forEachCluster } from './suite.js';

forEachCluster((flavor) => {
  let cluster: Cluster;

  before(async () => {
    cluster = await startCluster(flavor);
  });
  after(async () => {
    await cluster.remove();
  });

  test('a row goes from the first node to the second', async () => {
    const { first, second } = cluster;
    await first.run(
      'CREATE DATABASE d; CREATE TABLE d.t (n INT PRIMARY KEY); INSERT INTO d.t VALUES (42)',
    );
    await waitForNode(first, second);
    assert.equal(await second.run('SELECT n FROM d.t'), '42');
  });

  test('the second node takes writes on Galera, and is read only in a group', async () => {
    const { first, second } = cluster;
    const written = await second.client('INSERT INTO d.t VALUES (43)');
    if (flavor === 'mysql') {
      assert.match(written.stderr, /ERROR 1290 .*super-read-only/);
    } else {
      assert.equal(written.code, 0, written.stderr);
      await waitForNode(second, first);
      assert.equal(await first.run('SELECT MAX(n) FROM d.t'), '43');
    }
  });
});
