// The public door: what a Node program imports of this package. It checks what it is given,
// fills in the defaults that the command line has too, and calls app/; it reaches no file of
// the command line.

import { Readable } from 'node:stream';
import { readSql as readPieces } from './app/inspect/read-sql.js';
import { release as releaseServer } from './app/window/release.js';
import { dump as runDump } from './app/dump/dump.js';
import { extractDump, type ExtractReport } from './app/inspect/extract-dump.js';
import { listDump } from './app/inspect/list-dump.js';
import { load as runLoad } from './app/load/load.js';
import { verifyDump, type VerifyReport } from './app/inspect/verify-dump.js';
import { TsdumpError } from './base/errors.js';
import { resolveInput } from './options/resolve/default-options.js';
import type { PartialDumpOptions } from './options/resolve/dump-input.js';
import { readSurroundings } from './options/resolve/environment.js';
import { type LoadInput, resolveLoadInput } from './options/resolve/load-input.js';
import type { LoadListener, LoadReport } from './model/load-events.js';
import { type ExtractInput, resolveExtract } from './options/resolve/extract-input.js';
import { name } from './options/resolve/read-value.js';
import type { DumpReport, Listener } from './model/events.js';
import type { Manifest } from './model/manifest.js';
import type { DumpOptions } from './model/options.js';

export type { ObjectName } from './archive/section-name.js';
export type { ExtractReport } from './app/inspect/extract-dump.js';
export type { VerifyReport } from './app/inspect/verify-dump.js';
export { type ErrorCode, errorKinds, type Side, TsdumpError } from './base/errors.js';
export type { BinlogPosition, Coordinates, ReplicaPosition } from './model/coordinates.js';
export type { DumpEvent, DumpReport, Listener, Phase, Totals } from './model/events.js';
export type { DumpFacts, Manifest, StoredSection } from './model/manifest.js';
export type {
  Compression,
  ConnectionOptions,
  Consistency,
  DumpOptions,
  ErrorOptions,
  Format,
  GtidPurged,
  LoginDetails,
  OutputOptions,
  ReplicationOptions,
  Scope,
  Selection,
  SslMode,
  SystemPart,
  TabOptions,
  TlsDetails,
  UserSelection,
  WindowOptions,
} from './model/options.js';
export type { PartialDumpOptions } from './options/resolve/dump-input.js';
export type { ExtractInput } from './options/resolve/extract-input.js';
export type { LoadInput } from './options/resolve/load-input.js';
export type { LoadEvent, LoadListener, LoadReport } from './model/load-events.js';
export type { LoadMode, LoadOptions, LoadSelection } from './model/load-options.js';

/**
 * Dumps what `options` select to `options.output.resultFile`, or to standard output.
 * Reads no option file and no MYSQL_* variable. `signal` ends it early, after the server
 * was put back. Rejects with a TsdumpError; the report's `skipped` names what a complete
 * dump still lacks.
 */
export async function dump(
  options: PartialDumpOptions,
  listener: Listener = () => undefined,
  signal?: AbortSignal,
): Promise<DumpReport> {
  const resolved = resolveDumpOptions(options);
  return await interruptible(
    signal,
    async (ending) => await runDump(resolved, guarded(listener), ending),
  );
}

/** What ends it early is an interruption, whatever the reason of `signal`. */
async function interruptible<T>(
  signal: AbortSignal | undefined,
  work: (ending: AbortSignal) => Promise<T>,
): Promise<T> {
  checkSignal(signal);
  const ending = new AbortController();
  const end = (): void => ending.abort(toInterruption(signal?.reason));
  if (signal?.aborted === true) end();
  signal?.addEventListener('abort', end, { once: true });
  try {
    return await work(ending.signal);
  } finally {
    signal?.removeEventListener('abort', end);
  }
}

/**
 * Loads a dump, see `tsload`; `options.mode` goes on with one that was cut off, takes it away, or
 * compares. Rejects with a TsdumpError; the report's `skipped` names what was left out.
 */
