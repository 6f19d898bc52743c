// Leaves columns out of the rows of another encoder: a stock tool selects generated columns
// with the others and does not write them.

import type { EncodesRows, Room } from './row-format.js';
import { TextValues } from './packet-value.js';

const PARENTHESIS = 0x28;
const COMMA = 0x2c;

export class SkippingEncoder implements EncodesRows {
  readonly #inner: EncodesRows;
  readonly #skipped: readonly boolean[];
  readonly #commaFirst: boolean;
  readonly #reader = new TextValues();
  /** The row without them, and how long it is. */
  #packet: Uint8Array = new Uint8Array(4096);
  #bytes = 0;

  /**
   * `skipped`: for each column of the result; `inner` knows the others. `commaFirst`: the
   * tuple begins with a comma, see InsertStyle.leavesComma.
   */
  constructor(inner: EncodesRows, skipped: readonly boolean[], commaFirst: boolean) {
    this.#inner = inner;
    this.#skipped = skipped;
    this.#commaFirst = commaFirst;
  }

  boundBytes(packetBytes: number): number {
    return this.#inner.boundBytes(packetBytes) + 1;
  }

  encode(to: Uint8Array, at: number, packet: Uint8Array, start: number): number {
    this.#keep(packet, start);
    if (!this.#commaFirst) return this.#inner.encode(to, at, this.#packet, 0);
    to[at] = PARENTHESIS;
    const end = this.#inner.encode(to, at + 1, this.#packet, 0);
    to[at + 1] = COMMA;
    return end;
  }

  measure(packet: Uint8Array, start: number): number {
    this.#keep(packet, start);
    return this.#inner.measure(this.#packet, 0) + (this.#commaFirst ? 1 : 0);
  }

  *encodePieces(
    room: Room,
    pieceBytes: number,
    packet: Uint8Array,
    start: number,
  ): Generator<number, void> {
    this.#keep(packet, start);
    const kept = this.#packet.subarray(0, this.#bytes);
    if (!this.#commaFirst) {
      yield* this.#inner.encodePieces(room, pieceBytes, kept, 0);
      return;
    }
    let { to, at } = room(1);
    to[at] = PARENTHESIS;
    yield 1;
    let isFirst = true;
    const noticed: Room = (bytes) => ({ to, at } = room(bytes));
    for (const bytes of this.#inner.encodePieces(noticed, pieceBytes, kept, 0)) {
      if (isFirst) to[at] = COMMA;
      isFirst = false;
      yield bytes;
    }
  }

  /** Copies the row into #packet, but for what is skipped. */
  #keep(packet: Uint8Array, start: number): void {
    this.#bytes = 0;
    let from = start;
    let at = start;
    for (const skip of this.#skipped) {
      const end = this.#reader.read(packet, at);
      if (skip) {
        this.#append(packet, from, at);
        from = end;
      }
      at = end;
    }
    this.#append(packet, from, at);
  }

  #append(packet: Uint8Array, from: number, end: number): void {
    const bytes = this.#bytes + end - from;
    if (bytes > this.#packet.length) {
      const larger = new Uint8Array(2 * bytes);
      larger.set(this.#packet.subarray(0, this.#bytes));
      this.#packet = larger;
    }
    this.#packet.set(packet.subarray(from, end), this.#bytes);
    this.#bytes = bytes;
  }
}
