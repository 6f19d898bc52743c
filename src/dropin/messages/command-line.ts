// What the two stock tools say about command lines and option files, and the exit status
// each complaint ends with. Their texts differ; nothing else about parsing asks whose name
// we run under.

import type { StockTool } from '../../options/table/option-spec.js';

/** Exit statuses of the option parser both tools share. */
export const ParseStatus = {
  usage: 1,
  unknownOption: 2,
  ambiguous: 3,
  noArgument: 4,
  argumentRequired: 5,
  ambiguousVariable: 6,
  unknownVariable: 7,
  unknownSuffix: 9,
  disabled: 12,
  invalid: 13,
} as const;

/** Where a drop-in's words go, one char a byte. */
export interface StockOutput {
  /** Standard output. */
  print(text: string): void;
  /** One line on standard error. */
  say(line: string): void;
}

/** A complaint, the line as it is printed. */
export interface ToolWords {
  unknownOption(word: string): string;
  unknownLetter(letter: string): string;
  unknownVariable(word: string): string;
  /** The same where `--loose-` asked for leniency. */
  looseUnknown(word: string, isVariable: boolean): string;
  noArgument(name: string): string;
  requiresArgument(name: string): string;
  letterRequiresArgument(letter: string): string;
  disabled(name: string): string;
  letterDisabled(letter: string): string;
  ignored(name: string, value: string): string;
  notBoolean(name: string, value: string): string;
  cannotSet(name: string, value: string): string;
  unknownSuffix(name: string, value: string, suffix: string): string;
  outOfRange(name: string, value: string): string;
  negative(name: string, value: string, min: bigint): string;
  adjusted(name: string, value: bigint, adjusted: bigint): string;
  notDecimal(name: string): string;
  noDefaultsFile(path: string): string;
  readonly defaultsAborted: string;
  worldWritable(path: string): string;
  noGroup(path: string, line: number): string;
  wrongGroup(path: string, line: number): string;
  wrongDirective(word: string, path: string, line: number): string;
  tooDeep(directive: string, path: string, line: number): string;
  cannotReadDirectory(path: string, errno: number, reason: string): readonly string[];
  includeFailed(word: string, path: string, line: number): string | undefined;
  cannotFind(path: string, errno: number, reason: string): string | undefined;
  cannotCreate(path: string, errno: number, reason: string): string;
  unknownCharset(name: string, directory: string): string;
  /** As --version has it, of the build that was measured. */
  readonly version: string;
  readonly usage: readonly string[];
  readonly usageToStderr: boolean;
}

const mysqldump: ToolWords = {
  unknownOption: (word) => `mysqldump: [ERROR] unknown option '--${word}'.`,
  unknownLetter: (letter) => `mysqldump: [ERROR] mysqldump: unknown option '-${letter}'.`,
  unknownVariable: (word) => `mysqldump: [ERROR] unknown variable '${word}'.`,
  looseUnknown: (word, isVariable) =>
    `mysqldump: [Warning] unknown ${isVariable ? `variable '${word}` : `option '--${word}`}'.`,
  noArgument: (name) => `mysqldump: [ERROR] mysqldump: option '--${name}' cannot take an argument.`,
  requiresArgument: (name) =>
    `mysqldump: [ERROR] mysqldump: option '--${name}' requires an argument.`,
  letterRequiresArgument: (letter) =>
    `mysqldump: [ERROR] mysqldump: option '-${letter}' requires an argument.`,
  disabled: (name) => `mysqldump: [ERROR] mysqldump: Option '${name}' was used, but is disabled.`,
  letterDisabled: (letter) =>
    `mysqldump: [ERROR] mysqldump: Option '-${letter}' was used, but is disabled.`,
  ignored: (name, value) =>
    `mysqldump: [Warning] mysqldump: ignoring option '--${name}' due to invalid value '${value}'.`,
  notBoolean: (name, value) =>
    `mysqldump: [Warning] option '${name}': boolean value '${value}' was not recognized. Set to OFF.`,
  cannotSet: (name, value) =>
    `mysqldump: [ERROR] mysqldump: Error while setting value '${value}' to '${name}'.`,
  unknownSuffix: (name, value, suffix) =>
    `mysqldump: [ERROR] Unknown suffix '${suffix}' used for variable '${name}' (value '${value}').`,
  outOfRange: (_name, value) => `mysqldump: [ERROR] Incorrect unsigned integer value: '${value}'.`,
  negative: (name, value, min) =>
    `mysqldump: [Warning] option '${name}': value ${value} adjusted to ${min}.`,
  adjusted: (name, value, adjusted) =>
    `mysqldump: [Warning] option '${name}': unsigned value ${value} adjusted to ${adjusted}.`,
  notDecimal: (name) => `mysqldump: [ERROR] Invalid decimal value for option '${name}'.`,
  noDefaultsFile: (path) => `mysqldump: [ERROR] Failed to open required defaults file: ${path}`,
  defaultsAborted: 'mysqldump: [ERROR] Fatal error in defaults handling. Program aborted!',
  worldWritable: (path) => `mysqldump: [Warning] World-writable config file '${path}' is ignored.`,
  noGroup: (path, line) =>
    `mysqldump: [ERROR] Found option without preceding group in config file ${path} at line ${line}.`,
  wrongGroup: (path, line) =>
    `mysqldump: [ERROR] Wrong group definition in config file ${path} at line ${line}.`,
  wrongDirective: (word, path, line) =>
    `mysqldump: [ERROR] Wrong '!${word}' directive in config file ${path} at line ${line}.`,
  tooDeep: (directive, path, line) =>
    `mysqldump: [Warning] Skipping '${directive}' directive as maximum include recursion level was reached in file ${path} at line ${line}.`,
  cannotReadDirectory: (path, errno, reason) => [
    `mysqldump: Can't read dir of '${path}' (OS errno ${errno} - ${reason})`,
  ],
  includeFailed: (word, path, line) =>
    `mysqldump: [ERROR] Stopped processing the '${word}' directive in file ${path} at line ${line}.`,
  cannotFind: (path, errno, reason) =>
    `mysqldump: Can't get stat of '${path}' (OS errno ${errno} - ${reason})`,
  cannotCreate: (path, errno, reason) =>
    `mysqldump: Can't create/write to file '${path}' (OS errno ${errno} - ${reason})`,
  unknownCharset: (name, directory) =>
    `mysqldump: Character set '${name}' is not a compiled character set and is not specified in the '${directory}Index.xml' file`,
  version: 'mysqldump  Ver 9.7.4 for Linux on x86_64',
  usage: [
    'Usage: mysqldump [OPTIONS] database [tables]',
    'OR     mysqldump [OPTIONS] --databases [OPTIONS] DB1 [DB2 DB3...]',
    'OR     mysqldump [OPTIONS] --all-databases [OPTIONS]',
  ],
  usageToStderr: false,
};

