// What a run carries from connect to commit.

import type { TsdumpError } from '../../base/errors.js';
import type { DumpOptions } from '../../model/options.js';
import type { ServerFacts } from '../../model/server.js';
import type { Session } from '../../mysql/protocol/session.js';
import type { Journal } from '../../storage/journal.js';
import type { LaneCrew } from './lane-pool.js';
import type { Narrator } from './reporter.js';

export interface RunContext {
  readonly options: DumpOptions;
  readonly facts: ServerFacts;
  /** Holds the locks and, with one lane, reads the rows. */
  readonly control: Session;
  readonly journal: Journal;
  readonly narrator: Narrator;
  /** Read the rows; undefined where control does. */
  readonly crew: LaneCrew | undefined;
  /** Aborted by signals and by the loss of a connection the window stands on. */
  readonly signal: AbortSignal;
  /** Ends the dump with `error`. */
  readonly fail: (error: TsdumpError) => void;
}

/** Otherwise the control connection reads the rows. */
export function hasLanes({ crew }: RunContext): boolean {
  return crew !== undefined && crew.lanes.length > 0;
}
