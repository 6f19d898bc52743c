// What single options of a drop-in do besides having a value, where they stand: checks
// that end the program, files that are opened, other options that change. The rest of
// their meaning is in option-rules.ts, once all is parsed.

import { closeSync, openSync } from 'node:fs';
import type { Occurrence, ParseHost } from './getopt.js';
import type { StockTool } from '../../options/table/option-spec.js';
import { builtInCharset } from './charsets.js';
import { describeSystemError, fromBytes } from './option-files.js';
import { findExtra, type StockOption } from './option-list.js';
import { findChoice } from './parse-value.js';
import { DISABLED } from './option-values.js';
import { ParseStatus, toolWords } from '../messages/command-line.js';

/** What the parse leaves besides values. */
export class Effects implements ParseHost {
  /** Options that were there, with any value. */
  readonly given: Set<string> = new Set();
  /** mariadb-dump: what -P, -S and --protocol on the command line force, the last one. */
  forcedProtocol: 'tcp' | 'socket' | undefined;
  readonly #tool: StockTool;
  readonly #out: (text: string) => void;
  readonly #say: (line: string) => void;
  readonly #help: (values: ReadonlyMap<string, unknown>) => string;
  readonly #version: string;

  constructor(
    tool: StockTool,
    out: (text: string) => void,
    say: (line: string) => void,
    help: (values: ReadonlyMap<string, unknown>) => string,
    version: string,
  ) {
    this.#tool = tool;
    this.#out = out;
    this.#say = say;
    this.#help = help;
    this.#version = version;
  }

  say(line: string): void {
    this.#say(line);
  }

  extra(name: string): StockOption | undefined {
    return findExtra(name);
  }

  occurred(occurrence: Occurrence, values: Map<string, unknown>): number | undefined {
    const { option, argument } = occurrence;
    const { key } = option;
    this.given.add(key);
    // mariadb-dump is back where it was without the option: --tab then asks for bytes.
    const isReset = this.#tool === 'mariadb-dump' && argument === DISABLED;
    if (key === 'default-character-set' && isReset) this.given.delete(key);
    this.#warnOfAge(option);
    switch (key) {
      case 'help':
        this.#out(this.#help(values));
        return 0;
      case 'version':
        this.#out(`${this.#version}\n`);
        return 0;
      case 'result-file':
        return this.#create(String(values.get(key)));
      case 'ignore-table':
      case 'ignore-table-data':
        return this.#requirePart(key, argument, '.', '<database>.<table>');
      case 'include-user':
      case 'exclude-user':
        return this.#requirePart(key, argument, '@', '<user>@<host>');
      case 'compatible':
        return this.#checkModes(String(values.get(key)), values);
      case 'tab':
        return this.#checkLength(String(values.get(key)));
      case 'init-command':
        values.set('init-command-add', []);
        return undefined;
      case 'password1':
        values.set('password', values.get(key));
        return undefined;
      default:
        this.#force(occurrence, values);
        return undefined;
    }
  }

  #warnOfAge({ name, insteadUse }: StockOption): void {
    if (insteadUse !== undefined)
      this.#say(
        `WARNING: --${name} is deprecated and will be removed in a future version. Use --${insteadUse} instead.`,
      );
  }

  /** The tools open, and empty, the file when they meet its name. */
  #create(path: string): number | undefined {
    try {
      closeSync(openSync(fromBytes(path), 'w'));
      return undefined;
    } catch (error) {
      this.#say(toolWords[this.#tool].cannotCreate(path, ...describeSystemError(error)));
      return ParseStatus.usage;
    }
  }

  #requirePart(
    key: string,
    argument: string | undefined,
    part: string,
    form: string,
  ): number | undefined {
    if (argument?.includes(part) === true) return undefined;
    this.#say(`Illegal use of option --${key}=${form}`);
    return ParseStatus.usage;
  }

  #checkModes(text: string, values: Map<string, unknown>): number | undefined {
    const modes = this.#tool === 'mysqldump' || text === '' ? [text] : text.split(',');
    const wrong = modes.findLast((mode) => this.#findMode(mode) === undefined);
    if (wrong !== undefined) {
      this.#say(`Invalid mode to --compatible: ${wrong}`);
      return ParseStatus.usage;
    }
    if (!this.given.has('default-character-set'))
      values.set('default-character-set', builtInCharset[this.#tool]);
    return undefined;
  }

  #findMode(mode: string): string | undefined {
    if (this.#tool === 'mariadb-dump')
      return mode === '' ? mode : findChoice(compatibleModes, mode);
    return mode.toUpperCase() === 'ANSI' ? 'ANSI' : undefined;
  }

  #checkLength(path: string): number | undefined {
    if (path.length < 512) return undefined;
    // Their libraries cut what they print there.
    const text = `Input filename too long: ${path}`.slice(0, 999);
    this.#say(`${this.#tool}: ${text}`);
    return ParseStatus.usage;
  }

  #force({ option, fromFile }: Occurrence, values: Map<string, unknown>): void {
    if (fromFile) return;
    if (option.key === 'port') this.forcedProtocol = 'tcp';
    if (option.key === 'socket') this.forcedProtocol = 'socket';
    if (option.key === 'protocol') {
      const protocol = values.get('protocol');
      this.forcedProtocol = protocol === 'tcp' || protocol === 'socket' ? protocol : undefined;
    }
  }
}

/** mariadb-dump's, in its order, which is that of the names in the dump. */
export const compatibleModes: readonly string[] = [
  'MYSQL323',
  'MYSQL40',
  'POSTGRESQL',
  'ORACLE',
  'MSSQL',
  'DB2',
  'MAXDB',
  'NO_KEY_OPTIONS',
  'NO_TABLE_OPTIONS',
  'NO_FIELD_OPTIONS',
  'ANSI',
];
