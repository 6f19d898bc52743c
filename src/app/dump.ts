// The use case everything exists for. dump() reads as the pipeline: connect, preflight,
// lock, plan, read, write, release, commit.
//
// Order that must not change: nothing on the server is touched before preflight and sink
// are fine; the server is put back as soon as the last row is read, before the output is
// finished, and on every failure before anything else is done; only then is the output
// committed, or spoilt so that nobody restores it.

import { untilAborted } from '../base/clock.js';
import { type TsdumpError, toTsdumpError, worstError } from '../base/errors.js';
import { openCompressor } from '../compress/open-compressor.js';
import { SqlWriter } from '../engine/sql-writer.js';
import type { DumpReport, Listener } from '../model/events.js';
import type { DumpOptions } from '../model/options.js';
import type { Compressor, Sink } from '../model/sink.js';
import { styleFor } from '../model/style.js';
import { openSession } from '../mysql/connect.js';
import { readServerFacts } from '../mysql/facts.js';
import { prepareSession } from '../mysql/prepare-session.js';
import type { Session } from '../mysql/session.js';
import { dialectFor } from '../schema/dialect.js';
import { openFileSink } from '../storage/file-sink.js';
import { Journal } from '../storage/journal.js';
import { openFdSink } from '../storage/stdout-sink.js';
import { Failures } from './failures.js';
import { buildPartialGtidWarning, requireCoordinates } from './check-replication.js';
import { Narrator } from './narrator.js';
import { openWindow } from './open-window.js';
import { preflight } from './preflight.js';
import type { Window, WindowContext } from './window.js';
import { toStockHost, type WriteEnd, writeSections } from './write-sections.js';

const STDOUT = 1;

/**
 * Ends a failed stream. Wherever it was cut off, a client that restores it meets a syntax
 * error: between statements, inside an INSERT, inside a string.
 */
const POISON = '\n;\n\'"tsdump: this dump FAILED and must not be restored';

/**
 * Dumps what `options` select. Everything it has to say goes to `listener`; `signal` ends
 * it early, after the server is put back. Rejects with a TsdumpError; `server-not-restored`
 * outranks every other reason.
 */
export async function dump(
  options: DumpOptions,
  listener: Listener,
  signal: AbortSignal,
): Promise<DumpReport> {
  const narrator = new Narrator(listener);
  const failures = new Failures(narrator, options);
  const style = styleFor(options.personality);
  const ending = new AbortController();
  const end = (error: unknown): void => ending.abort(error);
  const onSignal = (): void => end(signal.reason);
  signal.throwIfAborted();
  signal.addEventListener('abort', onSignal, { once: true });
  narrator.phase('connect');
  let control: Session | undefined;
  try {
    const { signal: ended } = ending;
    control = await connect(options, ended);
    control.text = style.text;
    if (style.drop !== undefined) control.lossText = dialectFor(style.drop.flavor).lossText;
    const facts = await untilAborted(readServerFacts(control, !style.preflights), ended);
    const journal = new Journal(options.journalDir, facts.serverId);
    const context = {
      options,
      facts,
      control,
      journal,
      narrator,
      failures,
      signal: ended,
      fail: end,
    };
    const { charset, session } = options.connection;
    await untilAborted(
      prepareSession(control, facts, { charset, session, ...options.format }),
      ended,
    );
    narrator.phase('preflight');
    if (style.preflights) await untilAborted(preflight(context), ended);
    return await writeDump(context);
  } catch (error) {
    throw failures.toStockFailure(error);
  } finally {
    signal.removeEventListener('abort', onSignal);
    await control?.close();
  }
}

/** A connection attempt may take its whole timeout; nobody who gives up has to wait for it. */
async function connect(options: DumpOptions, signal: AbortSignal): Promise<Session> {
  const opening = openSession(options.connection);
  try {
    return await untilAborted(opening, signal);
  } catch (error) {
    opening.then(
      (session) => session.destroy(),
      () => undefined,
    );
    throw error;
  }
}

async function writeDump(context: WindowContext): Promise<DumpReport> {
  const { options, narrator, signal } = context;
  const { sink, compressor } = await openOutput(options);
  const writer = new SqlWriter(compressor);
  let window: Window | undefined;
  try {
    narrator.phase('lock');
    window = await openWindow(context);
    narrator.emit({ type: 'window-opened', mode: window.mode });
    if (window.begin === undefined) checkCoordinates(context, window);
    const writeEnd = await writeSections(context, window, writer, () => compressor.writtenBytes);
    signal.throwIfAborted();
    narrator.phase('release');
    const windowMs = await window.close();
    // The server is no longer needed: losing it now costs nothing.
    context.control.onLost(() => undefined);
    if (windowMs !== undefined) narrator.emit({ type: 'window-closed', windowMs });
    narrator.phase('commit');
    context.failures.verbose(`-- Disconnecting from ${toStockHost(options)}...`);
    await untilAborted(finish(writeEnd, writer, compressor, sink), signal);
    await window.committed?.();
    narrator.phase('done');
    const { sqlBytes } = writer;
    return narrator.report(sqlBytes, compressor.writtenBytes, windowMs, window.coordinates);
  } catch (error) {
    // What ended the dump is the reason; what broke in consequence is not.
    const reason: unknown = signal.aborted ? signal.reason : error;
    const worst = worstError(toTsdumpError(reason), toTsdumpError(error));
    const failure = await closeAfter(window, worst);
    if (styleFor(options.personality).keepsPartialOutput) {
      await keepPartial(writer, compressor, sink);
    } else {
      await compressor.fail(new Uint8Array(Buffer.from(POISON)));
      await sink.abort();
    }
    throw failure;
  }
}

function checkCoordinates({ narrator, options }: WindowContext, window: Window): void {
  requireCoordinates(options, window.coordinates);
  const warning = buildPartialGtidWarning(options, window.coordinates);
  if (warning !== undefined) narrator.warn(warning);
}

async function openOutput(
  options: DumpOptions,
): Promise<{ readonly sink: Sink; readonly compressor: Compressor }> {
  const { resultFile, compression } = options.output;
  const sink = await (resultFile === undefined ? openFdSink(STDOUT) : openFileSink(resultFile));
  try {
    return { sink, compressor: openCompressor(compression, sink) };
  } catch (error) {
    await sink.abort();
    throw error;
  }
}

/** As the stock tools leave it: no end, but all that was written. */
async function keepPartial(writer: SqlWriter, compressor: Compressor, sink: Sink): Promise<void> {
  try {
    await writer.flush(0);
    await compressor.finish();
    await sink.commit();
  } catch {
    // The first failure is the reason; this one may be the same.
    await sink.abort();
  }
}

async function finish(
  writeEnd: WriteEnd,
  writer: SqlWriter,
  compressor: Compressor,
  sink: Sink,
): Promise<void> {
  await writeEnd();
  await writer.flush(0);
  await compressor.finish();
  await sink.commit();
}

/** Puts the server back after `failure`; what went wrong last may outrank it. */
async function closeAfter(window: Window | undefined, failure: TsdumpError): Promise<TsdumpError> {
  try {
    await window?.close();
    return failure;
  } catch (error) {
    return worstError(failure, toTsdumpError(error));
  }
}
