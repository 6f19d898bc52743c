// A cluster at work to dump from: clients write on every node that takes writes, and afterwards
// the cluster must be whole, in step and undelayed.

import { sleep } from '../../src/base/clock.js';
import type { Flavor } from '../../src/model/server.js';
import { type Bank, BANK_TOTAL, createBank, readBank, startBank } from '../support/bank.js';
import { type Cluster, startCluster, waitForNode } from '../support/clusters.js';
import type { TestServer } from '../support/test-server.js';
import { createShop } from './shop.js';
import { TestBed } from './test-bed.js';

export type NodeName = 'first' | 'second';

export const LOCK_WAIT_S = 1;
/** What a writer may wait beyond `--lock-wait`. */
const STALL_SLACK_MS = 2_000;
const WHOLE_WITHIN_MS = 5_000;
const CLIENTS = 2;
const PAUSE_MS = 5;

export class ClusterStage {
  readonly flavor: Flavor;
  readonly cluster: Cluster;
  readonly #banks: readonly Bank[];
  readonly #beds: Readonly<Record<NodeName, TestBed>>;
  longestStallMs = 0;

  private constructor(
    flavor: Flavor,
    cluster: Cluster,
    banks: readonly Bank[],
    beds: Readonly<Record<NodeName, TestBed>>,
  ) {
    this.flavor = flavor;
    this.cluster = cluster;
    this.#banks = banks;
    this.#beds = beds;
  }

  static async start(flavor: Flavor): Promise<ClusterStage> {
    const cluster = await startCluster(flavor);
    const { first, second } = cluster;
    await createBank(first);
    await createShop(first, true);
    await first.run(
      'CREATE DATABASE other; CREATE TABLE other.t (id INT PRIMARY KEY, v INT); INSERT INTO other.t VALUES (1, 1)',
    );
    await waitForNode(first, second);
    // A group has one node that takes writes.
    const writable = flavor === 'mysql' ? [first] : [first, second];
    const banks = await Promise.all(
      writable.map(async (node, index) => await startBank(node, CLIENTS, index, PAUSE_MS)),
    );
    const [firstBank = fail(), secondBank = firstBank] = banks;
    const beds = {
      first: await TestBed.on(first, firstBank),
      second: await TestBed.on(second, secondBank),
    };
    return new ClusterStage(flavor, cluster, banks, beds);
  }

  bed(node: NodeName): TestBed {
    return this.#beds[node];
  }

  /** Forgets what clients waited so far. */
  beginTrial(): void {
    for (const bank of this.#banks) bank.takeLongestMs();
  }

  /** What is wrong with the cluster and its clients after a trial. */
  async examine(mayStallMs: number = LOCK_WAIT_S * 1000): Promise<string[]> {
    const complaints: string[] = [];
    const stallMs = Math.max(...this.#banks.map((bank) => bank.takeLongestMs()));
    this.longestStallMs = Math.max(this.longestStallMs, stallMs);
    if (stallMs > mayStallMs + STALL_SLACK_MS) {
      complaints.push(`a client waited ${Math.round(stallMs)} ms`);
    }
    const { first, second } = this.cluster;
    const state = await this.#readState();
    if (state !== 'whole') complaints.push(`the cluster: ${state}`);
    else await waitForNode(first, second);
    return complaints;
  }

  /** 'whole', or what the nodes said when the time was over. */
  async #readState(): Promise<string> {
    const deadlineMs = performance.now() + WHOLE_WITHIN_MS;
    for (;;) {
      const said: string[] = [];
      for (const node of [this.cluster.first, this.cluster.second]) {
        said.push(await readNode(node));
      }
      const wanted = this.flavor === 'mysql' ? ['2 0 0', '2 1 1'] : ['Synced 2 0', 'Synced 2 0'];
      if (said.join() === wanted.join()) return 'whole';
      if (performance.now() > deadlineMs) return said.join(', ');
      await sleep(50);
    }
  }

  async stop(): Promise<string[]> {
    const complaints: string[] = [];
    let committed = 0;
    for (const bank of this.#banks) {
      const report = await bank.stop();
      complaints.push(...report.errors);
      committed += report.committed;
      if (report.refusedAtCommit > 0) complaints.push(`${report.refusedAtCommit} COMMITs refused`);
    }
    const { first, second } = this.cluster;
    await waitForNode(first, second);
    await waitForNode(second, first);
    for (const node of [first, second]) {
      const held = await readBank(node);
      if (held.total !== BANK_TOTAL) complaints.push(`the money is ${held.total}`);
      if (held.transfers !== committed) {
        complaints.push(`${committed} transfers acknowledged, ${held.transfers} there`);
      }
    }
    await this.cluster.remove();
    return complaints;
  }
}

/** Nodes that are there, `read_only`; on Galera whether it is in step. */
async function readNode(node: TestServer): Promise<string> {
  const sql =
    node.flavor === 'mysql'
      ? `SELECT CONCAT_WS(' ', COUNT(*), @@GLOBAL.read_only, @@GLOBAL.super_read_only)
         FROM performance_schema.replication_group_members WHERE MEMBER_STATE = 'ONLINE'`
      : `SELECT CONCAT_WS(' ', GROUP_CONCAT(VARIABLE_VALUE ORDER BY VARIABLE_NAME DESC SEPARATOR ' '), @@GLOBAL.read_only + 0)
         FROM information_schema.GLOBAL_STATUS
         WHERE VARIABLE_NAME IN ('WSREP_LOCAL_STATE_COMMENT', 'WSREP_CLUSTER_SIZE')`;
  const { stdout, stderr } = await node.client(sql);
  return (stdout + stderr).trim();
}

function fail(): never {
  throw new Error('a cluster without a node that takes writes');
}
