// Walks over the first tokens of a statement: words that are there or not, and names.

import { unquoteName } from './insert-head.js';
import { isSymbol, isWord, type Token, type TokenReader } from './tokens.js';

/** Of bytes of the statement. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** An identifier, as text (names are taken for UTF-8), and where it is written. */
export interface Name extends Range {
  readonly text: string;
}

export interface ObjectName {
  readonly schema: Name | undefined;
  readonly name: Name;
}

export class HeadCursor {
  readonly #tokens: TokenReader;
  #next: Token | undefined;

  constructor(tokens: TokenReader) {
    this.#tokens = tokens;
    this.#next = tokens.next();
  }

  get token(): Token | undefined {
    return this.#next;
  }

  get isAtEnd(): boolean {
    return this.#next === undefined;
  }

  take(): Token | undefined {
    const taken = this.#next;
    this.#next = this.#tokens.next();
    return taken;
  }

  /** All that are left. */
  rest(): Token[] {
    const first = this.take();
    if (first === undefined) return [];
    const next = this.#next;
    this.#next = undefined;
    return next === undefined ? [first] : [first, next, ...this.#tokens.rest()];
  }

  /** One of these words, in upper case, or undefined where another token is next. */
  word(...words: readonly string[]): string | undefined {
    return isWord(this.#next, ...words) ? this.take()?.text.toUpperCase() : undefined;
  }

  symbol(symbol: string): boolean {
    const isThere = isSymbol(this.#next, symbol);
    if (isThere) this.take();
    return isThere;
  }

  /** Up to and with that word; false where it does not come. */
  skipPast(...words: readonly string[]): boolean {
    while (this.#next !== undefined) if (isWord(this.take(), ...words)) return true;
    return false;
  }

  name(): Name | undefined {
    const token = this.#next;
    if (token === undefined || token.kind === 'symbol' || token.kind === 'string') return undefined;
    this.take();
    return toName(token);
  }

  /** `name` or `schema.name`. */
  objectName(): ObjectName | undefined {
    const first = this.name();
    if (first === undefined) return undefined;
    if (!this.symbol('.')) return { schema: undefined, name: first };
    const second = this.name();
    return second === undefined ? undefined : { schema: first, name: second };
  }

  /** `a, b.c, d`, with what stands after each up to the comma. */
  objectNames(): ObjectName[] {
    const names: ObjectName[] = [];
    do {
      const name = this.objectName();
      if (name === undefined) break;
      names.push(name);
      while (this.#next !== undefined && !isSymbol(this.#next, ',')) this.take();
    } while (this.symbol(','));
    return names;
  }

  /** `user@host`, each quoted or not; where it ends. */
  accountEnd(): number | undefined {
    let end = this.take()?.end;
    if (this.symbol('@')) end = this.take()?.end;
    else if (this.symbol('(')) {
      // CURRENT_USER().
      end = this.#next?.end;
      this.symbol(')');
    }
    return end;
  }
}

export function toName({ text, start, end }: Token): Name {
  return { text: unquoteName(text), start, end };
}
