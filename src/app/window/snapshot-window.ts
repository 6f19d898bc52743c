// The default and --single-transaction: rows are read from a consistent snapshot. The
// global read lock is held only while the snapshot and the coordinates are taken, and not
// at all where --single-transaction can do without.

import { nowMs, untilAborted } from '../../base/clock.js';
import type { Coordinates } from '../../model/coordinates.js';
import { readCoordinates, readSnapshotCoordinates } from '../../mysql/server/coordinates.js';
import type { Proof } from '../../mysql/server/chunk-check.js';
import {
  beginSnapshot,
  leaveSnapshotTables,
  lockDefinitions,
  markSnapshot,
  readNow,
} from '../../mysql/server/snapshot.js';
import { stopAppliers } from './applier-change.js';
import { acquireQuietLock } from './quiet-moment.js';
import { ServerChanges } from './server-changes.js';
import { NO_COORDINATES, type Window } from '../run/window.js';
import { quiesce } from './control.js';
import type { RunContext } from '../run/run-context.js';
import { within } from '../../mysql/server/other-session.js';

/** MySQL shows times of definitions as of the snapshot: the proof does not see all of them. */
const UNGUARDED =
  'without BACKUP_ADMIN a table that others alter or rename while the dump reads may not be as it was at the snapshot';

export async function openSnapshotWindow(context: RunContext, lock: boolean): Promise<Window> {
  const { control, facts, options } = context;
  const changes =
    options.replication.dumpReplica === 0
      ? undefined
      : await ServerChanges.begin({ ...context, connection: options.connection }, context.fail);
  const heldFromMs = nowMs();
  let coordinates: Coordinates = NO_COORDINATES;
  let heldMs: number | undefined;
  let since: string | undefined;
  try {
    if (changes !== undefined) await stopAppliers(context, changes);
    let lockedMs = heldFromMs;
    if (lock) {
      if (context.crew !== undefined) await untilAborted(context.crew.connected(), context.signal);
      await acquireQuietLock(context, [control], false);
      lockedMs = nowMs();
    }
    const lanes = lock ? context.crew?.beginSnapshots() : undefined;
    await untilAborted(Promise.all([beginSnapshot(control), lanes]), context.signal);
    since = await readNow(control);
    if (lock) coordinates = await readCoordinates(control, facts);
    else if (facts.flavor === 'mariadb') coordinates = await readSnapshotCoordinates(control);
    if (lock) {
      if (await lockDefinitions(control, facts.flavor)) since = undefined;
      else if (facts.flavor === 'mysql') context.narrator.warn(UNGUARDED);
      await control.execute('UNLOCK TABLES');
      heldMs = nowMs() - lockedMs;
    }
  } catch (error) {
    await quiesce(context);
    if (control.alive)
      await within(control.execute('UNLOCK TABLES')).catch(() => control.destroy());
    await changes?.revert();
    throw error;
  }
  await changes?.revert();
  const proof: Proof = { lock: undefined, inSnapshot: true, since };
  const mode = lock ? 'snapshot' : 'single-transaction';
  return new SnapshotWindow(context, mode, proof, heldMs, coordinates);
}

class SnapshotWindow implements Window {
  readonly mode: string;
  readonly openedMs = undefined;
  readonly proof: Proof;
  readonly coordinates: Coordinates;
  readonly #context: RunContext;
  readonly #heldMs: number | undefined;

  constructor(
    context: RunContext,
    mode: string,
    proof: Proof,
    heldMs: number | undefined,
    coordinates: Coordinates,
  ) {
    this.#context = context;
    this.mode = mode;
    this.proof = proof;
    this.#heldMs = heldMs;
    this.coordinates = coordinates;
  }

  async enterSchema(): Promise<void> {
    await markSnapshot(this.#context.control);
  }

  async leaveSchema(): Promise<void> {
    await this.#context.control.execute('RELEASE SAVEPOINT sp');
  }

  /** Gives the table's metadata lock back, so that DDL on it need not wait for the end. */
  async leaveTable(): Promise<void> {
    await leaveSnapshotTables(this.#context.control);
  }

  async close(): Promise<number | undefined> {
    const { control, facts } = this.#context;
    await quiesce(this.#context);
    if (control.alive) {
      const end = facts.flavor === 'mysql' ? 'ROLLBACK; UNLOCK INSTANCE' : 'ROLLBACK';
      await within(control.execute(end)).catch(() => control.destroy());
    }
    return this.#heldMs;
  }
}
