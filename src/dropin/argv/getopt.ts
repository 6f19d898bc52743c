// The option parser of the stock tools, word by word: what is an option and what a name,
// abbreviations, --skip- and its kin, values attached or following, what is said about
// mistakes and which exit status they end with. The order of words is all that matters:
// the last one wins, and what switches several switches them where it stands.

import type { StockTool } from '../../options/table/option-spec.js';
import { listStockOptions, type StockOption } from './option-list.js';
import { parseBoolean } from './parse-value.js';
import { DISABLED, ENABLED, type Form, ParseExit, StockValues } from './option-values.js';
import { ParseStatus, type ToolWords, toolWords } from '../messages/command-line.js';

/** A word of the command line; those of option files take no value from the next word. */
export interface StockWord {
  readonly text: string;
  readonly fromFile: boolean;
}

/** What an option file or a --skip- form says instead of a text. */
type Argument = string | undefined;

/** Called for each option in its turn, after it has its value. */
export interface Occurrence {
  readonly option: StockOption;
  readonly argument: Argument;
  readonly fromFile: boolean;
}

export interface ParseHost {
  /** One line for stderr. */
  say(line: string): void;
  /** Side effects of an option; an exit status ends the program at once. */
  occurred(occurrence: Occurrence, values: Map<string, unknown>): number | undefined;
  /** Options of our own, by their exact name, where the tool has none of that name. */
  extra(name: string): StockOption | undefined;
}

export type ParseEnd =
  | {
      readonly kind: 'parsed';
      readonly names: readonly string[];
      readonly values: Map<string, unknown>;
    }
  | { readonly kind: 'exit'; readonly status: number };

/** Parses all words. Values are by name in the option table. */
export function parseStockWords(
  tool: StockTool,
  words: readonly StockWord[],
  host: ParseHost,
): ParseEnd {
  return new Parser(tool, words, host).run();
}

/** The forms that may stand before a name; what follows them is the name. */
const PREFIXES = ['skip', 'disable', 'enable', 'maximum', 'loose', 'autoset'] as const;

type Prefix = (typeof PREFIXES)[number];

interface Found {
  /** The word from the name on. */
  readonly written: string;
  readonly option: StockOption;
  readonly attached: Argument;
  /** `--enable-X` and `--skip-X` put a text in the place of the user's. */
  readonly form: Form;
  readonly loose: boolean;
}

class Parser {
  readonly #words: readonly StockWord[];
  readonly #host: ParseHost;
  readonly #say: ToolWords;
  readonly #options: readonly StockOption[];
  readonly #given: StockValues;
  /** mariadb-dump takes abbreviations, and goes on after a mistake to find the next one. */
  readonly #lenient: boolean;
  #at = 0;
  #status = 0;
  #warned = false;

  constructor(tool: StockTool, words: readonly StockWord[], host: ParseHost) {
    this.#words = words;
    this.#host = host;
    this.#say = toolWords[tool];
    this.#options = listStockOptions(tool);
    this.#lenient = tool === 'mariadb-dump';
    this.#given = new StockValues(tool, (line) => host.say(line));
  }

