// The port that finds where the tuples of an INSERT end, and its plain TypeScript: the
// reference, and what runs where WebAssembly cannot. Knows nothing of heads and statements.

/** Why a scan stopped. */
export const Stop = {
  /** All bytes are read. */
  usedUp: 0,
  /** At the `;` after the last tuple. */
  end: 1,
  /** At what is not a list of tuples of plain literals: a comment, a word after the last one. */
  odd: 2,
  /** After as many tuples as were wanted. */
  enough: 3,
} as const;
export type Stop = (typeof Stop)[keyof typeof Stop];

export interface TupleScanner {
  /** Before the first tuple of a statement. `escapes`: a backslash escapes in strings. */
  begin(escapes: boolean, ansiQuotes: boolean): void;
  /** Goes on with the next bytes, `from` up to `end`; where it stopped. */
  scan(bytes: Uint8Array, from: number, end: number, tuplesMax: number): number;
  /** Of the last scan. */
  readonly stop: Stop;
  /** Tuples that ended in it. */
  readonly tuples: number;
  /** After the last of them; -1 without one. */
  readonly tupleEnd: number;
  /** Line feeds that were read. */
  readonly lines: number;
}

const [QUOTE, DOUBLE_QUOTE, BACKTICK] = [0x27, 0x22, 0x60] as const;
const [OPEN, CLOSE, COMMA, SEMICOLON] = [0x28, 0x29, 0x2c, 0x3b] as const;
const [BACKSLASH, DASH, SPACE, LINE_FEED] = [0x5c, 0x2d, 0x20, 0x0a] as const;

const BEFORE = 0;
const INSIDE = 1;
const AFTER = 2;

/** What means something in a tuple, outside of strings. */
const SPECIAL: Uint8Array = new Uint8Array(256);
for (const byte of Buffer.from('\'"`()/#;\\-')) SPECIAL[byte] = 1;

export class ReferenceTupleScanner implements TupleScanner {
  #state = BEFORE;
  #depth = 0;
  /** The quote that ends what we are inside of, or 0. */
  #quote = 0;
  #isEscaped = false;
  #endsInDash = false;
  #escapes = true;
  #ansiQuotes = false;
  stop: Stop = Stop.usedUp;
  tuples = 0;
  tupleEnd = -1;
  lines = 0;

  begin(escapes: boolean, ansiQuotes: boolean): void {
    this.#escapes = escapes;
    this.#ansiQuotes = ansiQuotes;
    this.#state = BEFORE;
    this.#depth = 0;
    this.#quote = 0;
    this.#isEscaped = false;
    this.#endsInDash = false;
  }

  scan(bytes: Uint8Array, from: number, end: number, tuplesMax: number): number {
    this.tuples = 0;
    this.tupleEnd = -1;
    this.stop = Stop.usedUp;
    let at = from;
    while (at < end && this.stop === Stop.usedUp) {
      if (this.#quote !== 0) at = this.#skipString(bytes, at, end);
      else if (this.#state === INSIDE) at = this.#readTuple(bytes, at, end, tuplesMax);
      else at = this.#readBetween(bytes, at, end);
    }
    this.lines = countLines(bytes, from, at);
    return at;
  }

  /** Code of a tuple, up to and with a quote or its end. */
  #readTuple(bytes: Uint8Array, start: number, end: number, tuplesMax: number): number {
    for (let at = start; at < end; at++) {
      const byte = bytes[at] as number;
      if (SPECIAL[byte] === 0) continue;
      if (byte === QUOTE || byte === BACKTICK || (byte === DOUBLE_QUOTE && !this.#ansiQuotes)) {
        this.#quote = byte;
        return at + 1;
      }
      if (byte === OPEN) this.#depth++;
      else if (byte === CLOSE) {
        if (--this.#depth === 0) return this.#endTuple(at + 1, tuplesMax);
      } else if (byte !== DASH) return this.#beOdd(at);
      else if (at > start ? bytes[at - 1] === DASH : this.#endsInDash) return this.#beOdd(at);
    }
    this.#endsInDash = bytes[end - 1] === DASH;
    return end;
  }

  #endTuple(at: number, tuplesMax: number): number {
    this.#state = AFTER;
    this.tuples++;
    this.tupleEnd = at;
    if (this.tuples === tuplesMax) this.stop = Stop.enough;
    return at;
  }

  #readBetween(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    while (at < end && (bytes[at] as number) <= SPACE) at++;
    if (at === end) return end;
    const byte = bytes[at];
    if (this.#state === AFTER && byte === COMMA) this.#state = BEFORE;
    else if (this.#state === BEFORE && byte === OPEN) {
      this.#state = INSIDE;
      this.#depth = 1;
      this.#endsInDash = false;
    } else {
      this.stop = this.#state === AFTER && byte === SEMICOLON ? Stop.end : Stop.odd;
      return at;
    }
    return at + 1;
  }

  /** A doubled quote ends one string and begins the next, which comes to the same. */
  #skipString(bytes: Uint8Array, start: number, end: number): number {
    const quote = this.#quote;
    const escapes = this.#escapes && quote !== BACKTICK;
    let at = this.#isEscaped ? start + 1 : start;
    this.#isEscaped = false;
    for (; at < end; at++) {
      const byte = bytes[at];
      if (byte === quote) {
        this.#quote = 0;
        this.#endsInDash = false;
        return at + 1;
      }
      if (escapes && byte === BACKSLASH) at++;
    }
    this.#isEscaped = at > end;
    return end;
  }

  #beOdd(at: number): number {
    this.stop = Stop.odd;
    return at;
  }
}

export function countLines(bytes: Uint8Array, from: number, end: number): number {
  let lines = 0;
  for (let at = from; at < end; at++) if (bytes[at] === LINE_FEED) lines++;
  return lines;
}
