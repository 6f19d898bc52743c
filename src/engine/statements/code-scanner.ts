// Finds where any statement ends, as the clients do: the delimiter outside of quotes and
// comments, or `\g`. Goes on over pieces; what it is given begins with the statement.

import { PLAIN_QUOTES, type QuoteRules } from './statement.js';

const [QUOTE, DOUBLE_QUOTE, BACKTICK, BACKSLASH] = [0x27, 0x22, 0x60, 0x5c] as const;
const [HASH, DASH, SLASH, STAR, DOLLAR] = [0x23, 0x2d, 0x2f, 0x2a, 0x24] as const;
const [SPACE, LINE_FEED, BANG, UPPER_M] = [0x20, 0x0a, 0x21, 0x4d] as const;
const [LOWER_G, UPPER_G, UPPER_N] = [0x67, 0x47, 0x4e] as const;

const CODE = 0;
/** Bytes that have to be there beyond the one that is looked at: `/*M!`, `-- `. */
const AHEAD_BYTES = 4;
/** A tag between dollars that is longer is none. */
const TAG_BYTES_MAX = 64;

/** Bytes that mean something outside of quotes, but for the delimiter's first. */
const SPECIAL = '\'"`\\#-/$';

/** Characters of several bytes whose later ones may be ASCII; others need no care. */
const WIDE: ReadonlySet<string> = new Set(['sjis', 'cp932', 'big5', 'gbk', 'gb18030']);

export function isWide(charset: string): boolean {
  return WIDE.has(charset);
}

/** Where a statement ends, or a client command (`\\.`) is inside of it, or the bytes end. */
export interface Found {
  readonly what: 'end' | 'command' | 'nothing';
  /** What is before that. */
  readonly sqlBytes: number;
  /** The delimiter, or the command. */
  readonly endBytes: number;
}

export class CodeScanner {
  #rules: QuoteRules = PLAIN_QUOTES;
  #charset = '';
  #delimiter: Uint8Array = Buffer.from(';');
  readonly #special = new Uint8Array(256);
  /** What ends that which we are inside of, or CODE; a line feed or a star of comments. */
  #inside = CODE;
  /** Of a text between dollars. */
  #tag = '';
  /** Where the next scan goes on, from the statement's begin. */
  #at = 0;
  begin(rules: QuoteRules, charset: string, delimiter: string): void {
    this.#rules = rules;
    this.#charset = charset;
    this.#delimiter = Buffer.from(delimiter, 'latin1');
    this.#special.fill(0);
    for (const byte of Buffer.from(SPECIAL)) this.#special[byte] = 1;
    this.#special[this.#delimiter[0] as number] = 1;
    if (isWide(charset)) this.#special.fill(1, 0x81);
    this.#inside = CODE;
    this.#at = 0;
  }

  /** Neither inside of a string nor of a comment of several lines. */
  get isInCode(): boolean {
    return this.#inside === CODE || this.#inside === LINE_FEED;
  }

