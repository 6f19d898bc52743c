// The default and --single-transaction: rows are read from a consistent snapshot. The
// global read lock is held only while the snapshot and the coordinates are taken, and not
// at all where --single-transaction can do without.

import { nowMs, untilAborted } from '../base/clock.js';
import type { Coordinates } from '../model/coordinates.js';
import { readCoordinates, readSnapshotCoordinates } from '../mysql/coordinates.js';
import type { Proof } from '../mysql/chunk-proof.js';
import {
  beginSnapshot,
  leaveSnapshotTables,
  lockDefinitions,
  markSnapshot,
} from '../mysql/snapshot.js';
import { acquireGlobalReadLock } from '../mysql/global-read-lock.js';
import { stopAppliers } from './applier-change.js';
import { ServerChanges, within } from './server-changes.js';
import { NO_COORDINATES, quiesce, type Window, type WindowContext } from './window.js';

export async function openSnapshotWindow(context: WindowContext, lock: boolean): Promise<Window> {
  const { control, facts, options } = context;
  const changes =
    options.replication.dumpReplica === 0
      ? undefined
      : await ServerChanges.begin({ ...context, connection: options.connection }, context.fail);
  const heldFromMs = nowMs();
  let coordinates: Coordinates = NO_COORDINATES;
  let heldMs: number | undefined;
  try {
    if (changes !== undefined) await stopAppliers(context, changes);
    let lockedMs = heldFromMs;
    if (lock) {
      if (context.crew !== undefined) await untilAborted(context.crew.connected(), context.signal);
      await acquireGlobalReadLock([control], facts, {
        waitMs: options.window.lockWaitMs,
        signal: context.signal,
        notice: (message) => context.narrator.notice(message),
      });
      lockedMs = nowMs();
    }
    const lanes = lock ? context.crew?.beginSnapshots() : undefined;
    await untilAborted(Promise.all([beginSnapshot(control), lanes]), context.signal);
    if (lock) coordinates = await readCoordinates(control, facts);
    else if (facts.flavor === 'mariadb') coordinates = await readSnapshotCoordinates(control);
    if (lock) {
      await lockDefinitions(control, facts.flavor);
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
  return new SnapshotWindow(context, lock ? 'snapshot' : 'single-transaction', heldMs, coordinates);
}

class SnapshotWindow implements Window {
  readonly mode: string;
  readonly openedMs = undefined;
  readonly proof: Proof = { lock: undefined, inSnapshot: true };
  readonly coordinates: Coordinates;
  readonly #context: WindowContext;
  readonly #heldMs: number | undefined;

  constructor(
    context: WindowContext,
    mode: string,
    heldMs: number | undefined,
    coordinates: Coordinates,
  ) {
    this.#context = context;
    this.mode = mode;
    this.#heldMs = heldMs;
    this.coordinates = coordinates;
  }

  async enterSchema(): Promise<void> {
    await markSnapshot(this.#context.control);
  }

  async leaveSchema(): Promise<void> {
    await this.#context.control.execute('RELEASE SAVEPOINT sp');
  }

  async enterViews(): Promise<void> {}
  async leaveViews(): Promise<void> {}

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
