// Two real servers that are one cluster: Galera on MariaDB, Group Replication on MySQL with the
// first as its primary. All on loopback, each from the empty template, so that no node has to
// copy its data to the other and no tool for that is needed.

import { randomUUID } from 'node:crypto';
import { sleep } from '../../src/base/clock.js';
import type { Flavor } from '../../src/model/server.js';
import { findFreePort, findServers, startServer } from './servers.js';
import type { TestServer } from './test-server.js';

export interface Cluster {
  /** On Group Replication the primary. */
  readonly first: TestServer;
  readonly second: TestServer;
  /** Kills both and removes their folders. */
  remove(): Promise<void>;
}

export interface ClusterOptions {
  /** More arguments of both servers; they win over ours. */
  readonly args?: readonly string[];
}

type Two<T> = readonly [T, T];

const READY_WAIT_MS = 60_000;

export async function startCluster(flavor: Flavor, options: ClusterOptions = {}): Promise<Cluster> {
  return flavor === 'mysql'
    ? await startGroupReplicationPair(options)
    : await startGaleraPair(options);
}

/**
 * Both nodes find the files of a cluster that was shut down as a whole with nothing in it. So
 * each knows the other and that it has the same data, and they make a primary component at once.
 */
export async function startGaleraPair(options: ClusterOptions = {}): Promise<Cluster> {
  const provider = (await findServers()).find((server) => server.flavor === 'mariadb')?.galera;
  if (provider === undefined) {
    throw new Error('no Galera library on this machine; run test/support/install-servers.sh');
  }
  const state = randomUUID();
  const members: Two<string> = [randomUUID(), randomUUID()];
  const ports: Two<number> = [await findFreePort(), await findFreePort()];
  const start = async (index: 0 | 1): Promise<TestServer> =>
    await startServer('mariadb', {
      serverId: index + 1,
      dataFiles: {
        'grastate.dat': `# GALERA saved state\nversion: 2.1\nuuid: ${state}\nseqno: 1\nsafe_to_bootstrap: 0\n`,
        'gvwstate.dat': buildGaleraView(members, index),
      },
      args: [
        '--wsrep-on=ON',
        `--wsrep-provider=${provider}`,
        `--wsrep-provider-options=base_host=127.0.0.1;base_port=${ports[index]};gmcast.listen_addr=tcp://127.0.0.1:${ports[index]};ist.recv_addr=127.0.0.1:${await findFreePort()};gcache.size=32M`,
        `--wsrep-cluster-address=gcomm://${ports.map(toAddress).join(',')}`,
        '--wsrep-node-address=127.0.0.1',
        '--wsrep-sst-method=skip',
        '--binlog-format=ROW',
        '--innodb-autoinc-lock-mode=2',
        ...(options.args ?? []),
      ],
    });
  const cluster = toCluster(await Promise.all([start(0), start(1)]));
  await waitUntilReady(cluster, "SHOW STATUS LIKE 'wsrep_local_state_comment'", 'Synced');
  return cluster;
}

function buildGaleraView(members: Two<string>, index: 0 | 1): string {
  return `my_uuid: ${members[index]}
#vwbeg
view_id: 3 ${members[0]} 1
bootstrap: 0
member: ${members[0]} 0
member: ${members[1]} 0
#vwend
`;
}

export async function startGroupReplicationPair(options: ClusterOptions = {}): Promise<Cluster> {
  const group = randomUUID();
  const ports: Two<number> = [await findFreePort(), await findFreePort()];
  const start = async (index: 0 | 1): Promise<TestServer> =>
    await startServer('mysql', {
      serverId: index + 1,
      args: [
        '--plugin-load-add=group_replication.so',
        `--group-replication-group-name=${group}`,
        `--group-replication-local-address=${toAddress(ports[index])}`,
        `--group-replication-group-seeds=${ports.map(toAddress).join(',')}`,
        '--group-replication-start-on-boot=OFF',
        '--group-replication-recovery-get-public-key=ON',
        '--report-host=127.0.0.1',
        ...(options.args ?? []),
      ],
    });
  const cluster = toCluster(await Promise.all([start(0), start(1)]));
  await cluster.first.run(`
    SET GLOBAL group_replication_bootstrap_group = ON;
    START GROUP_REPLICATION;
    SET GLOBAL group_replication_bootstrap_group = OFF;
    CREATE USER member IDENTIFIED BY 'member';
    GRANT REPLICATION SLAVE ON *.* TO member;`);
  await cluster.second.run("START GROUP_REPLICATION USER = 'member', PASSWORD = 'member'");
  const online = `SELECT 'online', COUNT(*) FROM performance_schema.replication_group_members
    WHERE MEMBER_STATE = 'ONLINE'`;
  await waitUntilReady(cluster, online, '2');
  return cluster;
}

/** Until the statement's second column has that value on both nodes. */
async function waitUntilReady(cluster: Cluster, sql: string, wanted: string): Promise<void> {
  const deadlineMs = performance.now() + READY_WAIT_MS;
  for (const node of [cluster.first, cluster.second]) {
    for (;;) {
      const { stdout, stderr } = await node.client(sql);
      if (stdout.trimEnd().split('\t')[1] === wanted) break;
      if (performance.now() > deadlineMs) {
        const log = await node.readLogTail();
        await cluster.remove();
        throw new Error(`the cluster is not ready in time: ${stdout}${stderr}\n${log}`);
      }
      await sleep(50);
    }
  }
}

function toAddress(port: number): string {
  return `127.0.0.1:${port}`;
}

function toCluster([first, second]: Two<TestServer>): Cluster {
  return {
    first,
    second,
    remove: async () => {
      await Promise.all([first.remove(), second.remove()]);
    },
  };
}

/** Returns when `node` has all that `origin` has committed by now. */
export async function waitForNode(origin: TestServer, node: TestServer): Promise<void> {
  if (origin.flavor === 'mysql') {
    const executed = await origin.run('SELECT @@GLOBAL.gtid_executed', { raw: true });
    const set = executed.replaceAll('\n', '');
    if ((await node.run(`SELECT WAIT_FOR_EXECUTED_GTID_SET('${set}', 60)`)) === '0') return;
    throw new Error(`the node did not reach ${set}`);
  }
  // A read that may wait asks the cluster where it is by now.
  await node.run('SET SESSION wsrep_sync_wait = 1; SELECT COUNT(*) FROM mysql.global_priv');
}
