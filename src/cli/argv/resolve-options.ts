// From argv, option files and environment to the one command to run: frozen, complete
// options. Reads option files; connects to nothing, asks nothing, prints nothing.

import { TsdumpError } from '../../base/errors.js';
import type { ConnectionOptions, DumpOptions } from '../../model/options.js';
import { normaliseArgv, toCanonicalArgv } from './normalise-argv.js';
import { type FileChoice, readOptionFiles } from './option-files.js';
import type { Settings } from '../../options/table/options.js';
import { resolveOwnOptions } from '../../options/resolve/default-options.js';
import { resolveConnection } from '../../options/resolve/resolve-connection.js';
import {
  chooseMode,
  type ReadingCommand,
  resolveReading,
} from '../../options/resolve/resolve-reading.js';
import { toSettings } from '../../options/resolve/settings.js';
import {
  defaultJournalDir,
  readFirst,
  type Surroundings,
} from '../../options/resolve/environment.js';
import type { LogOptions } from '../../terminal/log-options.js';
import type { Assignment, NormalArgv } from '../../options/table/assignment.js';

interface Spoken {
  readonly log: LogOptions;
  /** About the option files; to be logged. */
  readonly warnings: readonly string[];
}

interface ServerCommand extends Spoken {
  /** Ask for the password and put it into the connection options. */
  readonly askPassword: boolean;
}

export type ResolvedCommand =
  | { readonly command: 'help' }
  | { readonly command: 'version' }
  | { readonly command: 'print-defaults'; readonly argv: readonly string[] }
  | (ServerCommand & { readonly command: 'dump'; readonly options: DumpOptions })
  | (ServerCommand & {
      readonly command: 'release';
      readonly connection: ConnectionOptions;
      readonly journalDir: string;
    })
  | (Spoken & ReadingCommand);

/** Throws `usage`. */
export function resolveOptions(argv: readonly string[], around: Surroundings): ResolvedCommand {
  const typed = normaliseArgv(argv);
  if (typed.assignments.some(({ name }) => name === 'compat'))
    throw new TsdumpError('usage', '--compat must be the very first argument');
  if (isOn(typed, 'help')) return { command: 'help' };
  if (isOn(typed, 'version')) return { command: 'version' };
  const files = readOptionFiles(toFileChoice(typed, around), around.home, around.systemOptionFiles);
  const all: NormalArgv = {
    assignments: [...files.assignments, ...typed.assignments],
    names: typed.names,
  };
  if (isOn(typed, 'print-defaults')) return { command: 'print-defaults', argv: toShownArgv(all) };
  const settings = toSettings(all.assignments);
  const spoken = { log: resolveLog(settings), warnings: files.warnings };
  const mode = chooseMode(settings, typed);
  if (mode !== undefined && mode !== 'release') {
    return { ...resolveReading(mode, settings, typed), ...spoken };
  }
  const typedNames = new Set(typed.assignments.map(({ name }) => name));
  const { connection, askPassword } = resolveConnection(settings, typedNames, around);
  const journalDir = settings['journal-dir'] || defaultJournalDir(around);
  const common = { ...spoken, askPassword };
  if (mode === 'release') {
    return { command: 'release', connection, journalDir, ...common };
  }
  const options = resolveOwnOptions(settings, { connection, names: all.names, journalDir });
  return { command: 'dump', options: Object.freeze(options), ...common };
}

/** argv for other eyes: every password gone. Throws `usage`. */
export function hidePasswords(argv: readonly string[]): string[] {
  return toShownArgv(normaliseArgv(argv));
}

function toShownArgv({ assignments, names }: NormalArgv): string[] {
  const shown = assignments.map((assignment): Assignment => {
    const secret = assignment.name === 'password' && assignment.value !== undefined;
    return secret ? { ...assignment, value: '*****' } : assignment;
  });
  return toCanonicalArgv({ assignments: shown, names });
}

/** The last word on an option. */
function lastValue({ assignments }: NormalArgv, name: string): Assignment['value'] {
  return assignments.findLast((assignment) => assignment.name === name)?.value;
}

function isOn(argv: NormalArgv, name: string): boolean {
  return lastValue(argv, name) === true;
}

function toFileChoice(argv: NormalArgv, { env }: Surroundings): FileChoice {
  const textOf = (name: string): string | undefined => {
    const value = lastValue(argv, name);
    return typeof value === 'string' ? value : undefined;
  };
  return {
    only: textOf('defaults-file'),
    extra: textOf('defaults-extra-file'),
    none: isOn(argv, 'no-defaults'),
    variableHome: readFirst(env, ['MARIADB_HOME', 'MYSQL_HOME']),
    groupSuffix:
      textOf('defaults-group-suffix') ??
      readFirst(env, ['MARIADB_GROUP_SUFFIX', 'MYSQL_GROUP_SUFFIX']) ??
      '',
  };
}

function resolveLog(settings: Settings): LogOptions {
  const { quiet, verbose } = settings;
  const level = verbose ? 'debug' : quiet ? 'warn' : 'info';
  return {
    level: settings['log-level'] ?? level,
    format: settings['log-format'],
    progress: settings.progress ?? (quiet ? false : undefined),
  };
}
