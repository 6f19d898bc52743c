// From argv, option files and environment to the one command to run: frozen, complete
// options. Reads option files; connects to nothing, asks nothing, prints nothing.

import { TsdumpError } from '../../base/errors.js';
import type { ConnectionOptions, DumpOptions } from '../../model/options.js';
import { dumpProgram } from '../../options/table/options.js';
import { type Notice, readCommandLine, resolveLog } from './read-command-line.js';
import { noteGtids, resolveOwnOptions } from '../../options/resolve/default-options.js';
import { resolveConnection } from '../../options/resolve/resolve-connection.js';
import {
  chooseMode,
  type ReadingCommand,
  resolveReading,
} from '../../options/resolve/resolve-reading.js';
import { toSettings } from '../../options/resolve/settings.js';
import { defaultJournalDir, type Surroundings } from '../../options/resolve/environment.js';
import type { LogOptions } from '../../terminal/log-options.js';

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
  | Notice
  | (ServerCommand & { readonly command: 'dump'; readonly options: DumpOptions })
  | (ServerCommand & {
      readonly command: 'release';
      readonly connection: ConnectionOptions;
      readonly journalDir: string;
    })
  | (Spoken & ReadingCommand);

/** Throws `usage`. */
export function resolveOptions(argv: readonly string[], around: Surroundings): ResolvedCommand {
  const line = readCommandLine(dumpProgram, argv, around);
  if (line.command !== 'work') return line;
  const { all, typed, warnings } = line;
  if (typed.assignments.some(({ name }) => name === 'compat'))
    throw new TsdumpError('usage', '--compat must be the very first argument');
  const settings = toSettings(all.assignments);
  const spoken = { log: resolveLog(settings), warnings };
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
  const own = resolveOwnOptions(settings, { connection, names: all.names, journalDir });
  const options = noteGtids(own);
  return { command: 'dump', options: Object.freeze(options), ...common };
}
