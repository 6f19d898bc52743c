// Option files of the mysql tools: which ones, which groups, what counts. Reads files,
// decides nothing about values; the command line wins because it comes later.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { TsdumpError } from '../../base/errors.js';
import { assign, unknownOption } from './normalise-argv.js';
import { type FileEntry, parseOptionFile } from './option-file-syntax.js';
import { findExactOption, findOption } from './option-names.js';
import { clientOptionNames } from '../../options/table/options.js';
import type { Program } from '../../options/table/program.js';
import { listStockOptions } from '../../dropin/argv/option-list.js';
import { parseValue } from '../../options/table/parse-value.js';
import type { Assignment } from '../../options/table/assignment.js';

/** What the command line says about option files. */
export interface FileChoice {
  readonly only: string | undefined;
  readonly extra: string | undefined;
  readonly none: boolean;
  readonly groupSuffix: string;
  /** Holds one more my.cnf: $MARIADB_HOME or $MYSQL_HOME. */
  readonly variableHome: string | undefined;
}

export interface OptionFiles {
  readonly assignments: readonly Assignment[];
  readonly warnings: readonly string[];
}

/** As deep as the mysql tools follow includes. */
const INCLUDE_DEPTH_MAX = 10;

const SYSTEM_FILES = ['/etc/my.cnf', '/etc/mysql/my.cnf'];

/** Everything the option files set, in order. Throws `usage`. */
export function readOptionFiles(
  choice: FileChoice,
  home: string,
  program: Program,
  systemFiles: readonly string[] = SYSTEM_FILES,
): OptionFiles {
  const warnings: string[] = [];
  const entries = chooseFiles(choice, home, systemFiles).flatMap(({ path, required }) =>
    readEntries(path, required, 0, warnings),
  );
  const { groupSuffix: suffix } = choice;
  const assignments = entries.flatMap((entry) => toAssignments(program, entry, suffix));
  return { assignments, warnings };
}

interface ChosenFile {
  readonly path: string;
  /** Named by the user: must exist. */
  readonly required: boolean;
}

function chooseFiles(
  choice: FileChoice,
  home: string,
  systemFiles: readonly string[],
): ChosenFile[] {
  if (choice.none) return [];
  if (choice.only !== undefined) return nameFile(choice.only);
  const homes = choice.variableHome === undefined ? [] : [join(choice.variableHome, 'my.cnf')];
  return [
    ...[...systemFiles, ...homes].map((path) => ({ path, required: false })),
    ...nameFile(choice.extra),
    { path: join(home, '.my.cnf'), required: false },
  ];
}

function nameFile(path: string | undefined): ChosenFile[] {
  return path === undefined ? [] : [{ path: resolve(path), required: true }];
}

type OptionEntry = Extract<FileEntry, { kind: 'option' }>;

function readEntries(
  path: string,
  required: boolean,
  depth: number,
  warnings: string[],
): OptionEntry[] {
  const text = readText(path, required, warnings);
  if (text === undefined) return [];
  return parseOptionFile(path, text).flatMap((entry) => {
    if (entry.kind === 'option') return [entry];
    if (depth === INCLUDE_DEPTH_MAX) {
      warnings.push(`includes nested too deeply, ${entry.place} is ignored`);
      return [];
    }
    const target = resolve(dirname(path), entry.path);
    const files = entry.kind === 'include' ? [target] : listDirectory(target, entry.place);
    return files.flatMap((file) => readEntries(file, false, depth + 1, warnings));
  });
}

function readText(path: string, required: boolean, warnings: string[]): string | undefined {
  try {
    const stats = statSync(path);
    // Anyone could have put options there; the mysql tools skip such a file too.
    if (stats.isFile() && (stats.mode & 0o002) !== 0) {
      warnings.push(`option file ${path} is ignored: anyone may write to it`);
      return undefined;
    }
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (!required) return undefined;
    throw new TsdumpError('usage', `cannot read option file ${path}: ${reasonOf(cause)}`, {
      hint: 'Check the path given with --defaults-file or --defaults-extra-file.',
      cause,
    });
  }
}

function listDirectory(path: string, place: string): string[] {
  try {
    const names = readdirSync(path).filter((name) => name.endsWith('.cnf'));
    return names.sort().map((name) => join(path, name));
  } catch (cause) {
    throw new TsdumpError('usage', `cannot read !includedir of ${place}: ${reasonOf(cause)}`, {
      hint: 'Create the directory, or remove the directive.',
      cause,
    });
  }
}

/** The entry as assignments; nothing when its group is not ours. */
function toAssignments(
  program: Program,
  entry: OptionEntry,
  suffix: string,
): readonly Assignment[] {
  const { name, value, place } = entry;
  // As the stock tools compare them.
  const group = entry.group.toLowerCase();
  const isGroup = (each: string): boolean =>
    group === each || group === `${each}${suffix}`.toLowerCase();
  const plain = name.replace(/^loose[-_]/, '');
  const loose = plain !== name;
  if (isGroup('client')) {
    const option = findExactOption(program, plain);
    return naming(program, place, () => {
      if (option === undefined && !loose && !isStockName(plain)) throw unknownOption(program, name);
      // Other tools' options live here, some under names that mean something else to us.
      if (option === undefined || !clientOptionNames.has(option.name)) return [];
      return assign(option, value, place);
    });
  }
  if (!isGroup(program.name)) return [];
  return naming(program, place, () => {
    const option = findOption(program, plain);
    if (option === undefined && loose) return [];
    if (option === undefined) throw unknownOption(program, name);
    if (option.spec.first === true)
      throw new TsdumpError('usage', `${name} works on the command line only`);
    return assign(option, value, place);
  });
}

/** An option of a stock tool, which we may do without. */
function isStockName(name: string): boolean {
  const long = name.replaceAll('_', '-').replace(/^(?:skip|disable|enable)-/, '');
  const tools = ['mysqldump', 'mariadb-dump'] as const;
  return tools.some((tool) => listStockOptions(tool).some((option) => option.name === long));
}

/** Runs `read` and checks what it made; an error then says where it was written. */
function naming(
  program: Program,
  place: string,
  read: () => readonly Assignment[],
): readonly Assignment[] {
  try {
    const assignments = read();
    for (const { name, value } of assignments) {
      const spec = program.options.get(name);
      if (spec === undefined || spec.kind === 'flag' || spec.kind === 'bundle') continue;
      if (typeof value === 'string') parseValue(name, spec, value);
    }
    return assignments;
  } catch (error) {
    if (!(error instanceof TsdumpError)) throw error;
    const { hint } = error;
    throw new TsdumpError('usage', `${error.message} in ${place}`, {
      hint,
      cause: error,
    });
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
