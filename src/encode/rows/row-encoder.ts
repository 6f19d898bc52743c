// The hot path: one row packet to one `(...)` tuple of SQL, from
// bytes to bytes, without an object, a string or a promise per value. Pure.

import { ColumnKind } from './column-kind.js';
import { escapedLength, escapeInto, hexInto } from '../text/escape.js';
import type { Escaper } from '../text/charset-escaper.js';
import type { BinaryValues } from './binary-values.js';
import type { EncodesRows, Room } from './row-format.js';
import { writeFloat, writeNull, writeNumber } from './number.js';
import { TextValues, type ReadsValues } from './packet-value.js';

const QUOTE = 0x27;
const COMMA = 0x2c;
const ZERO = 0x30;
/** `,NULL`, `,''`, `,0x`, `e0`: what a value adds at most to twice its bytes. */
const VALUE_OVERHEAD_BYTES = 5;

export interface RowEncoderOptions {
  /** Of the connection's character set; none where escapeInto() is enough. */
  readonly escaper?: Escaper | undefined;
  /** Empty binary values have the introducer too (mysqldump --skip-extended-insert). */
  readonly introducesEmpty?: boolean;
  /** Of binary rows; none where rows are text. */
  readonly binary?: BinaryValues | undefined;
}

export class RowEncoder implements EncodesRows {
  readonly #kinds: Uint8Array;
  /** For each column what is written before a binary literal's quote: `_binary `, or nothing. */
  readonly #introducers: readonly Uint8Array[];
  readonly #overheadBytes: number;
  readonly #escaper: Escaper | undefined;
  readonly #introducesEmpty: boolean;
  readonly #reader: ReadsValues;
  /** Rows of the text protocol, whose values are found without a call. */
  readonly #isText: boolean;
  /** After encode() and measure(): not the packet's end if the server lies. */
  readEnd = 0;

  constructor(
    kinds: readonly ColumnKind[],
    introducers: readonly string[],
    { escaper, introducesEmpty = false, binary }: RowEncoderOptions = {},
  ) {
    this.#reader = binary ?? new TextValues();
    this.#isText = binary === undefined;
    this.#escaper = escaper;
    this.#introducesEmpty = introducesEmpty;
    this.#kinds = Uint8Array.from(kinds);
    this.#introducers = kinds.map((_kind, index) =>
      Buffer.from(introducers[index] ?? '', 'latin1'),
    );
    const longest = Math.max(0, ...this.#introducers.map((introducer) => introducer.length));
    const valueBytes = VALUE_OVERHEAD_BYTES + longest + (binary?.overheadBytes ?? 0);
    this.#overheadBytes = valueBytes * kinds.length + 2;
  }

  get columns(): number {
    return this.#kinds.length;
  }

  /** Room that encode() may need for a row packet of `packetBytes`. */
  boundBytes(packetBytes: number): number {
    return 2 * packetBytes + this.#overheadBytes;
  }

  /** Writes the tuple to `to` at `at` and returns where it ends; see boundBytes(). */
  encode(to: Uint8Array, at: number, packet: Uint8Array, start: number): number {
    const kinds = this.#kinds;
    const escaper = this.#escaper;
    const reader = this.#reader;
    const isText = this.#isText;
    let position = at;
    let read = reader.begin(packet, start);
    let source = packet;
    to[position++] = 0x28;
    for (let column = 0; column < kinds.length; column++) {
      if (column > 0) to[position++] = COMMA;
      const first = packet[read] as number;
      let from: number;
      let end: number;
      if (isText && first < 0xfb) {
        from = read + 1;
        end = from + first;
        read = end;
      } else {
        read = reader.read(packet, read);
        from = reader.start;
        end = reader.end;
        source = reader.source;
      }
      if (from < 0) {
        position = writeNull(to, position);
        continue;
      }
      if (from === end) {
        position = this.#encodeEmpty(to, position, column);
        continue;
      }
      const kind = kinds[column] as number;
      if (kind === ColumnKind.number) {
        position = writeNumber(to, position, source, from, end);
      } else if (kind === ColumnKind.text) {
        to[position++] = QUOTE;
        position =
          escaper === undefined
            ? escapeInto(to, position, source, from, end)
            : escaper.escapeInto(to, position, source, from, end, end);
        to[position++] = QUOTE;
      } else {
        position = this.#encodeOther(to, position, column, source, from, end);
      }
    }
    to[position++] = 0x29;
    this.readEnd = read;
    return position;
  }

