// The line kernel in plain TypeScript: what the one in WebAssembly is checked against, and what
// runs where that cannot. A literal is copied where LOAD DATA reads it as an INSERT does: strings
// with the same escapes, numbers that are not computed with on the way into their column.

import {
  type LineColumn,
  LiteralKind as Kind,
  RUN_BYTES,
  type LineKernel,
  LineStop,
} from './line-kernel.js';

const [QUOTE, OPEN, CLOSE, COMMA] = [0x27, 0x28, 0x29, 0x2c] as const;
const [BACKSLASH, LINE_FEED, ZERO] = [0x5c, 0x0a, 0x30] as const;
/** Escaped, `%` and `_` keep their backslash in an INSERT; `\N` is NULL in a line. */
const ODD_ESCAPES: ReadonlySet<number> = new Set(Buffer.from('%_N', 'latin1'));

/** How it is told from the kinds of odd ones: by the longest that are taken. */
const NUMBERS: Readonly<Partial<Record<Kind, RegExp>>> = {
  [Kind.integer]: /^-?\d+$/,
  [Kind.decimal]: /^(?=.{1,68}$)-?[.\d]*\d[.\d]*$/,
  // Without an exponent it is a DECIMAL first, which has no -0, and 30 decimals at most.
  [Kind.float]:
    /^(?=.{1,68}$)(?:-?(?=[.\d]*\d)[.\d]+[eE][-+]?\d+|(?=.{1,30}$)(?!-[0.]*$)-?[.\d]*\d[.\d]*)$/,
  [Kind.year]: /^\d{4}$/,
};

class Odd extends Error {}

export class ReferenceLineKernel implements LineKernel {
  #columns: readonly LineColumn[] = [];
  #sql: Uint8Array = new Uint8Array(0);
  #end = 0;
  #at = 0;
  #to: Uint8Array = new Uint8Array(0);
  #toAt = 0;
  readAt = 0;
  writtenBytes = 0;
  rows = 0;
  oddAt = 0;
  oddColumn = 0;

  begin(columns: readonly LineColumn[]): boolean {
    this.#columns = columns;
    return true;
  }

