// The window: from the moment the server stands still to the moment it may move again.
// One file per way of keeping it still; this one says what they have in common.

import { TsdumpError } from '../../base/errors.js';
import type { Schema } from '../../model/catalog.js';
import type { Coordinates } from '../../model/coordinates.js';
import type { DumpOptions } from '../../model/options.js';
import type { ServerFacts } from '../../model/server.js';
import type { Proof } from '../../mysql/server/chunk-check.js';
import type { LockRequest } from '../../mysql/server/global-read-lock.js';
import type { Session } from '../../mysql/protocol/session.js';
import type { Journal } from '../../storage/journal.js';
import type { Failures } from '../run/failures.js';
import type { LaneCrew } from '../run/lane-pool.js';
import type { Narrator } from '../run/reporter.js';
import { within, withOtherSession } from '../../mysql/server/other-session.js';

export interface WindowContext {
  readonly options: DumpOptions;
  readonly facts: ServerFacts;
  /** Holds the locks and, with one lane, reads the rows. */
  readonly control: Session;
  readonly journal: Journal;
  readonly narrator: Narrator;
  readonly failures: Failures;
  /** Read the rows; undefined where control does. */
  readonly crew: LaneCrew | undefined;
  /** Aborted by signals and by the loss of a connection the window stands on. */
  readonly signal: AbortSignal;
  /** Ends the dump with `error`. */
  readonly fail: (error: TsdumpError) => void;
}

/** Otherwise the control connection reads the rows. */
export function hasLanes({ crew }: WindowContext): boolean {
  return crew !== undefined && crew.lanes.length > 0;
}

/** Of a window that was not asked for any. */
export const NO_COORDINATES: Coordinates = {
  binlog: undefined,
  gtidExecuted: undefined,
  gtidBinlogPos: undefined,
  gtidSlavePos: undefined,
  replica: [],
};

export interface Window {
  /** What the report calls it. */
  readonly mode: string;
  /** `nowMs()` when writers were first held up; undefined when they never are. */
  readonly openedMs: number | undefined;
  readonly coordinates: Coordinates;
  /** What must hold for every chunk read inside it. */
  readonly proof: Proof;
  /** Tables whose rows no snapshot holds. */
  seeTables?(unsnapped: readonly string[]): void;
  /** A drop-in's: the header is written; what comes before the first schema is too. */
  begin?(): Promise<void>;
  begun?(): Promise<void>;
  /** A drop-in's: all is read; the dump stands. */
  finish?(): Promise<void>;
  committed?(): Promise<void>;
  /** Before the first object of a schema is read. */
  enterSchema(schema: Schema): Promise<void>;
  /** After the last table of a schema. */
  leaveTables?(): Promise<void>;
  /** After the last object of a schema. */
  leaveSchema(): Promise<void>;
  /** Before and after the views of a schema, when all schemas are done. */
  enterViews(schema: Schema): Promise<void>;
  leaveViews(): Promise<void>;
  /** After a table's rows. */
  leaveTable(): Promise<void>;
  /**
   * Puts the server back and returns how long writers were held up, milliseconds. Rejects
   * with `server-not-restored`. Idempotent.
   */
  close(): Promise<number | undefined>;
}

/** How the global read lock is asked for. */
export function toLockRequest({ facts, narrator, options, signal }: WindowContext): LockRequest {
  return {
    waitMs: options.window.lockWaitMs,
    signal,
    notice: (message) => narrator.notice(message),
    interrupt: async ({ connectionId }) => {
      await withOtherSession(options.connection, facts, async (killer) => {
        await within(killer.execute(`KILL QUERY ${connectionId}`));
      });
    },
  };
}

/** How long the answer to a statement that was killed may take; others may wait for our lock. */
const KILLED_MS = 2_000;

/**
 * The way back begins: frees the control connection of a result nobody wants any more, so
 * that it can be used to put the server back; if that does not work it is dropped, which
 * frees its locks.
 */
export async function quiesce(context: WindowContext): Promise<void> {
  const { control } = context;
  control.heed(undefined);
  if (!control.alive || !control.busy) return;
  control.abandon(new TsdumpError('read-failed', 'the dump was given up'));
  try {
    await withOtherSession(context.options.connection, context.facts, async (killer) => {
      await within(killer.execute(`KILL QUERY ${control.connectionId}`));
      await within(control.idle(), KILLED_MS).catch(async () => {
        control.destroy();
        // The server may not see that.
        await within(killer.execute(`KILL ${control.connectionId}`));
      });
    });
  } catch {
    control.destroy();
  }
}

/** The lock and the snapshot go with their connection: losing it ends the dump. */
export function watchControl(context: WindowContext): void {
  context.control.onLost((error) => {
    context.fail(
      new TsdumpError(
        'consistency-lost',
        `the connection that holds the window was lost: ${error.message}`,
        {
          hint: 'What was read after that may not fit together; the dump must not be used.',
          cause: error,
        },
      ),
    );
  });
}
