// The public door: what a Node program imports of this package. It fills in defaults, those
// of the command line, and calls app/; nothing here is known by the rest of src.

import { release as releaseServer } from './app/release.js';
import { dump as runDump } from './app/dump.js';
import { TsdumpError } from './base/errors.js';
import { resolveOptions } from './cli/resolve-options.js';
import { readSurroundings } from './cli/surroundings.js';
import type { DumpReport, Listener } from './model/events.js';
import type { DumpOptions } from './model/options.js';

export { type ErrorCode, errorKinds, TsdumpError } from './base/errors.js';
export type { BinlogPosition, Coordinates, ReplicaPosition } from './model/coordinates.js';
export type { DumpEvent, DumpReport, Listener, Phase, Totals } from './model/events.js';
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
  return Object.freeze(override(resolved.options, options, 'dump'));
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
