// One row packet of the text protocol to one line of SELECT ... INTO OUTFILE ... CHARACTER SET
// binary, byte for byte what both servers write, for when we write the file ourselves. Pure.

import type { EncodesRows, Room } from './row-format.js';
import type { OutfileLayout } from './outfile-layout.js';
import { TextValues } from './packet-value.js';

export interface OutfileColumn {
  /** Numbers of any kind and YEAR: bare where enclosing is optional. */
  readonly isNumber: boolean;
}

const NULL_WORD = Buffer.from('NULL');
const ESCAPED_LETTERS: ReadonlySet<number> = new Set(Buffer.from('ntrb0ZN'));
const DIGIT_BYTES: ReadonlySet<number> = new Set(Buffer.from('.0123456789e+-'));
const NO_BYTE = -1;

export class OutfileRowEncoder implements EncodesRows {
  readonly #columns: readonly OutfileColumn[];
  readonly #layout: OutfileLayout;
  readonly #null: Buffer;
  readonly #separator: number;
  readonly #terminator: number;
  readonly #lineEnd: number;
  readonly #isAmbiguousSeparator: boolean;
  /** The server warns of it, and leaves the terminator in values as it is. */
  readonly #isAmbiguousTerminator: boolean;
  /** Digits may look like a separator: numbers are escaped as well. */
  readonly #isUnsafe: boolean;
  readonly #reader = new TextValues();

  constructor(columns: readonly OutfileColumn[], layout: OutfileLayout) {
    const { enclosedBy, escapedBy, terminatedBy, linesTerminatedBy } = layout;
    this.#columns = columns;
    this.#layout = layout;
    this.#null = escapedBy === undefined ? NULL_WORD : Buffer.from([escapedBy, 0x4e]);
    this.#terminator = terminatedBy[0] ?? NO_BYTE;
    this.#separator = enclosedBy ?? this.#terminator;
    this.#lineEnd = linesTerminatedBy[0] ?? NO_BYTE;
    this.#isAmbiguousSeparator = ESCAPED_LETTERS.has(this.#separator);
    this.#isUnsafe = DIGIT_BYTES.has(this.#separator);
    const hasNumbers = columns.some(({ isNumber }) => isNumber);
    const hasTexts = columns.some(({ isNumber }) => !isNumber);
    const isBare = enclosedBy === undefined;
    this.#isAmbiguousTerminator =
      (isBare && this.#isAmbiguousSeparator && (hasTexts || this.#isUnsafe)) ||
      ((isBare || layout.optionally) && hasNumbers && DIGIT_BYTES.has(this.#terminator));
  }

  boundBytes(packetBytes: number): number {
    const { terminatedBy, linesTerminatedBy } = this.#layout;
    const perColumn = terminatedBy.length + 2 + NULL_WORD.length;
    return 2 * packetBytes + perColumn * this.#columns.length + linesTerminatedBy.length;
  }

  encode(to: Uint8Array, at: number, packet: Uint8Array, start: number): number {
    let position = at;
    const room: Room = () => ({ to, at: position });
    for (const bytes of this.encodePieces(room, to.length, packet, start)) position += bytes;
    return position;
  }

  measure(packet: Uint8Array, start: number): number {
    let bytes = 0;
    for (const piece of this.encodePieces(scratchRoom, packet.length, packet, start))
      bytes += piece;
    return bytes;
  }

  *encodePieces(
    room: Room,
    pieceBytes: number,
    packet: Uint8Array,
    start: number,
  ): Generator<number, void> {
    const { terminatedBy, linesTerminatedBy } = this.#layout;
    let read = start;
    for (const [index, column] of this.#columns.entries()) {
      if (index > 0) yield putPiece(room, terminatedBy);
      read = this.#reader.read(packet, read);
      const { start: from, end } = this.#reader;
      if (from < 0) yield putPiece(room, this.#null);
      else yield* this.#encodeValue(room, pieceBytes, column, packet, from, end);
    }
    yield putPiece(room, linesTerminatedBy);
  }

  *#encodeValue(
    room: Room,
    pieceBytes: number,
    column: OutfileColumn,
    packet: Uint8Array,
    start: number,
    end: number,
  ): Generator<number, void> {
    const { enclosedBy, escapedBy, optionally } = this.#layout;
    const enclosed = enclosedBy !== undefined && !(optionally && column.isNumber);
    const quote = Buffer.from(enclosed ? [enclosedBy] : []);
    const escapes = escapedBy !== undefined && (!column.isNumber || this.#isUnsafe);
    const step = Math.max(8, Math.floor(pieceBytes / 2) - 8);
    yield putPiece(room, quote);
    for (let index = start; index < end; ) {
      const limit = Math.min(end, index + step);
      const { to, at } = room(2 * (limit - index) + 4);
      let position = at;
      while (index < limit) {
        const byte = packet[index] as number;
        index++;
        if (escapes && this.#needsEscape(byte, enclosed)) {
          const doubled = byte === this.#separator && this.#isAmbiguousSeparator;
          to[position++] = doubled ? byte : escapedBy;
          to[position++] = byte === 0 ? 0x30 : byte;
        } else to[position++] = byte;
      }
      yield position - at;
    }
    yield putPiece(room, quote);
  }

  #needsEscape(byte: number, enclosed: boolean): boolean {
    const isSpecial =
      byte === this.#layout.escapedBy ||
      byte === (enclosed ? this.#separator : this.#terminator) ||
      byte === this.#lineEnd ||
      byte === 0;
    return isSpecial && (enclosed || !this.#isAmbiguousTerminator || byte !== this.#terminator);
  }
}

function scratchRoom(bytes: number): { to: Uint8Array; at: number } {
  return { to: new Uint8Array(bytes), at: 0 };
}

function putPiece(room: Room, bytes: Uint8Array): number {
  const { to, at } = room(bytes.length);
  to.set(bytes, at);
  return bytes.length;
}
