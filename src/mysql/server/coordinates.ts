// Reads the position of the binary log. Right only on a session that holds the global read
// lock or has just begun its snapshot under it.

import { TsdumpError } from '../../base/errors.js';
import type { BinlogPosition, Coordinates, ReplicaPosition } from '../../model/coordinates.js';
import { isAtLeast, type ServerFacts } from '../../model/server.js';
import type { Session } from '../protocol/session.js';

/**
 * What this account may see; parts it may not see, or that are off, are undefined or
 * empty. Preflight has refused before if an option needs one of them.
 */
export async function readCoordinates(session: Session, facts: ServerFacts): Promise<Coordinates> {
  const binlog = await readBinlogPosition(session, facts);
  return {
    binlog,
    gtidExecuted: facts.flavor === 'mysql' ? await readGtidExecuted(session) : undefined,
    gtidBinlogPos:
      facts.flavor === 'mariadb' && binlog !== undefined
        ? await readGtids(session, gtidOfPosition(binlog))
        : undefined,
    gtidSlavePos:
      facts.flavor === 'mariadb'
        ? await readGtids(session, 'SELECT @@GLOBAL.gtid_slave_pos')
        : undefined,
    replica: await readReplicaPositions(session, facts),
  };
}

/** MariaDB: the position of the snapshot this session has just begun, taken without a lock. */
export async function readSnapshotCoordinates(session: Session): Promise<Coordinates> {
  const status = await session.query("SHOW STATUS LIKE 'binlog_snapshot_%'");
  const value = (name: string): string | undefined =>
    status.find((row) => row.string('Variable_name').toLowerCase() === name)?.string('Value');
  const file = value('binlog_snapshot_file');
  const position = Number(value('binlog_snapshot_position') ?? 0);
  const binlog = file === undefined || file === '' ? undefined : { file, position };
  return {
    binlog,
    gtidExecuted: undefined,
    gtidBinlogPos:
      binlog === undefined ? undefined : await readGtids(session, gtidOfPosition(binlog)),
    gtidSlavePos: await readGtids(session, 'SELECT @@GLOBAL.gtid_slave_pos'),
    replica: [],
  };
}

async function readBinlogPosition(
  session: Session,
  facts: ServerFacts,
): Promise<BinlogPosition | undefined> {
  const statement =
    facts.flavor === 'mysql' && isAtLeast(facts.version, 8, 2)
      ? 'SHOW BINARY LOG STATUS'
      : 'SHOW MASTER STATUS';
  const [row] = await session.query(statement).catch(() => []);
  if (row === undefined) return undefined;
  return { file: row.string('File'), position: row.number('Position') };
}

export async function hasBinaryLog(session: Session): Promise<boolean> {
  const [row] = await session.query('SELECT @@GLOBAL.log_bin AS log_bin');
  return row?.string('log_bin') === '1';
}

async function readGtidExecuted(session: Session): Promise<string | undefined> {
  const [row] = await session.query(
    'SELECT @@GLOBAL.gtid_mode AS mode, @@GLOBAL.gtid_executed AS s',
  );
  // As mysqldump: permissive modes count as on.
  if (row === undefined || row.string('mode').toUpperCase() === 'OFF') return undefined;
  return toGtids(row.string('s'));
}

export async function readReplicaPositions(
  session: Session,
  facts: ServerFacts,
): Promise<ReplicaPosition[]> {
  const words = replicaWords(facts);
  const rows = await session.query(words.show).catch(() => []);
  return rows
    .filter((row) => row.string(words.host) !== '')
    .map((row) => ({
      host: row.string(words.host),
      port: row.number(words.port),
      file: row.string(words.file),
      position: row.number(words.position),
      channel: row.has(words.channel) ? row.string(words.channel) : '',
    }));
}

/** Channels whose applier runs now: the ones to start again if we stop them. */
export async function readRunningAppliers(session: Session, facts: ServerFacts): Promise<string[]> {
  const words = replicaWords(facts);
  const rows = await session.query(words.show);
  return rows
    .filter((row) => row.string(words.running).toUpperCase() === 'YES')
    .map((row) => (row.has(words.channel) ? row.string(words.channel) : ''));
}

interface ReplicaWords {
  readonly show: string;
  readonly host: string;
  readonly port: string;
  readonly file: string;
  readonly position: string;
  readonly channel: string;
  readonly running: string;
}

/** MySQL says source and replica since 8.0.22, MariaDB master and slave. */
export function replicaWords(facts: ServerFacts): ReplicaWords {
  const modern = facts.flavor === 'mysql' && isAtLeast(facts.version, 8, 0, 22);
  return {
    show: modern
      ? 'SHOW REPLICA STATUS'
      : facts.flavor === 'mariadb'
        ? 'SHOW ALL SLAVES STATUS'
        : 'SHOW SLAVE STATUS',
    host: modern ? 'Source_Host' : 'Master_Host',
    port: modern ? 'Source_Port' : 'Master_Port',
    file: modern ? 'Relay_Source_Log_File' : 'Relay_Master_Log_File',
    position: modern ? 'Exec_Source_Log_Pos' : 'Exec_Master_Log_Pos',
    channel: facts.flavor === 'mariadb' ? 'Connection_name' : 'Channel_Name',
    running: modern ? 'Replica_SQL_Running' : 'Slave_SQL_Running',
  };
}

export function gtidOfPosition({ file, position }: BinlogPosition): string {
  const quoted = file.replaceAll('\\', '\\\\').replaceAll("'", "''");
  return `SELECT BINLOG_GTID_POS('${quoted}', ${position})`;
}

/** First column of the first row, undefined where it is empty. */
async function readGtids(session: Session, sql: string): Promise<string | undefined> {
  const [row] = await session.query(sql);
  const text = row?.stringAt(0);
  return text === undefined || text === '' ? undefined : toGtids(text);
}

/**
 * A set of GTIDs as a server says it: it is written to the dump as it is, so nothing else may be
 * in it. Throws `read-failed`.
 */
export function toGtids(text: string): string {
  if (/^[\w:-]*(?:,\s*[\w:-]+)*$/.test(text)) return text;
  throw new TsdumpError('read-failed', 'the server returned an invalid GTID set', {
    hint: 'What it says is not written to the dump, as restoring it could run anything.',
  });
}
