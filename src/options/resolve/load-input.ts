// What a Node program may ask of a load, checked as a dump's options are; what is left out has
// the command line's default.

import { loadProgram, type LoadSettings } from '../table/load-program.js';
import type {
  LoadMode,
  LoadOptions,
  LoadSelection,
  SelectedName,
} from '../../model/load-options.js';
import type { ConnectionOptions } from '../../model/options.js';
import type { PartialDumpOptions } from './dump-input.js';
import type { Surroundings } from './environment.js';
import { parseObjectName } from './parse-object-name.js';
import { choice, flag, group, name, type Read, refuse, whole } from './read-value.js';
import { resolveLoad } from './resolve-load.js';
import { fillSettings } from './settings.js';

const THREADS_MAX = 64;

export interface LoadInput extends Partial<Omit<LoadOptions, 'connection' | 'selection' | 'path'>> {
  /** File or directory of the dump. */
  readonly path: string;
  readonly connection?: PartialDumpOptions['connection'];
  readonly selection?: Partial<Omit<LoadSelection, 'only' | 'ignored' | 'withoutRows'>> & {
    /** `'shop'`, `'shop.orders'`. */
    readonly only?: readonly string[];
    readonly ignored?: readonly string[];
    readonly withoutRows?: readonly string[];
  };
}

const readNames: Read<readonly SelectedName[]> = (value, path) => {
  if (!Array.isArray(value)) throw refuse(path, value, "It is a list such as ['shop.orders'].");
  return value.map((each, at) => parseObjectName(name(each, `${path}[${at}]`)));
};

/** Throws `usage`. */
export function resolveLoadInput(
  input: LoadInput,
  connection: ConnectionOptions,
  around: Surroundings,
  journalDir: string,
): LoadOptions {
  const { connection: _, ...rest } = input;
  const given = group<
    Omit<LoadOptions, 'connection' | 'selection'> & { selection: Partial<LoadSelection> }
  >({
    path: name,
    mode: choice<LoadMode>('load', 'resume', 'abort', 'verify', 'dry-run'),
    database: name,
    selection: group<LoadSelection>({
      only: readNames,
      ignored: readNames,
      withoutRows: readNames,
      rows: flag,
      definitions: flag,
    }),
    onExisting: choice('fail', 'skip', 'drop', 'truncate'),
    definer: name,
    gtidPurged: choice('auto', 'on', 'off'),
    trusted: flag,
    threads: whole(1, THREADS_MAX),
    defersIndexes: flag,
    loadData: flag,
    logBin: flag,
    maxRate: whole(1024, Number.MAX_SAFE_INTEGER),
    analyzes: flag,
    journalDir: name,
  })(rest, 'load');
  const settings = fillSettings(loadProgram.options, []) as LoadSettings;
  const path = name(given.path, 'load.path');
  const typed = { assignments: [], names: [path] };
  const { options } = resolveLoad(settings, typed, around, journalDir);
  const selection = { ...options.selection, ...given.selection };
  return Object.freeze({ ...options, ...given, connection, selection });
}
