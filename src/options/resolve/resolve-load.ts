// From the settings of tsload to its options. Pure but for the sockets that are looked for.

import { TsdumpError } from '../../base/errors.js';
import type {
  LoadMode,
  LoadOptions,
  LoadSelection,
  SelectedName,
} from '../../model/load-options.js';
import type { NormalArgv } from '../table/assignment.js';
import type { LoadSettings } from '../table/load-program.js';
import type { Surroundings } from './environment.js';
import { parseObjectName } from './parse-object-name.js';
import { resolveConnection } from './resolve-connection.js';

export interface ResolvedLoad {
  readonly options: LoadOptions;
  /** Ask for the password and put it into the connection options. */
  readonly askPassword: boolean;
}

/** Throws `usage`. */
export function resolveLoad(
  settings: LoadSettings,
  typed: NormalArgv,
  around: Surroundings,
  journalDir: string,
): ResolvedLoad {
  const names = new Set(typed.assignments.map(({ name }) => name));
  const { connection, askPassword } = resolveConnection(settings, names, around);
  const options: LoadOptions = {
    mode: chooseMode(settings),
    connection,
    path: choosePath(typed.names),
    database: settings.database,
    selection: resolveSelection(settings),
    onExisting: settings['on-existing'],
    definer: settings.definer === undefined ? undefined : checkDefiner(settings.definer),
    gtidPurged: settings['set-gtid-purged'],
    trusted: settings.trusted,
    threads: settings.threads,
    defersIndexes: settings['defer-indexes'],
    loadData: settings['load-data'],
    logBin: settings['log-bin'],
    maxRate: settings['max-rate'],
    analyzes: settings.analyze,
    journalDir,
  };
  return { options: Object.freeze(options), askPassword };
}

function chooseMode(settings: LoadSettings): LoadMode {
  const modes = (['dry-run', 'resume', 'abort', 'verify'] as const).filter(
    (mode) => settings[mode],
  );
  const [mode, other] = modes;
  if (mode === undefined) return 'load';
  if (other === undefined) return mode;
  throw new TsdumpError('usage', `--${mode} and --${other} exclude each other`, {
    hint: 'Each is a command of its own.',
  });
}

function choosePath([path, ...others]: readonly string[]): string | undefined {
  if (others.length > 0)
    throw new TsdumpError('usage', 'tsload takes one file, or directory, of a dump', {
      hint: 'Write: tsload [options] FILE; one database of it is chosen with --databases.',
    });
  return path === '-' ? undefined : path;
}

function resolveSelection(settings: LoadSettings): LoadSelection {
  const { databases, tables } = settings;
  if (settings['no-data'] && settings['no-create-info'])
    throw new TsdumpError('usage', '--no-data and --no-create-info leave nothing to load', {
      hint: 'Give one of them.',
    });
  return {
    only: [...databases.map((schema) => ({ schema })), ...tables.map(parseTable)],
    ignored: settings['ignore-table'].map(parseTable),
    withoutRows: settings['ignore-table-data'].map(parseTable),
    rows: !settings['no-data'],
    definitions: !settings['no-create-info'],
  };
}

function parseTable(text: string): SelectedName {
  const named = parseObjectName(text);
  if (named.name !== undefined) return named;
  throw new TsdumpError('usage', `${JSON.stringify(text)} is not a name of a table`, {
    hint: 'Write DB.TABLE; a database is chosen with --databases.',
  });
}

function checkDefiner(text: string): string {
  if (text === 'strip' || text.lastIndexOf('@') > 0) return text;
  throw new TsdumpError('usage', `--definer cannot be ${JSON.stringify(text)}`, {
    hint: 'It is USER@HOST, or strip for the account that loads.',
  });
}
