// A Galera node: its provider is paused by the global read lock, so that only one session may
// ask for it, and a request that waits for another holder hears no KILL. The node must be free
// again whatever happens, and no dump may wait for ever.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openSession } from '../../src/mysql/protocol/connect.js';
import { readServerFacts } from '../../src/mysql/server/facts.js';
import { acquireGlobalReadLock } from '../../src/mysql/server/global-read-lock.js';
import type { Session } from '../../src/mysql/protocol/session.js';
import { type Cluster, startGaleraPair } from '../support/clusters.js';
import { connectionOptions } from '../support/connection-options.js';
import { findServers } from '../support/servers.js';
import type { TestServer } from '../support/test-server.js';
import { runTsdump, startTsdump } from '../support/tsdump.js';
import { withOtherSession } from '../../src/mysql/server/other-session.js';

const present = (await findServers()).some(({ galera }) => galera !== undefined);
const FREE_WITHIN_MS = 15_000;

describe('galera', { skip: !present && 'no Galera library here' }, () => {
  let cluster: Cluster;
  let node: TestServer;

  before(async () => {
    cluster = await startGaleraPair();
    node = cluster.first;
    await node.run(`CREATE DATABASE shop; CREATE TABLE shop.t (n INT PRIMARY KEY AUTO_INCREMENT,
      pad VARCHAR(2000)); INSERT INTO shop.t (pad) VALUES (REPEAT('x', 2000));`);
    for (let doubling = 0; doubling < 13; doubling++) {
      await node.run('INSERT INTO shop.t (pad) SELECT pad FROM shop.t');
    }
  });
  after(async () => await cluster.remove());

  /** Writers of the node are let through, read_only is as it was, nothing of ours is there. */
  async function assertFree(): Promise<void> {
    const deadline = Date.now() + FREE_WITHIN_MS;
    for (;;) {
      const state = await node.run(
        "SELECT @@GLOBAL.read_only, (SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE COMMAND <> 'Sleep' AND USER = 'root' AND ID <> CONNECTION_ID()), (SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'WSREP_LOCAL_STATE')",
      );
      if (state === '0\t0\t4') break;
      assert.ok(Date.now() < deadline, `read_only, sessions, state: ${state}`);
      await sleep(50);
    }
    await node.run("INSERT INTO shop.t (pad) VALUES ('free')");
  }

  for (const mode of ['--read-only', '--lock-all-tables', '--single-transaction', '']) {
    test(`dumps, also where the node waits for what came before: ${mode || 'default'}`, async () => {
      await node.run('SET GLOBAL wsrep_sync_wait = 15');
      try {
        const args = [...(mode === '' ? [] : [mode]), '--result-file=/dev/null', '--compress=none'];
        const { code, stderr } = await runTsdump(node, args);
        assert.equal(code, 0, stderr);
      } finally {
        await node.run('SET GLOBAL wsrep_sync_wait = DEFAULT');
      }
      await assertFree();
    });
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
    test(`${signal} in the window of --read-only frees the node`, async () => {
      const dump = startTsdump(node, ['--read-only', '--compress=none', '--threads=1'], 'pipe');
      await dump.seen('window-opened');
      assert.equal(await cluster.first.run('SELECT @@GLOBAL.read_only'), '1');
      dump.child.kill(signal);
      dump.child.stdout?.resume();
      await dump.ended;
      await assertFree();
    });
  }

  describe('where somebody else has paused the node', () => {
    let holder: Promise<unknown>;

    async function pause(seconds: number): Promise<void> {
      holder = node.client(`FLUSH TABLES WITH READ LOCK; DO SLEEP(${seconds})`);
      while ((await node.run("SHOW STATUS LIKE 'wsrep_local_state'")) === 'wsrep_local_state\t4') {
        await sleep(20);
      }
    }

    test('--lock-wait is kept, and nothing of ours stays', async () => {
      await pause(8);
      const started = performance.now();
      const { code, stderr } = await runTsdump(node, ['--read-only', '--lock-wait=2', 'shop']);
      assert.ok(performance.now() - started < 7_000, stderr);
      assert.equal(code, 12, stderr);
      assert.match(stderr, /Galera node/);
      await holder;
      await assertFree();
    });

    test('a request that is stuck in the server loses its connection', async () => {
      const connection = connectionOptions(node);
      const session = await openSession(connection);
      // As where the node is paused after it was looked at.
      const facts = { ...(await readServerFacts(session)), isGalera: false };
      await pause(8);
      const started = performance.now();
      const request = {
        waitMs: 2_000,
        signal: new AbortController().signal,
        notice: () => undefined,
        interrupt: async ({ connectionId }: Session) => {
          await withOtherSession(connection, facts, async (killer) => {
            await killer.execute(`KILL QUERY ${connectionId}`);
          });
        },
      };
      await assert.rejects(acquireGlobalReadLock([session], facts, request), {
        code: 'window-denied',
      });
      assert.ok(performance.now() - started < 7_000);
      assert.ok(!session.alive);
      await holder;
      await assertFree();
    });

    test('a signal is obeyed while it waits', async () => {
      await pause(8);
      const dump = startTsdump(node, ['--read-only', '--lock-wait=60']);
      await dump.seen('blocked by');
      const started = performance.now();
      dump.child.kill('SIGINT');
      assert.equal((await dump.ended).code, 130);
      assert.ok(performance.now() - started < 6_000);
      await holder;
      await assertFree();
    });
  });
});
