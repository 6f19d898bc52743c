// A statement's tokens, one after the other: without comments, and through executable ones,
// which are code where the server runs them. Text is bytes, a character each. Pure.

import { PLAIN_QUOTES, type QuoteRules } from './statement.js';

export interface Token {
  /** A `name` is quoted; a `word` may be a name as well. A `string` is as it is written. */
  readonly kind: 'word' | 'name' | 'string' | 'symbol';
  /** As it is written. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Who runs the statement; without one, each executable comment is taken for run. */
export interface Runner {
  readonly flavor: 'mysql' | 'mariadb';
  /** As in executable comments: 90704, 101119. */
  readonly versionNumber: number;
}

const WORD = /[\w$\x80-\xff]+/y;
const SPACE = /[\0-\x20]+/y;
const OPENING = /\/\*(M?)!(\d{5,6})?/y;

export class TokenReader {
  readonly byteText: string;
  readonly #rules: QuoteRules;
  readonly #runner: Runner | undefined;
  #at = 0;
  /** Open executable comments. */
  #depth = 0;

  constructor(byteText: string, rules: QuoteRules = PLAIN_QUOTES, runner?: Runner) {
    this.byteText = byteText;
    this.#rules = rules;
    this.#runner = runner;
  }

  next(): Token | undefined {
    this.#skipSpace();
    const start = this.#at;
    const letter = this.byteText[start];
    if (letter === undefined) return undefined;
    if (letter === '`') return this.#quoted('name', letter, false);
    if (letter === "'") return this.#quoted('string', letter, this.#rules.escapes);
    if (letter === '"') {
      if (this.#rules.ansiQuotes) return this.#quoted('name', letter, false);
      return this.#quoted('string', letter, this.#rules.escapes);
    }
    const word = this.#match(WORD);
    if (word === undefined) this.#at++;
    return this.#token(word === undefined ? 'symbol' : 'word', start);
  }

  /** All that are left. */
  rest(): Token[] {
    const tokens: Token[] = [];
    for (let token = this.next(); token !== undefined; token = this.next()) tokens.push(token);
    return tokens;
  }

  #token(kind: Token['kind'], start: number): Token {
    return { kind, text: this.byteText.slice(start, this.#at), start, end: this.#at };
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.byteText)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #quoted(kind: Token['kind'], quote: string, escapes: boolean): Token {
    const { byteText } = this;
    const start = this.#at;
    for (this.#at++; this.#at < byteText.length; this.#at++) {
      const letter = byteText[this.#at];
      if (escapes && letter === '\\') this.#at++;
      else if (letter === quote) {
        if (byteText[this.#at + 1] !== quote) break;
        this.#at++;
      }
    }
    this.#at = Math.min(this.#at + 1, byteText.length);
    return this.#token(kind, start);
  }

  #skipSpace(): void {
    for (let before = -1; before !== this.#at; ) {
      before = this.#at;
      this.#match(SPACE);
      this.#skipComment();
    }
  }

  #skipComment(): void {
    const two = this.byteText.slice(this.#at, this.#at + 2);
    if (two.startsWith('#')) this.#skipPast('\n');
    else if (two === '/*') this.#enterComment();
    else if (two === '--') {
      if ((this.byteText[this.#at + 2] ?? ' ') <= ' ') this.#skipPast('\n');
    } else if (two === '*/' && this.#depth > 0) {
      // Where none is open it is a product.
      this.#depth--;
      this.#at += 2;
    }
  }

  #enterComment(): void {
    OPENING.lastIndex = this.#at;
    const opening = OPENING.exec(this.byteText);
    if (opening === null) return this.#skipPast('*/', 2);
    const [text, maria = '', version] = opening;
    if (!this.#isRun(maria !== '', Number(version ?? 0))) return this.#skipUnrun(text.length);
    this.#depth++;
    this.#at += text.length;
  }

  /** Comments inside of it end by themselves. */
  #skipUnrun(openingBytes: number): void {
    const { byteText } = this;
    const ends = /\/\*|\*\//g;
    ends.lastIndex = this.#at + openingBytes;
    let depth = 1;
    while (depth > 0) {
      const found = ends.exec(byteText);
      if (found === null) break;
      depth += found[0] === '/*' ? 1 : -1;
    }
    this.#at = depth > 0 ? byteText.length : ends.lastIndex;
  }

  #isRun(isForMariadb: boolean, version: number): boolean {
    if (this.#runner === undefined) return true;
    const { flavor, versionNumber } = this.#runner;
    if (flavor === 'mysql') return !isForMariadb && version <= versionNumber;
    // MariaDB leaves those of MySQL 5.7 and above to MySQL.
    const isOfMysql = !isForMariadb && version >= 50700 && version <= 99999;
    return !isOfMysql && version <= versionNumber;
  }

  #skipPast(what: string, from = 0): void {
    const found = this.byteText.indexOf(what, this.#at + from);
    this.#at = found < 0 ? this.byteText.length : found + what.length;
  }
}

/** Whether it is that word, not quoted. `word` in upper case. */
export function isWord(token: Token | undefined, ...words: readonly string[]): boolean {
  return token?.kind === 'word' && words.includes(token.text.toUpperCase());
}

export function isSymbol(token: Token | undefined, symbol: string): boolean {
  return token?.kind === 'symbol' && token.text === symbol;
}

/** At those outside of parentheses. */
export function splitAtCommas(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (isSymbol(token, '(')) depth++;
    if (isSymbol(token, ')')) depth--;
    if (depth === 0 && isSymbol(token, ',')) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** A character for each byte. */
export function toByteText(sql: Uint8Array): string {
  return Buffer.from(sql.buffer, sql.byteOffset, sql.length).toString('latin1');
}
