// What the options ask of the server's replication: refused before any lock where the
// server cannot give it, as a dump without the coordinates asked for looks complete and is
// not; and told where GTIDs would claim more than the dump holds.

import { TsdumpError } from '../../base/errors.js';
import type { Coordinates } from '../../model/coordinates.js';
import type { DumpOptions } from '../../model/options.js';
import { isPartial } from '../../model/is-partial.js';
import type { ServerFacts } from '../../model/server.js';
import { hasBinaryLog, readReplicaPositions } from '../../mysql/server/coordinates.js';
import type { Session } from '../../mysql/protocol/session.js';

/** Rejects with `preflight-refused`. Privileges have been checked before. */
export async function checkReplication(
  session: Session,
  facts: ServerFacts,
  options: DumpOptions,
): Promise<void> {
  const { sourceData, dumpReplica, setGtidPurged } = options.replication;
  if (sourceData !== 0 && !(await hasBinaryLog(session))) {
    throw refused('the server writes no binary log, so it has no coordinates', '--source-data');
  }
  if (dumpReplica !== 0 && (await readReplicaPositions(session, facts)).length === 0) {
    throw refused(
      'the server is not a replica, so it has no position in a source',
      '--dump-replica',
    );
  }
  if (setGtidPurged === 'on' && facts.flavor === 'mysql' && facts.gtidMode === 'OFF') {
    throw refused('the server runs without GTIDs', '--set-gtid-purged=on');
  }
}

function refused(reason: string, option: string): TsdumpError {
  return new TsdumpError('preflight-refused', `${reason} for ${option}`, {
    hint: `Nothing was locked. Leave ${option} out, or dump another server.`,
  });
}

/**
 * Rejects with `read-failed` if the window brought no coordinates though they were asked
 * for: the dump would look complete without them.
 */
export function requireCoordinates(options: DumpOptions, coordinates: Coordinates): void {
  const { sourceData, dumpReplica } = options.replication;
  const missing =
    (sourceData !== 0 && coordinates.binlog === undefined) ||
    (dumpReplica !== 0 && coordinates.replica.length === 0);
  if (!missing) return;
  throw new TsdumpError('read-failed', 'the server did not return its replication coordinates', {
    hint: 'Check SHOW BINARY LOG STATUS (SHOW MASTER STATUS) and the status of the replica there.',
  });
}

/** The warning a dump of a part deserves when it will carry GTIDs nobody asked for. */
export function buildPartialGtidWarning(
  options: DumpOptions,
  coordinates: Coordinates,
): string | undefined {
  if (options.replication.setGtidPurged !== 'auto' || !coordinates.gtidExecuted) return undefined;
  if (!isPartial(options)) return undefined;
  return (
    'a part of the server is dumped, but the GTIDs of all its transactions are in the dump;' +
    ' --set-gtid-purged=off leaves them out, =on or =commented says that you know'
  );
}