  run(): ParseEnd {
    const names: string[] = [];
    let ended = false;
    try {
      for (; this.#at < this.#words.length; this.#at++) {
        const { text } = this.#words[this.#at] as StockWord;
        if (ended || !text.startsWith('-') || text === '-') names.push(text);
        else if (text === '--') ended = true;
        else if (text.startsWith('--')) this.#takeLong(text.slice(2));
        else this.#takeLetters(text.slice(1));
      }
    } catch (exit) {
      if (!(exit instanceof ParseExit)) throw exit;
      return { kind: 'exit', status: exit.status };
    }
    if (this.#status !== 0) return { kind: 'exit', status: this.#status };
    return { kind: 'parsed', names, values: this.#given.values };
  }

  /** Says `line`; mariadb-dump then looks at the next word, mysqldump ends. */
  #fail(line: string | undefined, status: number): void {
    if (line !== undefined) this.#host.say(line);
    if (!this.#lenient) throw new ParseExit(status);
    this.#status = status;
  }

  #takeLong(written: string): void {
    const found = this.#findLong(written);
    if (found === undefined) return;
    const { option, loose } = found;
    const { type, name } = option;
    if (type.kind === 'disabled') {
      this.#fail(this.#say.disabled(found.written), ParseStatus.disabled);
      return;
    }
    if (option.argument === 'none' && type.kind === 'flag')
      return this.#setFlag(option, found.attached);
    let argument = found.attached;
    if (option.argument === 'none') {
      if (argument !== undefined)
        return this.#fail(this.#say.noArgument(name), ParseStatus.noArgument);
    } else if (option.argument === 'required' && argument === undefined) {
      argument = this.#takeNext(this.#say.requiresArgument(name));
      if (argument === undefined) return;
    }
    this.#warnOfPassword(option, argument);
    this.#assign(option, argument, found.form, loose);
  }

  /** The option meant and its attached value; complains where there is none. */
  #findLong(written: string): Found | undefined {
    const start = this.#lenient ? afterInstance(written) : 0;
    const equals = written.indexOf('=', start);
    const name = written.slice(start, equals === -1 ? undefined : equals);
    const attached = equals === -1 ? undefined : written.slice(equals + 1);
    const tail = written.slice(start);
    const matches = this.#match(name);
    if (matches.length === 1)
      return {
        written: tail,
        option: matches[0] as StockOption,
        attached,
        form: 'plain',
        loose: false,
      };
    if (matches.length > 1) {
      this.#fail(this.#ambiguous(tail, matches), ParseStatus.ambiguous);
      return undefined;
    }
    const extra = this.#host.extra(name);
    if (extra !== undefined && !(this.#words[this.#at] as StockWord).fromFile)
      return { written: tail, option: extra, attached, form: 'plain', loose: false };
    return this.#findPrefixed(written, tail, name, attached);
  }

  #findPrefixed(
    written: string,
    tail: string,
    name: string,
    attached: Argument,
  ): Found | undefined {
    let rest = name;
    let loose = false;
    for (;;) {
      const prefix = this.#prefixOf(rest);
      if (prefix === undefined) break;
      tail = tail.slice(prefix.length + 1);
      rest = rest.slice(prefix.length + 1);
      loose ||= prefix === 'loose';
      const matches = this.#match(rest);
      if (matches.length > 1) {
        const first = (matches[0] as StockOption).name;
        const line = `mariadb-dump: ambiguous option '--${prefix}-${tail}' (--${prefix}-${first})`;
        this.#fail(line, ParseStatus.ambiguous);
        if (attached === undefined)
          this.#fail(this.#ambiguous(tail, matches), ParseStatus.ambiguous);
        else
          this.#fail(
            `mariadb-dump: variable prefix '${tail}' is not unique`,
            ParseStatus.ambiguousVariable,
          );
        return undefined;
      }
      const option = matches[0];
      if (option === undefined) continue;
      if (prefix === 'autoset') return this.#refuseAutoset(option, attached);
      return { written: tail, option, loose, ...applyPrefix(prefix, attached) };
    }
    this.#complainUnknown(written, attached !== undefined, loose);
    return undefined;
  }

