// Option files as the stock tools read them: which files and groups, in which order, and
// what is said about bad ones. Lines become words as if they stood on the command line.
// All text is bytes, one char each.

import { readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { getSystemErrorMap } from 'node:util';
import { join, resolve } from 'node:path';
import type { StockWord } from './getopt.js';
import { readLoginFile } from './login-file.js';
import type { StockTool } from '../../options/table/option-spec.js';
import { ParseStatus, type ToolWords, toolWords } from '../messages/command-line.js';
import { readFirst, type Surroundings } from '../../options/resolve/environment.js';

const GROUPS: Readonly<Record<StockTool, readonly string[]>> = {
  mysqldump: ['mysqldump', 'client'],
  'mariadb-dump': ['mysqldump', 'mariadb-dump', 'client', 'client-server', 'client-mariadb'],
};

/** Variables of the environment, the one that counts first. */
const VARIABLES: Readonly<
  Record<StockTool, { suffix: readonly string[]; home: readonly string[] }>
> = {
  mysqldump: { suffix: ['MYSQL_GROUP_SUFFIX'], home: ['MYSQL_HOME'] },
  'mariadb-dump': {
    suffix: ['MARIADB_GROUP_SUFFIX', 'MYSQL_GROUP_SUFFIX'],
    home: ['MARIADB_HOME', 'MYSQL_HOME'],
  },
};

const SYSTEM_FILES = ['/etc/my.cnf', '/etc/mysql/my.cnf'];

/** As deep as the tools follow includes. */
const INCLUDE_DEPTH_MAX = 10;

export type FileWords =
  | {
      /** Words of the files, then those of the command line that are left. */
      readonly words: readonly StockWord[];
      /** --print-defaults was there. */
      readonly print: boolean;
    }
  | { readonly status: number };

/** Ends reading: the tool gives up. */
const ABORTED = Symbol('aborted');

/** `argv` as bytes, without the program's name. */
export function readStockFiles(
  tool: StockTool,
  argv: readonly string[],
  around: Surroundings,
  say: (line: string) => void,
): FileWords {
  const choice = chooseFiles(tool, argv);
  const variables = VARIABLES[tool];
  const suffix = choice.suffix ?? readFirst(around.env, variables.suffix);
  const groups = [...GROUPS[tool]];
  if (suffix !== undefined) groups.push(...GROUPS[tool].map((name) => name + suffix));
  const reader = new Reader(toolWords[tool], new Set(groups), say);
  try {
    if (choice.only !== undefined) reader.readRequired(choice.only);
    else if (!choice.none) {
      const home = readFirst(around.env, variables.home);
      for (const path of around.systemOptionFiles ?? SYSTEM_FILES) reader.read(path, false, 0);
      if (home !== undefined) reader.read(join(home, 'my.cnf'), false, 0);
      if (choice.extra !== undefined) reader.readRequired(choice.extra);
      reader.read(join(around.home, '.my.cnf'), false, 0);
    }
    if (tool === 'mysqldump' && !choice.noLogin) {
      const logins = choice.login === undefined ? [] : [choice.login];
      const entries = readLoginFile(around, say);
      const wanted = new Set([
        ...groups,
        ...logins,
        ...(suffix === undefined ? [] : logins.map((name) => name + suffix)),
      ]);
      reader.readText(entries, wanted);
    }
  } catch (error) {
    if (error !== ABORTED) throw error;
    say(toolWords[tool].defaultsAborted);
    return { status: ParseStatus.usage };
  }
  const words = [
    ...reader.words.map((text) => ({ text, fromFile: true })),
    ...choice.rest.map((text) => ({ text, fromFile: false })),
  ];
  // mysqldump does not print where it was told to read nothing.
  return { words, print: choice.print && !(tool === 'mysqldump' && choice.none) };
}

interface FileChoice {
  readonly none: boolean;
  readonly noLogin: boolean;
  readonly only: string | undefined;
  readonly extra: string | undefined;
  readonly suffix: string | undefined;
  readonly login: string | undefined;
  readonly print: boolean;
  readonly rest: readonly string[];
}

/** Options about files stand first, each once; the first word that is none ends them. */
function chooseFiles(tool: StockTool, argv: readonly string[]): FileChoice {
  const given = new Map<string, string>();
  const none = argv[0] === '--no-defaults';
  const isMysql = tool === 'mysqldump';
  let at = none ? 1 : 0;
  let noLogin = false;
  const valued = none
    ? isMysql
      ? ['--defaults-group-suffix=']
      : []
    : ['--defaults-file=', '--defaults-extra-file=', '--defaults-group-suffix='];
  if (isMysql) valued.push('--login-path=');
  for (; at < argv.length; at++) {
    const word = argv[at] as string;
    if (isMysql && word.startsWith('--no-login-paths') && !given.has('--login-path=')) {
      noLogin = true;
      continue;
    }
    const name = valued.find((each) => word.startsWith(each) && !given.has(each));
    if (name === undefined || (noLogin && name === '--login-path=')) break;
    given.set(name, word.slice(name.length));
  }
  const print = argv[at] === '--print-defaults';
  return {
    none,
    noLogin,
    only: given.get('--defaults-file='),
    extra: given.get('--defaults-extra-file='),
    suffix: given.get('--defaults-group-suffix='),
    login: given.get('--login-path='),
    print,
    rest: argv.slice(print ? at + 1 : at),
  };
}

class Reader {
  readonly words: string[] = [];
  readonly #say: ToolWords;
  readonly #groups: ReadonlySet<string>;
  readonly #print: (line: string) => void;

  constructor(words: ToolWords, groups: ReadonlySet<string>, print: (line: string) => void) {
    this.#say = words;
    this.#groups = foldGroups(groups);
    this.#print = print;
  }

  readRequired(path: string): void {
    const full = toBytes(resolve(fromBytes(path)));
    if (this.read(full, false, 0)) return;
    this.#print(this.#say.noDefaultsFile(full));
    throw ABORTED;
  }

  /** False where there is no such file. `named`: an include, whose absence is said. */
  read(path: string, named: boolean, depth: number): boolean {
    const file = fromBytes(path);
    let stats: Stats;
    try {
      stats = statSync(file);
    } catch (error) {
      const line = named ? this.#say.cannotFind(path, ...describeSystemError(error)) : undefined;
      if (line !== undefined) this.#print(line);
      return false;
    }
    // Anyone could have put options there.
    if (stats.isFile() && (stats.mode & 0o002) !== 0) {
      this.#print(this.#say.worldWritable(path));
      return true;
    }
    let text: string;
    try {
      text = readFileSync(file, 'latin1');
    } catch {
      return false;
    }
    this.#readLines(path, text, depth, this.#groups);
    return true;
  }

  /** Lines that came from elsewhere, of other groups. */
  readText(text: string, groups: ReadonlySet<string>): void {
    this.#readLines('', text, 0, foldGroups(groups));
  }

  #readLines(path: string, text: string, depth: number, groups: ReadonlySet<string>): void {
    let group: string | undefined;
    for (const [index, raw] of text.split('\n').entries()) {
      const line = raw.replace(/^[ \t\v\f\r]+/, '');
      const number = index + 1;
      if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
      if (line.startsWith('!')) this.#follow(line, path, number, depth);
      else if (line.startsWith('[')) group = this.#readGroup(line, path, number);
      else if (group === undefined) {
        this.#print(this.#say.noGroup(path, number));
        throw ABORTED;
      } else if (groups.has(group.toLowerCase())) this.words.push(toWord(line));
    }
  }

  #readGroup(line: string, path: string, number: number): string {
    const end = line.indexOf(']');
    if (end !== -1) return line.slice(1, end).replace(/[ \t\v\f\r]+$/, '');
    this.#print(this.#say.wrongGroup(path, number));
    throw ABORTED;
  }

  #follow(line: string, path: string, number: number, depth: number): void {
    if (depth >= INCLUDE_DEPTH_MAX)
      return this.#print(this.#say.tooDeep(line.trimEnd(), path, number));
    const directive = /^!\s*(includedir|include)(?:\s+(.*?))?\s*$/.exec(line);
    const word = directive?.[1];
    if (word === undefined) return;
    const target = directive?.[2] ?? '';
    if (target === '') {
      this.#print(this.#say.wrongDirective(word, path, number));
      throw ABORTED;
    }
    if (word === 'include') {
      if (!this.read(target, true, depth + 1)) this.#sayFailed(word, path, number);
      return;
    }
    for (const name of this.#list(target, path, number))
      if (name.endsWith('.cnf') && !this.read(join(target, name), true, depth + 1))
        this.#sayFailed(word, path, number);
  }

  #sayFailed(word: string, path: string, number: number): void {
    const line = this.#say.includeFailed(word, path, number);
    if (line !== undefined) this.#print(line);
  }

  #list(directory: string, path: string, number: number): readonly string[] {
    try {
      return readdirSync(fromBytes(directory), 'latin1').sort();
    } catch (error) {
      const lines = this.#say.cannotReadDirectory(directory, ...describeSystemError(error));
      for (const line of lines) this.#print(line);
      this.#sayFailed('includedir', path, number);
      throw ABORTED;
    }
  }
}

