// Reads back our own INSERT statements of one table: each literal becomes the bytes of its
// value again. It takes exactly what we write, cut anywhere, and nothing else; the first
// byte that does not belong there ends it with a fault.

import { ESCAPES } from '../../encode/text/escape.js';
import type { RowDigest } from './row-digest.js';

const [QUOTE, OPEN, CLOSE, COMMA] = [0x27, 0x28, 0x29, 0x2c] as const;
const [MINUS, ZERO, NINE, SEMICOLON, BACKSLASH] = [0x2d, 0x30, 0x39, 0x3b, 0x5c] as const;
const LINE_FEED = 0x0a;
const [UNDERSCORE, UPPER_N, LOWER_X] = [0x5f, 0x4e, 0x78] as const;

/** What may come next. */
type State =
  | 'statement'
  | 'row'
  | 'value'
  | 'zero'
  | 'number'
  | 'hex'
  | 'quote'
  | 'string'
  | 'escape'
  | 'value-end'
  | 'row-end'
  | 'fault';

export interface InsertSyntax {
  /** `INSERT INTO `t` VALUES `. */
  readonly prefix: Uint8Array;
  readonly rowSeparator: string;
  /** After that a line may end: rows of several statements in a row. */
  readonly breaksLines?: boolean;
  readonly binaryIntroducer: string;
  /** For each column the character set its literal has to name, if it has one. */
  readonly storedCharsets: readonly (string | undefined)[];
  /** For each column whether a string would be another value. */
  readonly hexColumns: readonly boolean[];
}

const REST_OF_NULL = Buffer.from('ULL', 'latin1');
const NUMBER_BYTES: ReadonlySet<number> = new Set(Buffer.from('0123456789+-.e', 'latin1'));
const END_OF_STATEMENT: Uint8Array = Buffer.from('\n', 'latin1');
/** The byte for each letter after a backslash, -1 for others. */
const UNESCAPED: Int16Array = buildUnescaped();
/** Bytes of a value that are handed on at once. */
const SCRATCH_BYTES = 16 * 1024;

function buildUnescaped(): Int16Array {
  const table = new Int16Array(256).fill(-1);
  ESCAPES.forEach((letter, byte) => {
    if (letter !== 0) table[letter] = byte;
  });
  return table;
}

export class InsertReader {
  readonly #digest: RowDigest;
  readonly #syntax: InsertSyntax;
  readonly #separatorRest: Uint8Array;
  /** Of binary values, and of those that name their character set. */
  readonly #introducer: Uint8Array;
  readonly #introducers: readonly (Uint8Array | undefined)[];
  #state: State = 'statement';
  /** Bytes that have to come before that. */
  #expected: Uint8Array = REST_OF_NULL;
  #matched = REST_OF_NULL.length;
  #column = 0;
  #isIntroduced = false;
  /** The first of two hex digits, where the other is missing. */
  #nibble: number | undefined;
  /** The value's bytes that are not handed on yet. */
  readonly #scratch = new Uint8Array(SCRATCH_BYTES);
  #filled = 0;
  /** Bytes taken so far. */
  #taken = 0;
  /** Where the first byte is that we would not have written. */
  faultAt: number | undefined;

