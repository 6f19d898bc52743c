// The hot path: one row packet of the text protocol to one `(...)` tuple of SQL, from
// bytes to bytes, without an object, a string or a promise per value. Pure.

import { ColumnKind } from './column-kind.js';
import { escapedLength, escapeInto, hexInto } from './escape.js';

const QUOTE = 0x27;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const EXPONENT = 0x65;
/** The servers cut a decimal literal off at 65 digits. */
const DECIMAL_DIGITS_MAX = 60;
/** `,NULL`, `,''`, `,0x`, `e0`: what a value adds at most to twice its bytes. */
const VALUE_OVERHEAD_BYTES = 5;

export class RowEncoder {
  readonly #kinds: Uint8Array;
  /** For each column what stands before a binary literal's quote: `_binary `, or nothing. */
  readonly #introducers: readonly Uint8Array[];
  readonly #overheadBytes: number;
  /** Start and end of the value last looked at by #locate. */
  #valueStart = 0;
  #valueEnd = 0;

  constructor(kinds: readonly ColumnKind[], introducers: readonly string[]) {
    this.#kinds = Uint8Array.from(kinds);
    this.#introducers = kinds.map((_kind, index) =>
      Buffer.from(introducers[index] ?? '', 'latin1'),
    );
    const longest = Math.max(0, ...this.#introducers.map((introducer) => introducer.length));
    this.#overheadBytes = (VALUE_OVERHEAD_BYTES + longest) * kinds.length + 2;
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
    let position = at;
    let read = start;
    to[position++] = 0x28;
    for (let column = 0; column < kinds.length; column++) {
      if (column > 0) to[position++] = COMMA;
      const first = packet[read] as number;
      if (first === 0xfb) {
        read++;
        position = writeNull(to, position);
        continue;
      }
      let from: number;
      let end: number;
      if (first < 0xfb) {
        from = read + 1;
        end = from + first;
      } else {
        this.#locate(packet, read);
        from = this.#valueStart;
        end = this.#valueEnd;
      }
      read = end;
      if (from === end) {
        to[position++] = QUOTE;
        to[position++] = QUOTE;
        continue;
      }
      const kind = kinds[column] as number;
      if (kind === ColumnKind.number) {
        position = writeNumber(to, position, packet, from, end);
      } else if (kind === ColumnKind.text) {
        to[position++] = QUOTE;
        position = escapeInto(to, position, packet, from, end);
        to[position++] = QUOTE;
      } else {
        position = this.#encodeOther(to, position, column, packet, from, end);
      }
    }
    to[position++] = 0x29;
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
    position = escapeInto(to, position, packet, from, end);
    to[position++] = QUOTE;
    return position;
  }

  /** Exact length of the tuple, for a row too large to be encoded in one piece. */
  measure(packet: Uint8Array, start: number): number {
    let bytes = 2 + this.#kinds.length - 1;
    let read = start;
    for (let column = 0; column < this.#kinds.length; column++) {
      read = this.#next(packet, read);
      bytes += this.#valueBytes(column, packet);
    }
    return bytes;
  }