export async function load(
  options: LoadInput,
  listener: LoadListener = () => undefined,
  signal?: AbortSignal,
): Promise<LoadReport> {
  const { connection, journalDir } = resolveDumpOptions({ connection: options.connection });
  const resolved = resolveLoadInput(options, connection, readSurroundings(), journalDir);
  return await interruptible(
    signal,
    async (ending) => await runLoad(resolved, guarded(listener), ending),
  );
}

/** Puts a server back after a dump that could not, from the journal: `tsdump --release`. */
export async function release(
  options: Pick<PartialDumpOptions, 'connection' | 'journalDir'>,
  listener: Listener = () => undefined,
): Promise<void> {
  const { connection, journalDir } = resolveDumpOptions(options);
  await releaseServer(connection, journalDir, guarded(listener));
}

/** What is in the dump at `path`, a file or a directory. Rejects with `dump-unreadable`. */
export async function list(path: string): Promise<Manifest> {
  return await listDump(checkPath(path));
}

/** Reads all of a dump, see `tsdump --verify`. Rejects with `dump-damaged`, `dump-unreadable`. */
export async function verify(
  path: string,
  listener: Listener = () => undefined,
  signal: AbortSignal = new AbortController().signal,
): Promise<VerifyReport> {
  return await verifyDump(checkPath(path), guarded(listener), checkSignal(signal));
}

/**
 * The SQL of the dump at `path`, all of it, decoded: a file (zstd with its index, gzip, plain)
 * or a directory. A zstd stream of ours has many frames, and some decoders stop after the
 * first without a word; this does not. Fails with `dump-unreadable`, `dump-damaged`.
 */
export function readSql(path: string): Readable {
  return Readable.from(copyPieces(readPieces(checkPath(path))), { objectMode: false });
}

async function* copyPieces(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void> {
  // The decoder writes the next one over it.
  for await (const piece of pieces) yield Buffer.from(piece);
}

/** Writes the SQL of some tables or databases of a dump, see `tsdump --extract`. */
export async function extract(
  options: ExtractInput,
  signal: AbortSignal = new AbortController().signal,
): Promise<ExtractReport> {
  return await extractDump(
    resolveExtract(options, resolveDumpOptions({}).output),
    checkSignal(signal),
  );
}

/** `options` with every default filled in. Throws `usage` for what no dump takes. */
export function resolveDumpOptions(options: PartialDumpOptions): DumpOptions {
  const around = readSurroundings();
  return resolveInput(options, {
    ...around,
    env: { XDG_STATE_HOME: around.env['XDG_STATE_HOME'] },
    fileExists: () => false,
  });
}

/** A listener that fails is told to the process, once; what it listens to goes on. */
function guarded<Event>(listener: (event: Event) => void): (event: Event) => void {
  if (typeof listener !== 'function')
    throw new TsdumpError('usage', 'the listener is not a function', {
      hint: 'Give a function that takes an event, or leave it out.',
    });
  let hasFailed = false;
  const fail = (error: unknown): void => {
    if (hasFailed) return;
    hasFailed = true;
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.emitWarning('a listener of tsdump failed', { type: 'TsdumpWarning', detail });
  };
  return (event) => {
    try {
      Promise.resolve(listener(event) as unknown).catch(fail);
    } catch (error) {
      fail(error);
    }
  };
}

function checkSignal<T extends AbortSignal | undefined>(signal: T): T {
  if (signal === undefined || signal instanceof AbortSignal) return signal;
  throw new TsdumpError('usage', 'the signal is not an AbortSignal', {
    hint: 'Give the signal of an AbortController, or leave it out.',
  });
}

function checkPath(path: string): string {
  return name(path, 'path');
}

function toInterruption(reason: unknown): TsdumpError {
  if (reason instanceof TsdumpError) return reason;
  return new TsdumpError('interrupted', 'the dump was ended by its caller', { cause: reason });
}