  /** `bytes` begin with the statement each time; what is in them is not read twice. */
  scan(bytes: Uint8Array, isLast: boolean): Found {
    const ahead = Math.max(AHEAD_BYTES, this.#delimiter.length, TAG_BYTES_MAX);
    const end = isLast ? bytes.length : bytes.length - ahead;
    while (this.#at < end) {
      if (this.#inside !== CODE) {
        this.#skip(bytes, end);
        continue;
      }
      const byte = bytes[this.#at] as number;
      if (this.#special[byte] === 0) this.#at++;
      else if (this.#isDelimiter(bytes, this.#at)) return this.#find('end', this.#delimiter.length);
      else if (byte === BACKSLASH) {
        const letter = bytes[this.#at + 1];
        if (letter === LOWER_G || letter === UPPER_G) return this.#find('end', 2);
        if (letter !== UPPER_N) return this.#find('command', 2);
        this.#at += 2;
      } else this.#at += this.#enter(bytes, byte);
    }
    return { what: 'nothing', sqlBytes: bytes.length, endBytes: 0 };
  }

  #find(what: Found['what'], endBytes: number): Found {
    return { what, sqlBytes: this.#at, endBytes };
  }

  #isDelimiter(bytes: Uint8Array, at: number): boolean {
    return this.#delimiter.every((byte, index) => bytes[at + index] === byte);
  }

  /** A byte that may begin something; how many bytes that is. */
  #enter(bytes: Uint8Array, byte: number): number {
    const second = bytes[this.#at + 1];
    const third = bytes[this.#at + 2];
    switch (byte) {
      case QUOTE:
      case DOUBLE_QUOTE:
      case BACKTICK:
        this.#inside = byte;
        return 1;
      case HASH:
        this.#inside = LINE_FEED;
        return 1;
      case DASH:
        if (second !== DASH || (third ?? 0) > SPACE) return 1;
        this.#inside = LINE_FEED;
        return 2;
      case SLASH:
        if (second !== STAR) return 1;
        // The inside of an executable comment is code.
        if (third === BANG || (third === UPPER_M && bytes[this.#at + 3] === BANG)) return 3;
        this.#inside = STAR;
        return 2;
      case DOLLAR:
        return this.#enterDollars(bytes);
      default:
        return byte > 0x80 ? this.#charBytes(bytes, this.#at) : 1;
    }
  }

  /** MySQL 9 writes the bodies of other languages so; elsewhere `$a$` is a name. */
  #enterDollars(bytes: Uint8Array): number {
    const ahead = latin1(bytes, this.#at, this.#at + TAG_BYTES_MAX);
    const tag = /^\$[A-Za-z0-9_\x80-\xff]*\$/.exec(ahead)?.[0];
    if (tag === undefined) return 1;
    const before = latin1(bytes, 0, this.#at);
    if (!/^\W*CREATE\b[^]*\bLANGUAGE\s[^]*\bAS\s+$/i.test(before)) return tag.length;
    this.#inside = DOLLAR;
    this.#tag = tag;
    return tag.length;
  }

  #skip(bytes: Uint8Array, end: number): void {
    switch (this.#inside) {
      case LINE_FEED:
        return this.#skipPast(bytes, '\n', end);
      case STAR:
        return this.#skipPast(bytes, '*/', end);
      case DOLLAR:
        return this.#skipPast(bytes, this.#tag, end);
      default:
        return this.#skipQuoted(bytes, end);
    }
  }

  #skipPast(bytes: Uint8Array, what: string, end: number): void {
    const found = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(
      what,
      this.#at,
      'latin1',
    );
    if (found >= 0 && found < end) {
      this.#at = found + what.length;
      this.#inside = CODE;
    } else this.#at = end;
  }

  /** A doubled quote ends one string and begins the next, which comes to the same. */
  #skipQuoted(bytes: Uint8Array, end: number): void {
    const quote = this.#inside;
    const isName = quote === BACKTICK || (quote === DOUBLE_QUOTE && this.#rules.ansiQuotes);
    const escapes = this.#rules.escapes && !isName;
    const hasWide = isWide(this.#charset);
    let at = this.#at;
    for (; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte === quote) {
        this.#inside = CODE;
        at++;
        break;
      }
      if (escapes && byte === BACKSLASH) at++;
      else if (hasWide && byte > 0x80) at += this.#charBytes(bytes, at) - 1;
    }
    this.#at = at;
  }

  /** Of a character of a wide character set. */
  #charBytes(bytes: Uint8Array, at: number): number {
    const [first, second = 0] = [bytes[at] as number, bytes[at + 1]];
    const isKana = first >= 0xa0 && first <= 0xdf;
    if ((this.#charset === 'sjis' || this.#charset === 'cp932') && isKana) return 1;
    if (this.#charset === 'gb18030' && second >= 0x30 && second <= 0x39) return 4;
    return second >= 0x40 ? 2 : 1;
  }
}

function latin1(bytes: Uint8Array, from: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(
    'latin1',
    from,
    Math.min(end, bytes.length),
  );
}
