// The values of a drop-in's options while its command line is read: each option's text,
// or what stands for it, becomes its value, or the complaint and exit status of its tool.

import type { StockTool } from '../../options/table/option-spec.js';
import { parseValue } from '../../options/table/parse-value.js';
import { type StockOption, stockDefaults } from './option-list.js';
import {
  describeChoice,
  findChoice,
  parseBoolean,
  parseSet,
  parseUnsigned,
} from './parse-value.js';
import { ParseStatus, type ToolWords, toolWords } from '../messages/command-line.js';

/** How a value came: `--enable-X` and `--skip-X` put a text in the place of the user's. */
export type Form = 'plain' | 'on' | 'off';

export const DISABLED = '0';
export const ENABLED = '1';

/** Ends the parse with this status. */
export class ParseExit {
  readonly status: number;

  constructor(status: number) {
    this.status = status;
  }
}

export class StockValues {
  /** By name in the option table. */
  readonly values: Map<string, unknown> = stockDefaults();
  readonly #say: ToolWords;
  readonly #print: (line: string) => void;
  readonly #isLenient: boolean;

  constructor(tool: StockTool, print: (line: string) => void) {
    this.#say = toolWords[tool];
    this.#print = print;
    this.#isLenient = tool === 'mariadb-dump';
  }

  /** Returns the exit status of a value that cannot be set, having complained. */
  set(option: StockOption, argument: string | undefined, form: Form): number {
    const { type, key, name } = option;
    const text = argument ?? ENABLED;
    const set = (value: unknown): 0 => {
      this.values.set(key, value);
      return 0;
    };
    if (form === 'off' && type.kind === 'password') return set('');
    if (form === 'off' && this.#isLenient && key === 'default-character-set')
      return set(option.default);
    switch (type.kind) {
      case 'bare':
      case 'disabled':
        return 0;
      case 'flag': {
        const value = parseBoolean(text);
        if (value === undefined) this.#print(this.#say.notBoolean(name, text));
        return set(value ?? false);
      }
      case 'text':
        // No text of the user's: mysqldump keeps what it has, mariadb-dump empties it.
        if (form === 'on') return this.#isLenient ? set('') : 0;
        return set(argument ?? '');
      case 'list':
        return set([...(this.values.get(key) as readonly string[]), text]);
      case 'password':
        return set(argument ?? true);
      case 'choice':
        return argument === undefined ? 0 : this.#setChoice(option, type.values, argument);
      case 'set': {
        const value = parseSet(type.values, text);
        if (value !== undefined) return set(value);
        this.#print(this.#say.cannotSet(name, text));
        return ParseStatus.invalid;
      }
      case 'own':
        return set(parseValue(name, type.spec, text));
      case 'double':
        return this.#setDouble(option, text);
      case 'unsigned':
        return this.#setUnsigned(option, type, text);
    }
  }

  #setUnsigned(
    option: StockOption,
    type: Extract<StockOption['type'], { kind: 'unsigned' }>,
    text: string,
  ): number {
    if (text === '' && !this.#isLenient) {
      this.#print(`mysqldump: [ERROR] mysqldump: Empty value for '${option.name}' specified.`);
      return ParseStatus.argumentRequired;
    }
    const parsed = parseUnsigned(option, type, text, this.#say, this.#isLenient, this.#print);
    if ('value' in parsed) {
      // A choice of numbers is kept as text, as under our own name.
      const { value } = parsed;
      const isText = typeof option.default === 'string';
      this.values.set(option.key, isText ? String(value) : value);
      return 0;
    }
    this.#print(this.#say.cannotSet(option.name, text));
    return parsed.status;
  }

  #setDouble(option: StockOption, text: string): number {
    const isDecimal = /^\s*([+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?)?$/i.test(text);
    if (isDecimal) {
      const value = Number(text);
      this.values.set(option.key, Math.max(0, value));
      if (value < 0)
        this.#print(`Warning: option '${option.name}': value ${showDouble(value)} adjusted to 0`);
      return 0;
    }
    this.#print(this.#say.notDecimal(option.name));
    this.#print(this.#say.cannotSet(option.name, text));
    return ParseStatus.invalid;
  }

  #setChoice(option: StockOption, values: readonly string[], text: string): number {
    const choice = findChoice(values, text);
    if (choice === undefined) {
      for (const line of describeChoice(option.name, values, text)) this.#print(line);
      throw new ParseExit(ParseStatus.usage);
    }
    this.values.set(option.key, choice.toLowerCase().replaceAll('_', '-'));
    return 0;
  }
}

/** As C's %g: six digits. */
function showDouble(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e-4 && size < 1e6) return String(Number(value.toPrecision(6)));
  const [mantissa, exponent] = value.toExponential(5).split('e') as [string, string];
  const digits = String(Number(mantissa));
  return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
}
