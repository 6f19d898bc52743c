// Escaping where characters have more than one byte, as the stock tools' client libraries
// do it: a character is copied whole, even if a byte of it looks like a backslash, and a
// first byte with no character after it gets a backslash of its own. Driven by tables of
// one shape. Where bytes are written as they are escape.ts does it, and faster.

import type { Flavor } from '../../model/server.js';
import { type ByteRange, type CharsetRules, charsetRules } from './charset-rules.js';
import { ESCAPES } from './escape.js';

const BACKSLASH = 0x5c;
/** A mark beside the letters of ESCAPES. */
const FIRST_BYTE = 0x80;
/** What a first byte and the byte after it begin; 2 and above are a length. */
const PLAIN = 0;
const SLASHED = 1;

/** Undefined for character sets that escapeInto() is enough for. */
export function escaperFor(charset: string, flavor: Flavor): Escaper | undefined {
  const rules = charsetRules(charset, flavor);
  return rules === undefined ? undefined : new Escaper(rules);
}

export class Escaper {
  /** For each byte: 0 copied as it is, FIRST_BYTE, or the letter after its backslash. */
  readonly #marks: Uint8Array = Uint8Array.from(ESCAPES);
  /** PLAIN, SLASHED or a length, by first byte and second. */
  readonly #pairs: Uint8Array = new Uint8Array(0x10000);
  /** PLAIN or SLASHED, for a first byte that is the last of its value. */
  readonly #alone: Uint8Array = new Uint8Array(256);
  /** 1 for each byte that may be a third, or fourth. */
  readonly #thirds: Uint8Array = new Uint8Array(256);
  readonly #fourths: Uint8Array = new Uint8Array(256);
  /** How much is copied of a character of three bytes. */
  readonly copiedOfThree: number;
  /** Where in `from` the last escapeInto() stopped: its limit, or up to 3 bytes after it. */
  stop = 0;

  constructor(rules: CharsetRules) {
    const { sequences, slashed, slashedBefore } = rules;
    this.copiedOfThree = rules.copiedOfThree ?? 3;
    for (const range of slashed) {
      this.#marks.fill(FIRST_BYTE, range[0], range[1] + 1);
      if (slashedBefore === undefined) this.#alone.fill(SLASHED, range[0], range[1] + 1);
      this.#fillPairs(range, slashedBefore ?? [0, 255], SLASHED);
    }
    for (const { first, second, third, fourth } of sequences) {
      this.#marks.fill(FIRST_BYTE, first[0], first[1] + 1);
      const length = third === undefined ? 2 : fourth === undefined ? 3 : 4;
      for (const range of second) this.#fillPairs(first, range, length);
      if (third !== undefined) this.#thirds.fill(1, third[0], third[1] + 1);
      if (fourth !== undefined) this.#fourths.fill(1, fourth[0], fourth[1] + 1);
    }
  }

  /** Marks, alone, thirds and fourths, 256 bytes each, then the pairs: for a kernel. */
  tables(): Uint8Array {
    return Buffer.concat([this.#marks, this.#alone, this.#thirds, this.#fourths, this.#pairs]);
  }

  #fillPairs(first: ByteRange, second: ByteRange, value: number): void {
    for (let byte = first[0]; byte <= first[1]; byte++) {
      this.#pairs.fill(value, (byte << 8) + second[0], (byte << 8) + second[1] + 1);
    }
  }

  /** PLAIN, SLASHED or how many bytes are copied from `index`, where a FIRST_BYTE is. */
  #lookAt(from: Uint8Array, index: number, end: number): number {
    const first = from[index] as number;
    if (index + 1 >= end) return this.#alone[first] as number;
    const length = this.#pairs[(first << 8) | (from[index + 1] as number)] as number;
    if (length <= 2) return length;
    if (index + length > end || this.#thirds[from[index + 2] as number] === 0) return SLASHED;
    if (length === 3) return this.copiedOfThree;
    return this.#fourths[from[index + 3] as number] === 0 ? SLASHED : length;
  }

  /**
   * Writes the value `from[start, end)` escaped to `to` at `at`, as far as `limit` and what
   * a character there has beyond it, and returns where it ends; goes on from `stop`. Needs
   * room for twice the bytes and 3.
   */
  escapeInto(
    to: Uint8Array,
    at: number,
    from: Uint8Array,
    start: number,
    limit: number,
    end: number,
  ): number {
    const marks = this.#marks;
    const pairs = this.#pairs;
    const thirds = this.#thirds;
    const last = end - 1;
    let position = at;
    let index = start;
    while (index < limit) {
      const a = from[index] as number;
      const mark = marks[a] as number;
      if (mark === 0) {
        to[position++] = a;
        index++;
        if (index + 3 > limit) continue;
        const b = from[index] as number;
        const c = from[index + 1] as number;
        const d = from[index + 2] as number;
        if (((marks[b] as number) | (marks[c] as number) | (marks[d] as number)) === 0) {
          to[position] = b;
          to[position + 1] = c;
          to[position + 2] = d;
          position += 3;
          index += 3;
        }
      } else if (mark === FIRST_BYTE) {
        const b = index < last ? (from[index + 1] as number) : 0;
        let length = index < last ? (pairs[(a << 8) | b] as number) : (this.#alone[a] as number);
        if (length === 3 && index + 2 < end) {
          const c = from[index + 2] as number;
          length = thirds[c] === 0 ? SLASHED : this.copiedOfThree;
          // Overwritten by what comes next where it is not copied.
          to[position + 2] = c;
        } else if (length > 2) length = this.#lookAt(from, index, end);
        if (length <= SLASHED) {
          to[position] = BACKSLASH;
          position += length;
          to[position++] = a;
          index++;
          continue;
        }
        to[position] = a;
        to[position + 1] = b;
        if (length > 3) {
          to[position + 2] = from[index + 2] as number;
          to[position + 3] = from[index + 3] as number;
        }
        position += length;
        index += length;
      } else {
        to[position] = BACKSLASH;
        to[position + 1] = mark;
        position += 2;
        index++;
      }
    }
    this.stop = index;
    return position;
  }

  /** How many bytes escapeInto would write of a whole value. */
  escapedLength(from: Uint8Array, start: number, end: number): number {
    const marks = this.#marks;
    let bytes = end - start;
    for (let index = start; index < end; index++) {
      const mark = marks[from[index] as number] as number;
      if (mark === 0) continue;
      const length = mark === FIRST_BYTE ? this.#lookAt(from, index, end) : SLASHED;
      if (length === SLASHED) bytes++;
      else if (length !== PLAIN) index += length - 1;
    }
    return bytes;
  }
}