/** Groups are compared without regard to case. */
function foldGroups(groups: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...groups].map((group) => group.toLowerCase()));
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  s: ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
};

/** `name = "value" # comment` as `--name=value`. */
function toWord(line: string): string {
  const text = cutComment(line);
  const equals = text.indexOf('=');
  if (equals === -1) return `--${text.trimEnd()}`;
  let value = text.slice(equals + 1).trim();
  const quote = value[0];
  const quoted = value.length > 1 && (quote === '"' || quote === "'") && value.endsWith(quote);
  if (quoted) value = value.slice(1, -1);
  // A backslash at the end stands for itself, an unknown escape keeps its own.
  value = value.replace(/\\(.)/gs, (whole, char: string) => ESCAPES[char] ?? whole);
  return `--${text.slice(0, equals).trimEnd()}=${value}`;
}

/** A `#` outside quotes ends the line. */
function cutComment(line: string): string {
  let quote = '';
  let escaped = false;
  for (let at = 0; at < line.length; at++) {
    const char = line[at] as string;
    if ((char === "'" || char === '"') && !escaped) {
      if (quote === '') quote = char;
      else if (quote === char) quote = '';
    }
    if (quote === '' && char === '#') return line.slice(0, at);
    escaped = quote !== '' && char === '\\' && !escaped;
  }
  return line;
}

/** Number and text of a failed system call, as the C library has them. */
export function describeSystemError(error: unknown): [number, string] {
  const errno = Math.abs((error as NodeJS.ErrnoException).errno ?? 0);
  return [errno, SYSTEM_TEXTS[errno] ?? getSystemErrorMap().get(-errno)?.[1] ?? 'Unknown error'];
}

const SYSTEM_TEXTS: Readonly<Record<number, string>> = {
  1: 'Operation not permitted',
  2: 'No such file or directory',
  13: 'Permission denied',
  17: 'File exists',
  20: 'Not a directory',
  21: 'Is a directory',
  28: 'No space left on device',
  30: 'Read-only file system',
  36: 'File name too long',
  40: 'Too many levels of symbolic links',
};

export function toBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

export function fromBytes(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8');
}
