// The use case of tsload. load() reads as the pipeline: connect, preflight, definitions, rows
// and indexes side by side, programs, and the record of it taken away again.

import { untilAborted } from '../../base/clock.js';
import { TsdumpError, toTsdumpError } from '../../base/errors.js';
import type { LoadListener, LoadReport } from '../../model/load-events.js';
import type { LoadOptions } from '../../model/load-options.js';
import { openSession } from '../../mysql/protocol/connect.js';
import type { Session } from '../../mysql/protocol/session.js';
import { readServerFacts } from '../../mysql/server/facts.js';
import { takesGtids } from './choose-gtids.js';
import { openLoadSession } from './load-session.js';
import { LoadLanes } from './load-lanes.js';
import { LoadRecord } from './load-record.js';
import { LoadReporter } from './load-reporter.js';
import type { LoadRun } from './load-run.js';
import { type LoadSource, openLoadSource, type RowsStep } from './load-source.js';
import { StepLoader } from './load-steps.js';
import { preflight } from './preflight.js';
import { RateLimit } from './rate-limit.js';
import { readRowLimits } from './row-target.js';
import { readStream } from './read-stream.js';
import { readSessionState } from './session-state.js';
import { undoLoad } from './undo-load.js';
import { verifyLoad } from './verify-load.js';

/** Batches that wait for a connection, for each of them: they are held in memory. */
const QUEUED_PER_LANE = 1;

/**
 * Does what `options.mode` says. Everything it has to say goes to `listener`; `signal` ends it
 * early, at a point that --resume goes on from. Rejects with a TsdumpError.
 */
export async function load(
  options: LoadOptions,
  listener: LoadListener,
  signal: AbortSignal,
): Promise<LoadReport> {
  const reporter = new LoadReporter(listener);
  reporter.phase('connect');
  const source = await openLoadSource(options.path, options.database, readStream);
  let main: Session | undefined;
  try {
    main = await untilAborted(openSession(options.connection, { loads: true }), signal);
    main.heed(signal);
    const facts = await readServerFacts(main);
    const takes = await takesGtids(main, facts, options);
    await openLoadSession(main, facts, options, options.logBin && !takes);
    const record = new LoadRecord(main, source.id);
    const run = {
      options,
      facts,
      main,
      record,
      unfinished: undefined,
      takesGtids: takes,
      rate: new RateLimit(options.maxRate),
      reporter,
      signal,
    };
    await runMode(run, source);
    reporter.phase('done');
    return reporter.report();
  } catch (error) {
    throw signal.aborted ? toInterruption(signal.reason) : toTsdumpError(error);
  } finally {
    await main?.close();
    await source.close();
  }
}

/** Who interrupts a load is told how to go on. */
function toInterruption(reason: unknown): TsdumpError {
  const error = toTsdumpError(reason);
  return new TsdumpError(error.code, error.message, {
    hint:
      error.hint ??
      'Run the same command with --resume to go on, with --abort to take away what is loaded.',
    cause: error,
  });
}

async function runMode(run: LoadRun, source: LoadSource): Promise<void> {
  const { options, record, reporter } = run;
  if (options.mode === 'verify') return await verifyLoad(run, source);
  reporter.phase('preflight');
  await record.lock();
  const unfinished = await record.read();
  switch (options.mode) {
    case 'abort':
      return await undoLoad(run, unfinished);
    case 'dry-run':
      return await preflight(run, source);
    case 'load':
      if (unfinished !== undefined) throw leftUnfinished(unfinished.startedAt);
      await preflight(run, source);
      await record.begin(toOptionsText(options));
      break;
    case 'resume':
      if (unfinished === undefined) throw nothingToResume();
      checkOptions(options, unfinished.options);
      break;
  }
  await loadAll({ ...run, unfinished }, source);
  await record.forget();
}

async function loadAll(run: LoadRun, source: LoadSource): Promise<void> {
  const { facts, options, reporter, signal } = run;
  const lanes = new LoadLanes(
    async () => {
      const session = await openSession(options.connection, { loads: true });
      await openLoadSession(session, facts, options, options.logBin && !run.takesGtids);
      return { session, state: await readSessionState(session) };
    },
    options.threads,
    options.threads * QUEUED_PER_LANE,
  );
  const onAbort = (): void => lanes.abandon(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const limits = await readRowLimits(run.main, options.loadData);
    const steps = new StepLoader(run, lanes, limits, source.manifest === undefined);
    await steps.begin();
    reporter.phase('definitions');
    for (const step of source.before) await steps.takeSql(step);
    if (source.manifest !== undefined) await loadRows(run, steps, source.rows);
    await steps.idle();
    reporter.phase('indexes');
    await steps.addIndexes();
    reporter.phase('programs');
    for (const step of source.after) await steps.takeSql(step);
    await steps.idle();
    if (options.analyzes) await steps.analyze();
    reporter.phase('finish');
  } catch (error) {
    lanes.abandon(error);
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
    await lanes.close();
  }
}

async function loadRows(
  { reporter }: LoadRun,
  steps: StepLoader,
  rows: readonly RowsStep[],
): Promise<void> {
  reporter.phase('rows');
  steps.finishTablesWithout(rows);
  const last = new Map(rows.map((step) => [JSON.stringify([step.schema, step.table]), step]));
  const lastSteps = new Set(last.values());
  for (const step of rows) await steps.takeRows(step, lastSteps.has(step));
}

/** What decides which statements and batches there are: a resumed load has to have the same. */
function toOptionsText(options: LoadOptions): string {
  const { database, defersIndexes, definer, gtidPurged, onExisting, selection, trusted } = options;
  return JSON.stringify({
    database,
    defersIndexes,
    definer,
    gtidPurged,
    onExisting,
    selection,
    trusted,
  });
}

function checkOptions(options: LoadOptions, before: string): void {
  if (before === '')
    throw new TsdumpError('usage', 'the load was being taken away when that was cut off', {
      hint: 'Finish that with --abort, and start the load again.',
    });
  if (toOptionsText(options) === before) return;
  throw new TsdumpError('usage', 'the load was started with other options', {
    hint: `Give the same ones to --resume, or start anew after --abort. It had: ${before}`,
  });
}

function leftUnfinished(startedAt: string): TsdumpError {
  return new TsdumpError(
    'target-refused',
    `a load of this dump was begun at ${startedAt} and was cut off`,
    { hint: 'Go on with --resume, or take away what it left with --abort.' },
  );
}

function nothingToResume(): TsdumpError {
  return new TsdumpError('usage', 'no load of this dump was cut off there', {
    hint: 'Start it without --resume.',
  });
}
