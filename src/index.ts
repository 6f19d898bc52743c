// The public door: what a Node program imports of this package. It fills in defaults, those
// of the command line, and calls app/; nothing here is known by the rest of src.

import { Readable } from 'node:stream';
import { readSql as readPieces } from './app/inspect/read-sql.js';
import { release as releaseServer } from './app/window/release.js';
import { dump as runDump } from './app/dump/dump.js';
import {
  extractDump,
  type ExtractOptions,
  type ExtractReport,
} from './app/inspect/extract-dump.js';
import { listDump } from './app/inspect/list-dump.js';
import { verifyDump, type VerifyReport } from './app/inspect/verify-dump.js';
import { TsdumpError } from './base/errors.js';
import { resolveOptions } from './cli/argv/resolve-options.js';
import { readSurroundings } from './options/resolve/environment.js';
import type { DumpReport, Listener } from './model/events.js';
import type { Manifest } from './model/manifest.js';
import type { DumpOptions } from './model/options.js';

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
export type { Personality } from './model/style.js';

/** Every option may be left out; the command line's default then holds. */
export type PartialDumpOptions = {
  readonly [Name in keyof DumpOptions]?: DumpOptions[Name] extends object
    ? { readonly [Field in keyof DumpOptions[Name]]?: DumpOptions[Name][Field] | undefined }
    : DumpOptions[Name] | undefined;
};

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
  const ending = new AbortController();
  const end = (): void => ending.abort(toInterruption(signal?.reason));
  if (signal?.aborted === true) end();
  signal?.addEventListener('abort', end, { once: true });
  try {
    return await runDump(resolveDumpOptions(options), listener, ending.signal);
  } finally {
    signal?.removeEventListener('abort', end);
  }
}

/** Puts a server back after a dump that could not, from the journal: `tsdump --release`. */
export async function release(
  options: Pick<PartialDumpOptions, 'connection' | 'journalDir'>,
  listener: Listener = () => undefined,
): Promise<void> {
  const { connection, journalDir } = resolveDumpOptions(options);
  await releaseServer(connection, journalDir, listener);
}

/** What is in the dump at `path`, a file or a directory. Rejects with `dump-unreadable`. */
export async function list(path: string): Promise<Manifest> {
  return await listDump(path);
}

/** Reads all of a dump, see `tsdump --verify`. Rejects with `dump-damaged`, `dump-unreadable`. */
export async function verify(
  path: string,
  listener: Listener = () => undefined,
  signal: AbortSignal = new AbortController().signal,
): Promise<VerifyReport> {
  return await verifyDump(path, listener, signal);
}

/**
 * The SQL of the dump at `path`, all of it, decoded: a file (zstd with its index, gzip, plain)
 * or a directory. A zstd stream of ours has many frames, and some decoders stop after the
 * first without a word; this does not. Fails with `dump-unreadable`, `dump-damaged`.
 */
export function readSql(path: string): Readable {
  return Readable.from(copyPieces(readPieces(path)), { objectMode: false });
}

async function* copyPieces(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void> {
  // The decoder writes the next one over it.
  for await (const piece of pieces) yield Buffer.from(piece);
}

/** Writes the SQL of some tables or databases of a dump, see `tsdump --extract`. */
export async function extract(
  options: Omit<ExtractOptions, 'output'> & Pick<PartialDumpOptions, 'output'>,
  signal: AbortSignal = new AbortController().signal,
): Promise<ExtractReport> {
  const { output } = resolveDumpOptions({ output: options.output ?? {} });
  return await extractDump({ ...options, output }, signal);
}

/** `options` with every default filled in. Throws `usage` for an option there is not. */
export function resolveDumpOptions(options: PartialDumpOptions): DumpOptions {
  const sslCa = options.connection?.sslCa;
  const scope = options.selection?.scope;
  // What other defaults depend on.
  const argv = [
    '--no-defaults',
    ...(sslCa === undefined ? [] : [`--ssl-ca=${sslCa}`]),
    ...(scope?.kind === 'tables' ? ['--', scope.schema, ...scope.tables] : []),
  ];
  const around = readSurroundings();
  const resolved = resolveOptions(argv, {
    ...around,
    env: { XDG_STATE_HOME: around.env['XDG_STATE_HOME'] },
    fileExists: () => false,
  });
  if (resolved.command !== 'dump') throw new TypeError('no arguments must mean a dump');
  const given = override(resolved.options, options, 'dump');
  refuseOfTools(given);
  return Object.freeze(given);
}

/** What only a drop-in writes would be missing from the dump without a word. */
function refuseOfTools({ personality, selection }: DumpOptions): void {
  if (personality !== 'tsdump') return;
  const asked = {
    users: selection.users !== undefined,
    system: selection.system.size > 0,
    maskingPolicies: selection.maskingPolicies,
    columnStatistics: selection.columnStatistics,
    dumpHistory: selection.dumpHistory,
    asOf: selection.asOf !== undefined,
    copyS3Tables: selection.copyS3Tables,
    orderBySize: selection.orderBySize,
    ignoreViews: selection.ignoreViews,
  };
  const [name] = Object.entries(asked).find(([, isAsked]) => isAsked) ?? [];
  if (name === undefined) return;
  throw new TsdumpError('usage', `selection.${name} is an option of the stock tools alone`, {
    hint: "Set personality to 'mysqldump' or 'mariadb-dump', whichever has it.",
  });
}

/** A misspelt option must not be a backup that silently lacks something. */
function override<T extends object>(defaults: T, given: object, path: string): T {
  const result = { ...defaults } as Record<string, unknown>;
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(result, name)) {
      throw new TsdumpError('usage', `${path} has no option ${JSON.stringify(name)}`, {
        hint: `It has: ${Object.keys(result).join(', ')}.`,
      });
    }
    if (value === undefined) continue;
    const before = result[name];
    const isGroup = path === 'dump' && typeof before === 'object' && before !== null;
    result[name] = isGroup ? override(before, value as object, name) : (value as unknown);
  }
  return result as T;
}

function toInterruption(reason: unknown): TsdumpError {
  if (reason instanceof TsdumpError) return reason;
  return new TsdumpError('interrupted', 'the dump was ended by its caller', { cause: reason });
}
