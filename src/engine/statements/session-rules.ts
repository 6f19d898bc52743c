// What a dump's own SET statements change of how the text after them is read: sql_mode and
// the client's character set, saved and put back by user variables as the dumpers do.

import { PLAIN_QUOTES, type QuoteRules } from './statement.js';
import { isSymbol, isWord, splitAtCommas, toByteText, type Token, TokenReader } from './tokens.js';

const MAY_MATTER = /^(?:\/\*M?!\d*)?\s*SET\b[^]*(?:SQL_MODE|NAMES|CHARSET|CHARACTER)/i;
/** A SET that is longer does not set what matters here. */
const STATEMENT_BYTES_MAX = 16 * 1024;

interface State {
  readonly rules: QuoteRules;
  readonly charset: string;
}

export class SessionRules {
  readonly #first: State;
  #state: State;
  /** By the name of the user variable, in lower case. */
  readonly #saved = new Map<string, State>();

  /** What holds before the first SET: the modes of the session that will run it. */
  constructor(rules: QuoteRules = PLAIN_QUOTES) {
    this.#first = { rules, charset: 'utf8mb4' };
    this.#state = this.#first;
  }

  get rules(): QuoteRules {
    return this.#state.rules;
  }

  get charset(): string {
    return this.#state.charset;
  }

  /** A statement that comes before what is read next. */
  note(sql: Uint8Array): void {
    if (sql.length > STATEMENT_BYTES_MAX) return;
    const byteText = toByteText(sql);
    if (!MAY_MATTER.test(byteText)) return;
    const tokens = new TokenReader(byteText, this.rules).rest().slice(1);
    for (const assignment of splitAtCommas(tokens)) this.#assign(assignment);
  }

  #assign(tokens: readonly Token[]): void {
    if (isWord(tokens[0], 'GLOBAL', 'PERSIST', 'PERSIST_ONLY')) return;
    if (isWord(tokens[0], 'NAMES')) return this.#setCharset(tokens[1]);
    if (isWord(tokens[0], 'CHARSET')) return this.#setCharset(tokens[1]);
    if (isWord(tokens[0], 'CHARACTER')) return this.#setCharset(tokens[2]);
    const sign = tokens.findIndex((token) => isSymbol(token, '='));
    if (sign < 1) return;
    const colon = isSymbol(tokens[sign - 1], ':') ? 1 : 0;
    const target = join(tokens.slice(0, sign - colon));
    const value = tokens.slice(sign + 1);
    if (/^@[^@]/.test(target)) {
      if (/^@@(?:(?:SESSION|LOCAL)\.)?(?:SQL_MODE|CHARACTER_SET_CLIENT)$/.test(join(value)))
        this.#saved.set(target, this.#state);
      return;
    }
    const name = /^(?:SESSION|LOCAL|@@(?:SESSION\.|LOCAL\.)?)?([A-Z_]+)$/.exec(target)?.[1];
    if (name === 'SQL_MODE') this.#setModes(value);
    if (name === 'CHARACTER_SET_CLIENT') this.#setCharset(value[0], join(value));
  }

  #setModes(value: readonly Token[]): void {
    const text = join(value);
    const saved =
      this.#saved.get(text) ?? (/^(?:DEFAULT|@@GLOBAL\..*)$/.test(text) ? this.#first : undefined);
    const { rules } = saved ?? { rules: this.#evaluate(value, text) };
    this.#state = { ...this.#state, rules };
  }

  /** One string, or an expression that adds modes or takes them away. */
  #evaluate(value: readonly Token[], text: string): QuoteRules {
    const { escapes, ansiQuotes } = this.rules;
    const isPlain = value.length === 1;
    const has = (mode: string): boolean =>
      value.some(
        (token) => (isPlain || token.kind === 'string') && token.text.toUpperCase().includes(mode),
      );
    const isTaken = text.includes('REPLACE(');
    const next = (mode: string, now: boolean): boolean =>
      isPlain ? has(mode) : has(mode) ? !isTaken : now;
    return {
      escapes: !next('NO_BACKSLASH_ESCAPES', !escapes),
      // The names of other servers stand for several modes, this one among them.
      ansiQuotes: ['ANSI', 'DB2', 'MAXDB', 'MSSQL', 'ORACLE', 'POSTGRESQL'].some((mode) =>
        next(mode, mode === 'ANSI' && ansiQuotes),
      ),
    };
  }

  #setCharset(token: Token | undefined, text = ''): void {
    const saved = this.#saved.get(text);
    const charset = saved?.charset ?? token?.text.replaceAll(/^['"`]|['"`]$/g, '').toLowerCase();
    if (charset === undefined || charset === '@') return;
    this.#state = { ...this.#state, charset: charset === 'default' ? 'utf8mb4' : charset };
  }
}

function join(tokens: readonly Token[]): string {
  return tokens.map(({ text }) => text.toUpperCase()).join('');
}
