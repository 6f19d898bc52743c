// What every part of a load is handed.

import type { LoadOptions } from '../../model/load-options.js';
import type { ServerFacts } from '../../model/server.js';
import type { Session } from '../../mysql/protocol/session.js';
import type { LoadRecord, UnfinishedLoad } from './load-record.js';
import type { RateLimit } from './rate-limit.js';
import type { LoadReporter } from './load-reporter.js';

export interface LoadRun {
  readonly options: LoadOptions;
  readonly facts: ServerFacts;
  /** Runs every statement but rows and indexes. */
  readonly main: Session;
  readonly record: LoadRecord;
  /** The load that is gone on with; undefined for a new one. */
  readonly unfinished: UnfinishedLoad | undefined;
  /** The GTIDs of the dump become those of the target. */
  readonly takesGtids: boolean;
  readonly rate: RateLimit;
  readonly reporter: LoadReporter;
  readonly signal: AbortSignal;
}