  constructor(syntax: InsertSyntax, digest: RowDigest) {
    this.#syntax = syntax;
    this.#digest = digest;
    this.#separatorRest = Buffer.from(syntax.rowSeparator, 'latin1').subarray(1);
    this.#introducer = Buffer.from(syntax.binaryIntroducer, 'latin1');
    this.#introducers = syntax.storedCharsets.map((charset) =>
      charset === undefined ? undefined : Buffer.from(`_${charset} `, 'latin1'),
    );
  }

  /** The last statement is complete. */
  get isAtRest(): boolean {
    return this.#state === 'statement' && this.#matched === this.#expected.length;
  }

  /** The next piece. */
  add(sql: Uint8Array): void {
    let at = 0;
    while (at < sql.length && this.#state !== 'fault') at = this.#step(sql, at);
    this.#taken += sql.length;
  }

  /** Takes one byte or more, or none where only the state is another; returns what is next. */
  #step(sql: Uint8Array, at: number): number {
    const byte = sql[at] as number;
    if (this.#matched < this.#expected.length) {
      return byte === this.#expected[this.#matched++] ? at + 1 : this.#fail(at);
    }
    switch (this.#state) {
      case 'statement':
        this.#expect(this.#syntax.prefix, 'row');
        return at;
      case 'row':
        if (byte === LINE_FEED && this.#syntax.breaksLines === true) return at + 1;
        this.#column = 0;
        return this.#go(byte === OPEN, 'value', at);
      case 'value':
        return this.#beginValue(byte, at);
      case 'zero':
        if (byte === LOWER_X) return this.#go(true, 'hex', at);
        this.#addByte(ZERO);
        this.#state = 'number';
        return at;
      case 'number':
        return this.#readNumber(sql, at);
      case 'hex':
        return this.#readHex(byte, at);
      case 'quote':
        return this.#go(byte === QUOTE, 'string', at);
      case 'string':
        return this.#readString(sql, at);
      case 'escape': {
        const escaped = UNESCAPED[byte] as number;
        this.#addByte(escaped);
        return this.#go(escaped >= 0 && !this.#isMistakable, 'string', at);
      }
      case 'value-end':
        this.#column++;
        if (byte === COMMA) return this.#go(true, 'value', at);
        return this.#go(byte === CLOSE && this.#digest.endRow(), 'row-end', at);
      case 'row-end':
        if (byte === COMMA) this.#expect(this.#separatorRest, 'row');
        else this.#expect(END_OF_STATEMENT, 'statement');
        return byte === COMMA || byte === SEMICOLON ? at + 1 : this.#fail(at);
      case 'fault':
        return sql.length;
    }
  }

  #beginValue(byte: number, at: number): number {
    if (!this.#digest.beginValue()) return this.#fail(at);
    this.#isIntroduced = byte === UNDERSCORE;
    if (byte === QUOTE) return this.#go(true, 'string', at);
    if (byte === ZERO) return this.#go(true, 'zero', at);
    if (byte === UNDERSCORE) {
      const introducer = this.#introducers[this.#column] ?? this.#introducer;
      this.#expect(introducer, 'quote');
      return introducer.length > 0 ? at : this.#fail(at);
    }
    if (byte === UPPER_N) {
      this.#digest.addNull();
      this.#expect(REST_OF_NULL, 'value-end');
      return at + 1;
    }
    this.#state = 'number';
    return byte === MINUS || (byte > ZERO && byte <= NINE) ? at : this.#fail(at);
  }

  #readNumber(sql: Uint8Array, start: number): number {
    let at = start;
    while (at < sql.length && NUMBER_BYTES.has(sql[at] as number)) at++;
    this.#handOn();
    this.#digest.add(sql, start, at);
    if (at < sql.length) {
      this.#state = 'value-end';
      if (!this.#digest.endNumber()) return this.#fail(start);
    }
    return at;
  }

  #readHex(byte: number, at: number): number {
    const digit = toDigit(byte);
    const first = this.#nibble;
    if (digit === undefined) {
      this.#endValue();
      this.#state = 'value-end';
      return first === undefined ? at : this.#fail(at);
    }
    this.#nibble = first === undefined ? digit : undefined;
    if (first !== undefined) this.#addByte(first * 16 + digit);
    return at + 1;
  }

  #readString(sql: Uint8Array, start: number): number {
    const scratch = this.#scratch;
    if (this.#filled > SCRATCH_BYTES / 2) this.#handOn();
    let filled = this.#filled;
    let at = start;
    while (at < sql.length && filled < scratch.length) {
      const byte = sql[at] as number;
      if (ESCAPES[byte] === 0) {
        scratch[filled++] = byte;
        at++;
      } else if (byte === BACKSLASH && at + 1 < sql.length) {
        const escaped = UNESCAPED[sql[at + 1] as number] as number;
        if (escaped < 0) return this.#fail(at + 1);
        scratch[filled++] = escaped;
        at += 2;
      } else break;
    }
    this.#filled = filled;
    if (filled > 0 && this.#isMistakable) return this.#fail(start);
    if (at === sql.length || filled === scratch.length) return at;
    if (sql[at] === BACKSLASH) return this.#go(true, 'escape', at);
    this.#endValue();
    return this.#go(sql[at] === QUOTE, 'value-end', at);
  }

  /** The literal has to name its character set, or to be in hex. */
  get #isMistakable(): boolean {
    const { hexColumns, storedCharsets } = this.#syntax;
    if (hexColumns[this.#column] === true) return true;
    return !this.#isIntroduced && storedCharsets[this.#column] !== undefined;
  }

  #addByte(byte: number): void {
    if (this.#filled === this.#scratch.length) this.#handOn();
    this.#scratch[this.#filled++] = byte;
  }

  #handOn(): void {
    this.#digest.add(this.#scratch, 0, this.#filled);
    this.#filled = 0;
  }

  #endValue(): void {
    this.#handOn();
    this.#digest.endValue();
  }

  #expect(bytes: Uint8Array, next: State): void {
    this.#expected = bytes;
    this.#matched = 0;
    this.#state = next;
  }

  #go(isRight: boolean, next: State, at: number): number {
    this.#state = next;
    return isRight ? at + 1 : this.#fail(at);
  }

  #fail(at: number): number {
    this.faultAt ??= this.#taken + at;
    this.#state = 'fault';
    return at + 1;
  }
}

/** Upper case, as we write it. */
function toDigit(byte: number): number | undefined {
  if (byte >= ZERO && byte <= NINE) return byte - ZERO;
  return byte >= 0x41 && byte <= 0x46 ? byte - 0x41 + 10 : undefined;
}