  #valueBytes(column: number, packet: Uint8Array): number {
    const kind = this.#kinds[column] as number;
    const from = this.#valueStart;
    const end = this.#valueEnd;
    if (from < 0) return 4;
    if (from === end) return 2;
    switch (kind) {
      case ColumnKind.text:
        return 2 + escapedLength(packet, from, end);
      case ColumnKind.binary:
        return (
          2 + (this.#introducers[column] as Uint8Array).length + escapedLength(packet, from, end)
        );
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

  /**
   * The tuple in pieces that fit `pieceBytes`, each written into the buffer that `room`
   * hands out: for rows larger than a buffer. Yields how many bytes each piece took.
   */
  *encodePieces(
    room: (bytes: number) => { to: Uint8Array; at: number },
    pieceBytes: number,
    packet: Uint8Array,
    start: number,
  ): Generator<number, void> {
    let read = start;
    for (let column = 0; column < this.#kinds.length; column++) {
      const kind = this.#kinds[column] as number;
      read = this.#next(packet, read);
      const from = this.#valueStart;
      const end = this.#valueEnd;
      yield writeText(room, column === 0 ? '(' : ',');
      if (from < 0) yield writeText(room, 'NULL');
      else if (from === end) yield writeText(room, "''");
      else if (kind === ColumnKind.number || kind === ColumnKind.float) {
        const { to, at } = room(end - from + 4);
        const write = kind === ColumnKind.float ? writeFloat : writeNumber;
        yield write(to, at, packet, from, end) - at;
      } else {
        yield* this.#encodeString(room, pieceBytes, column, packet, from, end);
      }
    }
    yield writeText(room, ')');
  }

  *#encodeString(
    room: (bytes: number) => { to: Uint8Array; at: number },
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
    const write = kind === ColumnKind.hex ? hexInto : escapeInto;
    const step = Math.floor(pieceBytes / 2);
    for (let at = from; at < end; at += step) {
      const until = Math.min(end, at + step);
      const piece = room(2 * (until - at));
      yield write(piece.to, piece.at, packet, at, until) - piece.at;
    }
    if (kind !== ColumnKind.hex) yield writeText(room, "'");
  }

  /** Reads the value at `read` into #valueStart (-1 for NULL) and #valueEnd. */
  #next(packet: Uint8Array, read: number): number {
    const first = packet[read] as number;
    if (first === 0xfb) {
      this.#valueStart = -1;
      this.#valueEnd = -1;
      return read + 1;
    }
    this.#locate(packet, read);
    return this.#valueEnd;
  }

  /** Reads a length-encoded string's bounds. */
  #locate(packet: Uint8Array, read: number): void {
    const first = packet[read] as number;
    const width = first < 0xfb ? 0 : first === 0xfc ? 2 : first === 0xfd ? 3 : 8;
    let length = width === 0 ? first : 0;
    let unit = 1;
    for (let index = 1; index <= width; index++) {
      length += (packet[read + index] as number) * unit;
      unit *= 256;
    }
    this.#valueStart = read + 1 + width;
    this.#valueEnd = this.#valueStart + length;
    if (this.#valueEnd > packet.length) throw new RangeError('a value is longer than its packet');
  }
}

function writeText(room: (bytes: number) => { to: Uint8Array; at: number }, text: string): number {
  const { to, at } = room(text.length);
  for (let index = 0; index < text.length; index++) to[at + index] = text.charCodeAt(index);
  return text.length;
}

function writeNull(to: Uint8Array, at: number): number {
  to[at] = 0x4e;
  to[at + 1] = 0x55;
  to[at + 2] = 0x4c;
  to[at + 3] = 0x4c;
  return at + 4;
}

function isLetter(byte: number): boolean {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

/** The server's digits; `inf` and `nan` have no literal and become NULL, as in mysqldump. */
function writeNumber(
  to: Uint8Array,
  at: number,
  packet: Uint8Array,
  from: number,
  end: number,
): number {
  const first = packet[from] as number;
  const digit = first === MINUS && end - from > 1 ? (packet[from + 1] as number) : first;
  if (isLetter(digit)) return writeNull(to, at);
  let position = at;
  for (let index = from; index < end; index++) to[position++] = packet[index] as number;
  return position;
}

/**
 * As a number, but what would not be read as a floating-point literal gets an exponent: a
 * bare `-0` is an integer and loses its sign, and DOUBLE(M,D) is sent with more digits than
 * the decimal literal it looks like may have.
 */
function writeFloat(
  to: Uint8Array,
  at: number,
  packet: Uint8Array,
  from: number,
  end: number,
): number {
  let position = writeNumber(to, at, packet, from, end);
  const isLong = end - from > DECIMAL_DIGITS_MAX;
  if (!isLong && packet[from] !== MINUS) return position;
  for (let index = from + 1; index < end; index++) {
    const byte = packet[index] as number;
    if (isLong ? byte === EXPONENT : byte !== ZERO && byte !== DOT) return position;
  }
  to[position++] = EXPONENT;
  to[position++] = ZERO;
  return position;
}
