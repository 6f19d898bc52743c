// A source and its replica, by GTID on both flavors, and waiting for the replica.
// The replica logs what it applies, so it can be a source in its turn.

import type { Flavor } from '../../src/model/server.js';
import { startServer } from './servers.js';
import type { TestServer } from './test-server.js';

export interface ReplicationPair {
  readonly source: TestServer;
  readonly replica: TestServer;
  /** Stops both, the replica first. */
  stop(): Promise<void>;
}

export interface PairOptions {
  readonly sourceArgs?: readonly string[];
  readonly replicaArgs?: readonly string[];
}

export interface ReplicaStatus {
  readonly ioRunning: boolean;
  readonly sqlRunning: boolean;
  /** The last error of either thread; empty when there is none. */
  readonly lastError: string;
  /** Every column as the server prints it. */
  readonly columns: ReadonlyMap<string, string>;
}

const REPLICATION_USER = 'repl';
const REPLICATION_PASSWORD = 'repl';
const CATCH_UP_WAIT_S = 60;

/** Starts S1 and R1, empty, with R1 replicating from S1. */
export async function startPair(
  flavor: Flavor,
  options: PairOptions = {},
): Promise<ReplicationPair> {
  const [source, replica] = await Promise.all([
    startServer(flavor, { serverId: 1, args: options.sourceArgs ?? [] }),
    startServer(flavor, { serverId: 2, args: options.replicaArgs ?? [] }),
  ]);
  await startReplication(source, replica);
  return {
    source,
    replica,
    stop: async () => {
      await replica.stop();
      await source.stop();
    },
  };
}

/** Makes `replica` apply everything `source` has in its binary logs, from their start on. */
export async function startReplication(source: TestServer, replica: TestServer): Promise<void> {
  await createReplicationUser(source);
  if (source.flavor === 'mysql') {
    await replica.run(
      `CHANGE REPLICATION SOURCE TO ${connectionClauses(source, 'SOURCE')}, GET_SOURCE_PUBLIC_KEY = 1, SOURCE_AUTO_POSITION = 1; START REPLICA;`,
    );
  } else {
    await replica.run(
      `CHANGE MASTER TO ${connectionClauses(source, 'MASTER')}, MASTER_USE_GTID = slave_pos; START SLAVE;`,
    );
  }
}

/** An account on `source` that a replica may log in with; see `connectionClauses`. */
export async function createReplicationUser(source: TestServer): Promise<void> {
  await source.run(
    `CREATE USER IF NOT EXISTS '${REPLICATION_USER}'@'%' IDENTIFIED BY '${REPLICATION_PASSWORD}';
     GRANT REPLICATION SLAVE ON *.* TO '${REPLICATION_USER}'@'%';`,
  );
}

/** The part of CHANGE REPLICATION SOURCE / CHANGE MASTER that says where the source is. */
export function connectionClauses(source: TestServer, prefix: 'SOURCE' | 'MASTER'): string {
  return [
    `${prefix}_HOST = '${source.host}'`,
    `${prefix}_PORT = ${source.port}`,
    `${prefix}_USER = '${REPLICATION_USER}'`,
    `${prefix}_PASSWORD = '${REPLICATION_PASSWORD}'`,
    `${prefix}_CONNECT_RETRY = 1`,
  ].join(', ');
}

/** Returns when R1 has applied all that S1 has logged by now; throws with R1's error if not. */
export async function waitForReplica(
  pair: Pick<ReplicationPair, 'source' | 'replica'>,
): Promise<void> {
  const { source, replica } = pair;
  const position =
    source.flavor === 'mysql'
      ? (await source.run('SELECT @@GLOBAL.gtid_executed', { raw: true })).replaceAll('\n', '')
      : await source.run('SELECT @@GLOBAL.gtid_binlog_pos');
  const wait =
    source.flavor === 'mysql'
      ? `SELECT WAIT_FOR_EXECUTED_GTID_SET('${position}', 1)`
      : `SELECT MASTER_GTID_WAIT('${position}', 1)`;
  // In slices, because the wait does not end when the applier stops with an error.
  for (let waitedS = 0; waitedS < CATCH_UP_WAIT_S; waitedS += 1) {
    if ((await replica.run(wait)) === '0') return;
    const status = await replicaStatus(replica);
    if (status === undefined || status.lastError !== '') break;
  }
  const status = await replicaStatus(replica);
  throw new Error(`the replica did not reach ${position}: ${describeStatus(status)}`);
}

function describeStatus(status: ReplicaStatus | undefined): string {
  if (status === undefined) return 'it is no replica';
  return `io ${status.ioRunning}, sql ${status.sqlRunning}, last error: ${status.lastError}`;
}

/** SHOW REPLICA STATUS; undefined when the server replicates from nobody. */
export async function replicaStatus(server: TestServer): Promise<ReplicaStatus | undefined> {
  const statement = server.flavor === 'mysql' ? 'SHOW REPLICA STATUS' : 'SHOW SLAVE STATUS';
  const text = await server.run(statement, {
    columnNames: true,
    raw: true,
    args: ['--vertical'],
  });
  const columns = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^ *(\w+): ?(.*)$/.exec(line);
    if (match !== null) columns.set(match[1] ?? '', match[2] ?? '');
  }
  if (columns.size === 0) return undefined;
  const prefix = server.flavor === 'mysql' ? 'Replica' : 'Slave';
  return {
    ioRunning: columns.get(`${prefix}_IO_Running`) === 'Yes',
    sqlRunning: columns.get(`${prefix}_SQL_Running`) === 'Yes',
    lastError: columns.get('Last_SQL_Error') || columns.get('Last_IO_Error') || '',
    columns,
  };
}