  #encodeOther(
    to: Uint8Array,
    at: number,
    column: number,
    packet: Uint8Array,
    from: number,
    end: number,
  ): number {
    const kind = this.#kinds[column] as number;
    let position = at;
    if (kind === ColumnKind.float) return writeFloat(to, position, packet, from, end);
    if (kind === ColumnKind.hex) {
      to[position++] = ZERO;
      to[position++] = 0x78;
      return hexInto(to, position, packet, from, end);
    }
    const introducer = this.#introducers[column] as Uint8Array;
    to.set(introducer, position);
    position += introducer.length;
    to[position++] = QUOTE;
    position =
      this.#escaper === undefined
        ? escapeInto(to, position, packet, from, end)
        : this.#escaper.escapeInto(to, position, packet, from, end, end);
    to[position++] = QUOTE;
    return position;
  }

  #encodeEmpty(to: Uint8Array, at: number, column: number): number {
    let position = at;
    if (this.#introducesEmpty && isBinary(this.#kinds[column] as number)) {
      const introducer = this.#introducers[column] as Uint8Array;
      to.set(introducer, position);
      position += introducer.length;
    }
    to[position++] = QUOTE;
    to[position++] = QUOTE;
    return position;
  }

  /** Exact length of the tuple, for a row too large to be encoded in one piece. */
  measure(packet: Uint8Array, start: number): number {
    let bytes = 2 + Math.max(0, this.#kinds.length - 1);
    let read = this.#reader.begin(packet, start);
    for (let column = 0; column < this.#kinds.length; column++) {
      read = this.#reader.read(packet, read);
      bytes += this.#valueBytes(column, this.#reader.source);
    }
    this.readEnd = read;
    return bytes;
  }

  #valueBytes(column: number, packet: Uint8Array): number {
    const kind = this.#kinds[column] as number;
    const from = this.#reader.start;
    const end = this.#reader.end;
    if (from < 0) return 4;
    const introducerBytes = (this.#introducers[column] as Uint8Array).length;
    if (from === end) return 2 + (this.#introducesEmpty && isBinary(kind) ? introducerBytes : 0);
    switch (kind) {
      case ColumnKind.text:
        return 2 + this.#escapedLength(packet, from, end);
      case ColumnKind.binary:
        return 2 + introducerBytes + this.#escapedLength(packet, from, end);
      case ColumnKind.hex:
        return 2 + 2 * (end - from);
      default: {
        const scratch = new Uint8Array(end - from + 4);
        return kind === ColumnKind.float
          ? writeFloat(scratch, 0, packet, from, end)
          : writeNumber(scratch, 0, packet, from, end);
      }
    }
  }

  #escapedLength(packet: Uint8Array, from: number, end: number): number {
    return this.#escaper === undefined
      ? escapedLength(packet, from, end)
      : this.#escaper.escapedLength(packet, from, end);
  }

  /**
   * The tuple in pieces that fit `pieceBytes`, each written into the buffer that `room`
   * hands out: for rows larger than a buffer. Yields how many bytes each piece took.
   */
  *encodePieces(
    room: Room,
    pieceBytes: number,
    packet: Uint8Array,
    start: number,
  ): Generator<number, void> {
    yield writeText(room, '(');
    const reader = this.#reader;
    let read = reader.begin(packet, start);
    for (let column = 0; column < this.#kinds.length; column++) {
      const kind = this.#kinds[column] as number;
      read = reader.read(packet, read);
      const from = reader.start;
      const end = reader.end;
      if (column > 0) yield writeText(room, ',');
      if (from < 0) yield writeText(room, 'NULL');
      else if (from === end) {
        const { to, at } = room(this.#overheadBytes);
        yield this.#encodeEmpty(to, at, column) - at;
      } else if (kind === ColumnKind.number || kind === ColumnKind.float) {
        const { to, at } = room(end - from + 4);
        const write = kind === ColumnKind.float ? writeFloat : writeNumber;
        yield write(to, at, reader.source, from, end) - at;
      } else {
        yield* this.#encodeString(room, pieceBytes, column, reader.source, from, end);
      }
    }
    yield writeText(room, ')');
  }

  #encodePart(
    to: Uint8Array,
    at: number,
    kind: number,
    packet: Uint8Array,
    from: number,
    until: number,
    end: number,
  ): number {
    if (kind === ColumnKind.hex) return hexInto(to, at, packet, from, until);
    if (this.#escaper === undefined) return escapeInto(to, at, packet, from, until);
    return this.#escaper.escapeInto(to, at, packet, from, until, end);
  }

  *#encodeString(
    room: Room,
    pieceBytes: number,
    column: number,
    packet: Uint8Array,
    from: number,
    end: number,
  ): Generator<number, void> {
    const kind = this.#kinds[column] as number;
    if (kind === ColumnKind.hex) yield writeText(room, '0x');
    else {
      const introducer = Buffer.from(this.#introducers[column] as Uint8Array).toString('latin1');
      yield writeText(room, kind === ColumnKind.binary ? `${introducer}'` : "'");
    }
    const step = Math.floor(pieceBytes / 2);
    for (let at = from; at < end; ) {
      const until = Math.min(end, at + step);
      const piece = room(2 * (until - at) + 3);
      yield this.#encodePart(piece.to, piece.at, kind, packet, at, until, end) - piece.at;
      at = kind === ColumnKind.hex || this.#escaper === undefined ? until : this.#escaper.stop;
    }
    if (kind !== ColumnKind.hex) yield writeText(room, "'");
  }
}

function isBinary(kind: number): boolean {
  return kind === ColumnKind.binary || kind === ColumnKind.hex;
}

function writeText(room: Room, text: string): number {
  const { to, at } = room(text.length);
  for (let index = 0; index < text.length; index++) to[at + index] = text.charCodeAt(index);
  return text.length;
}