  run(sql: Uint8Array, at: number, end: number, to: Uint8Array): LineStop {
    this.#sql = sql;
    this.#at = at;
    this.#end = end;
    this.#to = to;
    this.#toAt = 0;
    this.readAt = at;
    this.writtenBytes = 0;
    this.rows = 0;
    this.oddColumn = 0;
    try {
      for (;;) {
        this.#skipSpace();
        const hasComma = this.#next(COMMA);
        this.#skipSpace();
        if (this.#at >= end && !hasComma) {
          this.readAt = end;
          return LineStop.usedUp;
        }
        if (!hasComma && this.rows > 0) this.#fail();
        if (this.#at - at >= RUN_BYTES) return LineStop.full;
        this.#writeLine();
        // Not one more than it has room for: a line is no longer than its tuple.
        if (this.#at - at > RUN_BYTES && this.rows > 0) return LineStop.full;
        if (this.#at - at > RUN_BYTES) this.#fail();
        this.rows++;
        this.readAt = this.#at;
        this.writtenBytes = this.#toAt;
      }
    } catch (error) {
      if (!(error instanceof Odd)) throw error;
      return this.#at >= at + RUN_BYTES && this.rows > 0 ? LineStop.full : LineStop.odd;
    }
  }

  #writeLine(): void {
    if (!this.#next(OPEN)) this.#fail();
    const last = this.#columns.length - 1;
    for (const [index, column] of this.#columns.entries()) {
      this.#skipSpace();
      this.oddColumn = index;
      this.#writeLiteral(column);
      this.#skipSpace();
      if (!this.#next(index === last ? CLOSE : COMMA)) this.#fail();
      this.#put(index === last ? LINE_FEED : COMMA);
    }
  }

  #writeLiteral({ kind, nullable, charset }: LineColumn): void {
    this.oddAt = this.#at;
    const [word = ''] = this.#match(/^[^\t-\r ,)']{0,300}/) ?? [];
    const isString = word === '' && this.#sql[this.#at] === QUOTE && this.#at < this.#end;
    if (/^null$/i.test(word) && nullable) return this.#take(word, 'NULL');
    if (NUMBERS[kind]?.test(word) === true) return this.#take(word, word);
    const isBinary = kind >= Kind.binary;
    if (isString) {
      const isEmpty = this.#match(/^''(?!')/) !== undefined;
      if (kind === Kind.onlyBinary || (kind === Kind.introduced && !isEmpty)) this.#fail();
      return this.#writeString();
    }
    const name = kind === Kind.introduced ? charset : isBinary ? 'binary' : undefined;
    if (name !== undefined && word.toLowerCase() === `_${name}`) {
      this.#at += word.length;
      this.#skipSpace();
      return this.#writeString();
    }
    if (isBinary && word.startsWith('0x')) return this.#writeHex();
    const [bits = ''] = (kind === Kind.bit ? this.#match(/^b'[01]{0,64}'/i) : undefined) ?? [];
    if (bits === '') this.#fail();
    this.#at += bits.length;
    this.#writeBits(bits.slice(2, -1));
  }

  #writeString(): void {
    if (!this.#next(QUOTE)) this.#fail();
    this.#put(QUOTE);
    for (;;) {
      if (this.#at >= this.#end) this.#fail();
      const byte = this.#sql[this.#at] as number;
      const next = this.#at + 1 < this.#end ? (this.#sql[this.#at + 1] as number) : undefined;
      if (byte === QUOTE && next !== QUOTE) break;
      if (byte === QUOTE || byte === BACKSLASH) {
        const isOdd = byte === BACKSLASH && (next === undefined || ODD_ESCAPES.has(next));
        if (isOdd || (next ?? 0) >= 0x80) this.#fail();
        this.#put(byte);
        this.#at++;
      }
      this.#put(this.#sql[this.#at++] as number);
    }
    this.#at++;
    this.#put(QUOTE);
  }

  #writeHex(): void {
    const first = this.#at + 2;
    let at = first;
    while (at < this.#end && isHexDigit(this.#sql[at] as number)) at++;
    if (at === first || (at - first) % 2 !== 0) this.#fail();
    const digits = Buffer.from(this.#sql.subarray(first, at)).toString('latin1');
    this.#at = at;
    this.#put(QUOTE);
    for (const byte of Buffer.from(digits, 'hex')) this.#putEscaped(byte);
    this.#put(QUOTE);
  }

  #writeBits(digits: string): void {
    this.#put(QUOTE);
    const whole = digits.padStart(Math.ceil(digits.length / 8) * 8, '0');
    for (const [byte] of whole.matchAll(/.{8}/g)) this.#putEscaped(Number.parseInt(byte, 2));
    this.#put(QUOTE);
  }

  #take(word: string, written: string): void {
    this.#at += word.length;
    for (const byte of Buffer.from(written, 'latin1')) this.#put(byte);
  }

  #putEscaped(byte: number): void {
    if (byte === QUOTE || byte === BACKSLASH) this.#put(BACKSLASH);
    this.#put(byte);
  }

  #put(byte: number): void {
    this.#to[this.#toAt++] = byte;
  }

  /** Of the next bytes, as characters. */
  #match(pattern: RegExp): RegExpMatchArray | undefined {
    const until = Math.min(this.#end, this.#at + 320);
    const text = Buffer.from(this.#sql.subarray(this.#at, until)).toString('latin1');
    return pattern.exec(text) ?? undefined;
  }

  #skipSpace(): void {
    while (this.#at < this.#end && isSpace(this.#sql[this.#at] as number)) this.#at++;
  }

  #next(byte: number): boolean {
    const isNext = this.#at < this.#end && this.#sql[this.#at] === byte;
    if (isNext) this.#at++;
    return isNext;
  }

  #fail(): never {
    throw new Odd();
  }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 9 && byte <= 13);
}

function isHexDigit(byte: number): boolean {
  const letter = byte | 0x20;
  return (byte >= ZERO && byte <= 0x39) || (letter >= 0x61 && letter <= 0x66);
}
