// The positions mariadb-dump writes down, read as it reads them: from the snapshot where it
// has one, else under the global read lock.

import { untilAborted } from '../base/clock.js';
import type { Coordinates } from '../model/coordinates.js';
import {
  gtidOfPosition,
  readReplicaPositions,
  readSnapshotCoordinates,
} from '../mysql/coordinates.js';
import type { Row } from '../mysql/row.js';
import { DumpEnds, StockStatus } from '../schema/object-failure.js';
import { couldntExecute } from '../schema/stock-words.js';
import { NO_COORDINATES, type WindowContext } from './window.js';

/** `ofSnapshot`: the transaction that has just begun knows its position. */
export async function readStockPositions(
  context: WindowContext,
  ofSnapshot: boolean,
): Promise<Coordinates> {
  const { control, facts, options } = context;
  const { dumpReplica, sourceData } = options.replication;
  let coordinates = NO_COORDINATES;
  if (sourceData !== 0) {
    coordinates = ofSnapshot
      ? await readSnapshotCoordinates(control)
      : { ...coordinates, ...(await readMasterStatus(context)) };
  }
  if (dumpReplica === 0) return coordinates;
  const replica = await readReplicaPositions(control, facts);
  return { ...coordinates, replica, gtidSlavePos: await askFirst(context, SLAVE_POS) };
}

const SLAVE_POS = 'SELECT @@GLOBAL.gtid_slave_pos';

async function readMasterStatus(context: WindowContext): Promise<Partial<Coordinates>> {
  const { errors } = context.options;
  const [row] = await ask(context, 'SHOW MASTER STATUS');
  if (row !== undefined) {
    const binlog = { file: row.stringAt(0), position: row.number('Position') };
    return { binlog, gtidBinlogPos: await askFirst(context, gtidOfPosition(binlog)) };
  }
  if (errors.force) return {};
  context.failures.objectFailed({
    object: 'position in the binary log',
    error: 'the server writes no binary log',
    complaint: 'Error: Binlogging on server not active',
    status: StockStatus.server,
  });
  throw new DumpEnds();
}

async function askFirst(context: WindowContext, statement: string): Promise<string | undefined> {
  const [row] = await ask(context, statement);
  const text = row?.stringAt(0);
  return text === '' ? undefined : text;
}

async function ask(context: WindowContext, statement: string): Promise<Row[]> {
  const { control, failures, signal } = context;
  try {
    return await untilAborted(control.query(statement), signal);
  } catch (error) {
    signal.throwIfAborted();
    failures.objectFailed(couldntExecute('replication coordinates', statement, error));
    throw new DumpEnds();
  }
}