/** mariadb-dump rings the bell with what comes from its system library. */
const BELL = '\x07';

const mariadbDump: ToolWords = {
  unknownOption: (word) => `mariadb-dump: unknown option '--${word}'`,
  unknownLetter: (letter) => `mariadb-dump: unknown option '-${letter}'`,
  unknownVariable: (word) => `mariadb-dump: unknown variable '${word}'`,
  looseUnknown: (word, isVariable) =>
    `Warning: mariadb-dump: unknown ${isVariable ? `variable '${word}` : `option '--${word}`}'`,
  noArgument: (name) => `mariadb-dump: option '--${name}' cannot take an argument`,
  requiresArgument: (name) => `mariadb-dump: option '--${name}' requires an argument`,
  letterRequiresArgument: (letter) => `mariadb-dump: option '-${letter}' requires an argument`,
  disabled: (name) => `mariadb-dump: ERROR: Option '${name}' used, but is disabled`,
  letterDisabled: (letter) => `mariadb-dump: ERROR: Option '-${letter}' used, but is disabled`,
  ignored: (name, value) =>
    `Warning: mariadb-dump: ignoring option '--${name}' due to invalid value '${value}'`,
  notBoolean: (name, value) =>
    `Warning: option '${name}': boolean value '${value}' wasn't recognized. Set to OFF.`,
  cannotSet: (name, value) => `mariadb-dump: Error while setting value '${value}' to '${name}'`,
  unknownSuffix: (name, value, suffix) =>
    `Unknown suffix '${suffix}' used for variable '${name}' (value '${value}'). Legal suffix characters are: K, M, G, T, P, E`,
  outOfRange: (name, value) => `Integer value out of range for uint64: '${value}' for ${name}`,
  negative: (name, value) => `Incorrect unsigned value: '${value}' for ${name}`,
  adjusted: (name, value, adjusted) =>
    `Warning: option '${name}': unsigned value ${value} adjusted to ${adjusted}`,
  // With an empty line of its own behind it.
  notDecimal: (name) => `Invalid decimal value for option '${name}'\n`,
  noDefaultsFile: (path) => `Could not open required defaults file: ${path}`,
  defaultsAborted: 'Fatal error in defaults handling. Program aborted',
  worldWritable: (path) => `Warning: World-writable config file '${path}' is ignored`,
  noGroup: (path, line) =>
    `error: Found option without preceding group in config file: ${path} at line: ${line}`,
  wrongGroup: (path, line) =>
    `error: Wrong group definition in config file: ${path} at line ${line}`,
  wrongDirective: (word, path, line) =>
    `error: Wrong '!${word}' directive in config file: ${path} at line ${line}`,
  tooDeep: (directive, path, line) =>
    `Warning: skipping '${directive}' directive as maximum includerecursion level was reached in file ${path} at line ${line}`,
  cannotReadDirectory: (path, errno, reason) => [
    `${BELL}mariadb-dump: Can't read dir of '${path}' (Errcode: ${errno} "${reason}")`,
  ],
  includeFailed: () => undefined,
  cannotFind: () => undefined,
  cannotCreate: (path, errno, reason) =>
    `${BELL}mariadb-dump: Can't create/write to file '${path}' (Errcode: ${errno} "${reason}")`,
  unknownCharset: (name, directory) =>
    `${BELL}mariadb-dump: Character set '${name}' is not a compiled character set and is not specified in the '${directory}Index.xml' file`,
  version: 'mariadb-dump  Ver 10.19 Distrib 10.11.19-MariaDB, for debian-linux-gnu (x86_64)',
  usage: [
    'Usage: mariadb-dump [OPTIONS] database [tables]',
    'OR     mariadb-dump [OPTIONS] --databases DB1 [DB2 DB3...]',
    'OR     mariadb-dump [OPTIONS] --all-databases',
    'OR     mariadb-dump [OPTIONS] --system=[SYSTEMOPTIONS]]',
  ],
  usageToStderr: true,
};

export const toolWords: Readonly<Record<StockTool, ToolWords>> = {
  mysqldump,
  'mariadb-dump': mariadbDump,
};
