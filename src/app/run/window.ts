// The window as a dump sees it: from the moment the server stands still to the moment it may
// move again. The ways of keeping it still are in app/window.

import type { Schema } from '../../model/catalog.js';
import type { Coordinates } from '../../model/coordinates.js';
import type { Proof } from '../../mysql/server/chunk-check.js';

/** Of a window that was not asked for any. */
export const NO_COORDINATES: Coordinates = {
  binlog: undefined,
  gtidExecuted: undefined,
  gtidBinlogPos: undefined,
  gtidSlavePos: undefined,
  replica: [],
};

/** Of the moments of a dump a window has those it does something at. */
export interface Window {
  /** What the report calls it. */
  readonly mode: string;
  /** `nowMs()` when writers were first held up; undefined when they never are. */
  readonly openedMs: number | undefined;
  readonly coordinates: Coordinates;
  /** What must hold for every chunk read inside it. */
  readonly proof: Proof;
  /** Known before the first byte: tables whose rows no snapshot holds. */
  seeTables?(unsnapped: readonly string[]): void;
  /** Before the first object of a schema is read, and after the last. */
  enterSchema?(schema: Schema): Promise<void>;
  leaveSchema?(): Promise<void>;
  /** After a table's rows. */
  leaveTable?(): Promise<void>;
  /**
   * Puts the server back and returns how long writers were held up, milliseconds. Rejects
   * with `server-not-restored`. Idempotent.
   */
  close(): Promise<number | undefined>;
}