  #complainUnknown(written: string, isVariable: boolean, loose: boolean): void {
    if (loose) return this.#host.say(this.#say.looseUnknown(written, isVariable));
    if (isVariable) this.#fail(this.#say.unknownVariable(written), ParseStatus.unknownVariable);
    else this.#fail(this.#say.unknownOption(written), ParseStatus.unknownOption);
  }

  #refuseAutoset({ name }: StockOption, attached: Argument): undefined {
    if (attached === undefined)
      this.#fail(
        `mariadb-dump: automatic setup request is unsupported by option '--${name}'`,
        ParseStatus.invalid,
      );
    else
      this.#fail(
        `mariadb-dump: automatically set option '--${name}' cannot take an argument`,
        ParseStatus.noArgument,
      );
    return undefined;
  }

  #ambiguous(tail: string, matches: readonly StockOption[]): string {
    const first = matches[0] as StockOption;
    const last = matches.at(-1) as StockOption;
    return `mariadb-dump: ambiguous option '--${tail}' (${first.name}, ${last.name})`;
  }

  #prefixOf(name: string): Prefix | undefined {
    return PREFIXES.find(
      (prefix) =>
        (prefix !== 'autoset' || this.#lenient) &&
        this.#fold(name).startsWith(prefix) &&
        (name[prefix.length] === '-' || name[prefix.length] === '_'),
    );
  }

  /** Options of that name; where abbreviations count, all that begin so. */
  #match(written: string): readonly StockOption[] {
    const wanted = this.#fold(written);
    const exact = this.#options.filter(({ name }) => this.#fold(name) === wanted);
    if (exact.length > 0 || !this.#lenient) return exact.slice(0, 1);
    const found = this.#options.filter(({ name }) => this.#fold(name).startsWith(wanted));
    const only = found.length === 1 ? found[0] : undefined;
    if (only !== undefined)
      this.#host.say(
        `Info: Using unique option prefix '${written}' is error-prone and can break in the future. Please use the full name '${only.name}' instead.`,
      );
    return found;
  }

  /** mariadb-dump's names are of any case. */
  #fold(name: string): string {
    const folded = name.replaceAll('_', '-');
    return this.#lenient ? folded.toLowerCase() : folded;
  }

  /** The next word as a value; option files have none. */
  #takeNext(complaint: string): string | undefined {
    const { fromFile } = this.#words[this.#at] as StockWord;
    const next = this.#words[this.#at + 1];
    if (!fromFile && next !== undefined) {
      this.#at++;
      return next.text;
    }
    this.#fail(complaint, ParseStatus.argumentRequired);
    return undefined;
  }

  #takeLetters(letters: string): void {
    for (let at = 0; at < letters.length; at++) {
      const letter = letters[at] as string;
      const option = this.#options.find((each) => each.letter === letter);
      if (option === undefined) {
        this.#fail(this.#say.unknownLetter(letter), ParseStatus.unknownOption);
        continue;
      }
      const { type } = option;
      if (type.kind === 'disabled') {
        this.#fail(this.#say.letterDisabled(letter), ParseStatus.disabled);
        continue;
      }
      if (type.kind === 'flag') {
        this.#given.values.set(option.key, true);
        this.#occurred(option, undefined);
        continue;
      }
      if (option.argument === 'none') {
        this.#occurred(option, undefined);
        continue;
      }
      const rest = letters.slice(at + 1);
      if (rest !== '') {
        this.#warnOfPassword(option, rest);
        return this.#assign(option, rest, 'plain', false);
      }
      if (option.argument === 'optional') return this.#assign(option, undefined, 'plain', false);
      const next = this.#takeNext(this.#say.letterRequiresArgument(letter));
      return next === undefined ? undefined : this.#assign(option, next, 'plain', false);
    }
  }

  #setFlag(option: StockOption, text: Argument): void {
    const value = text === undefined || parseBoolean(text);
    if (value === undefined) {
      this.#host.say(this.#say.ignored(option.name, text as string));
      return;
    }
    this.#given.values.set(option.key, value);
    this.#occurred(option, value ? ENABLED : DISABLED);
  }

  #assign(option: StockOption, argument: Argument, form: Form, loose: boolean): void {
    const status = this.#given.set(option, argument, form);
    if (status !== 0) {
      this.#fail(undefined, status);
      if (!loose) return;
      // --loose-X: the value is refused, the option is not.
      this.#status = 0;
    }
    this.#occurred(option, argument);
  }

  #occurred(option: StockOption, argument: Argument): void {
    const { fromFile } = this.#words[this.#at] as StockWord;
    const isOff = option.type.kind === 'flag' && this.#given.values.get(option.key) === false;
    if (!isOff)
      for (const [key, value] of Object.entries(option.sets))
        if (this.#options.some((each) => each.key === key)) this.#given.values.set(key, value);
    const status = this.#host.occurred({ option, argument, fromFile }, this.#given.values);
    if (status !== undefined) throw new ParseExit(status);
  }

  #warnOfPassword({ type }: StockOption, argument: Argument): void {
    const { fromFile } = this.#words[this.#at] as StockWord;
    if (type.kind !== 'password' || argument === undefined || fromFile) return;
    if (this.#lenient || this.#warned) return;
    this.#warned = true;
    this.#host.say(
      'mysqldump: [Warning] Using a password on the command line interface can be insecure.',
    );
  }
}

/** `--instance.option` names the option (MariaDB); a dot in the value does not count. */
function afterInstance(written: string): number {
  const equals = written.indexOf('=');
  const end = equals === -1 ? written.length : equals;
  const dot = written.indexOf('.', 1);
  return dot !== -1 && end - dot > 1 ? dot + 1 : 0;
}

/** Twice no is yes: --skip-X=0. */
function applyPrefix(
  prefix: Prefix,
  attached: Argument,
): { readonly attached: Argument; readonly form: Form } {
  if (prefix === 'maximum' || prefix === 'loose' || prefix === 'autoset')
    return { attached, form: 'plain' };
  const isOn = (prefix === 'enable') !== (attached === '0');
  return isOn ? { attached: ENABLED, form: 'on' } : { attached: DISABLED, form: 'off' };
}
