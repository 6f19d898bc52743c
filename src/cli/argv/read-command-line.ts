// What a program of ours was told, by option files and argv, before anything is made of it.
// Reads option files; connects to nothing, asks nothing, prints nothing.

import { readFirst, type Surroundings } from '../../options/resolve/environment.js';
import type { Assignment, NormalArgv } from '../../options/table/assignment.js';
import type { Program } from '../../options/table/program.js';
import type { LogOptions } from '../../terminal/log-options.js';
import { normaliseArgv, toCanonicalArgv } from './normalise-argv.js';
import { type FileChoice, readOptionFiles } from './option-files.js';

/** What ends with a line on standard output. */
export type Notice =
  | { readonly command: 'help' }
  | { readonly command: 'version' }
  | { readonly command: 'print-defaults'; readonly argv: readonly string[] };

export interface CommandLine {
  readonly command: 'work';
  /** What was typed. */
  readonly typed: NormalArgv;
  /** That, after what option files say. */
  readonly all: NormalArgv;
  /** About the option files; to be logged. */
  readonly warnings: readonly string[];
}

/** Throws `usage`. */
export function readCommandLine(
  program: Program,
  argv: readonly string[],
  around: Surroundings,
): CommandLine | Notice {
  const typed = normaliseArgv(argv, program);
  if (isOn(typed, 'help')) return { command: 'help' };
  if (isOn(typed, 'version')) return { command: 'version' };
  const choice = toFileChoice(typed, around);
  const files = readOptionFiles(choice, around.home, program, around.systemOptionFiles);
  const all: NormalArgv = {
    assignments: [...files.assignments, ...typed.assignments],
    names: typed.names,
  };
  if (isOn(typed, 'print-defaults')) return { command: 'print-defaults', argv: toShownArgv(all) };
  return { command: 'work', typed, all, warnings: files.warnings };
}

/** argv for other eyes: every password gone. Throws `usage`. */
export function hidePasswords(program: Program, argv: readonly string[]): string[] {
  return toShownArgv(normaliseArgv(argv, program));
}

export function resolveLog(settings: {
  readonly 'log-level'?: LogOptions['level'] | undefined;
  readonly 'log-format': LogOptions['format'];
  readonly progress?: boolean | undefined;
  readonly quiet: boolean;
  readonly verbose: boolean;
}): LogOptions {
  const { quiet, verbose } = settings;
  const level = verbose ? 'debug' : quiet ? 'warn' : 'info';
  return {
    level: settings['log-level'] ?? level,
    format: settings['log-format'],
    progress: settings.progress ?? (quiet ? false : undefined),
  };
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
