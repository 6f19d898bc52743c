// One batch of rows into the target: a transaction with the mark that says it is there. What
// may go well another time is tried again, a bounded number of times.

import { nowMs, sleep } from '../../base/clock.js';
import { TsdumpError } from '../../base/errors.js';
import type { TupleRun } from '../../engine/statements/statement.js';
import {
  Errno,
  isConnectionLost,
  serverErrno,
  serverMessage,
} from '../../mysql/protocol/server-error.js';
import type { Session } from '../../mysql/protocol/session.js';
import type { Lane } from './load-lanes.js';
import type { LoadRun } from './load-run.js';
import type { RowTarget } from './row-target.js';
import type { SessionState } from './session-state.js';

const TRIES_MAX = 8;
const RETRY_MS = 250;
const RETRY_MS_MAX = 15_000;

/** Rows of one table, in a row in the dump. */
export interface RowBatch {
  readonly target: RowTarget;
  readonly runs: readonly TupleRun[];
  readonly rows: number;
  readonly sqlBytes: number;
  /** Where its mark is: batches of a step are loaded in order. */
  readonly step: number;
  /** From 1. */
  readonly batch: number;
}

export async function loadBatch(
  run: LoadRun,
  lane: Lane,
  state: SessionState,
  batch: RowBatch,
): Promise<void> {
  const { schema, table } = batch.target;
  await run.rate.take(batch.sqlBytes, run.signal);
  const startedMs = nowMs();
  await retrying(run, `rows of ${schema}.${table}`, async (isAgain) => {
    const session = await lane.enter(state);
    if (isAgain && (await run.record.readMark(session, batch.step)) >= batch.batch) return;
    await writeBatch(run, session, state, batch);
  });
  run.reporter.loaded(schema, table, batch.rows, batch.sqlBytes, nowMs() - startedMs);
}

async function writeBatch(
  run: LoadRun,
  session: Session,
  state: SessionState,
  batch: RowBatch,
): Promise<void> {
  const { target } = batch;
  await session.enterSchema(target.schema);
  await session.execute('START TRANSACTION');
  try {
    await target.write(session, batch.runs, state);
    await session.execute(
      run.record.markOf(batch.step, { batches: batch.batch, sqlBytes: batch.sqlBytes }),
    );
    await session.execute('COMMIT');
  } catch (error) {
    if (session.alive) await session.execute('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** Deadlocks, lock waits and lost connections are tried again. Rejects with `load-failed`. */
export async function retrying(
  { reporter, signal }: LoadRun,
  what: string,
  attempt: (isAgain: boolean) => Promise<void>,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt(tries > 1);
    } catch (error) {
      signal.throwIfAborted();
      if (tries === TRIES_MAX || !isPassing(error)) throw toLoadFailure(what, error);
      reporter.retry(what, serverMessage(error));
      await sleep(Math.min(RETRY_MS * 2 ** (tries - 1), RETRY_MS_MAX), signal);
    }
  }
}

function isPassing(error: unknown): boolean {
  if (error instanceof TsdumpError && error.code === 'connect-failed') {
    // The server may be on its way up again; a refused login stays refused.
    const errno = serverErrno(error);
    return errno === undefined || errno === Errno.tooManyConnections;
  }
  const errno = serverErrno(error);
  return errno === Errno.deadlock || errno === Errno.lockWaitTimeout || isConnectionLost(errno);
}

export function toLoadFailure(what: string, error: unknown): TsdumpError {
  if (error instanceof TsdumpError && !['read-failed', 'connect-failed'].includes(error.code))
    return error;
  if (serverErrno(error) === Errno.noDatabase)
    return new TsdumpError('load-failed', `the dump names no database for ${what}`, {
      hint: 'Take away what is loaded with --abort, and give the database with --database.',
      cause: error,
    });
  return new TsdumpError('load-failed', `${what} cannot be loaded: ${serverMessage(error)}`, {
    hint: 'What is loaded so far is kept. Mend the cause and run the same command with --resume, or take it away with --abort.',
    cause: error,
  });
}
