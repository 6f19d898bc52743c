// Numbers of a row packet as SQL, and NULL: the server's digits, bare. Part of the row loop.

import { Malformed } from '../../base/errors.js';

const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const EXPONENT = 0x65;
/** The servers cut a decimal literal off at 65 digits. */
const DECIMAL_DIGITS_MAX = 60;

export function writeNull(to: Uint8Array, at: number): number {
  to[at] = 0x4e;
  to[at + 1] = 0x55;
  to[at + 2] = 0x4c;
  to[at + 3] = 0x4c;
  return at + 4;
}

export function isLetter(byte: number): boolean {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

/** By byte, 1 for what can be in a number. */
const NUMERIC: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[0-9+\-.eE]/.test(String.fromCharCode(byte)) ? 1 : 0,
);

/**
 * The server's digits; `inf` and `nan` have no literal and become NULL, as in mysqldump. They
 * be written bare: throws RangeError for what is not a number, which could be anything.
 */
export function writeNumber(
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
  for (let index = from; index < end; index++) {
    const byte = packet[index] as number;
    if (NUMERIC[byte] !== 1) throw new Malformed('an invalid number');
    to[position++] = byte;
  }
  return position;
}

/**
 * As a number, but what would not be read as a floating-point literal gets an exponent: a
 * bare `-0` is an integer and loses its sign, and DOUBLE(M,D) is sent with more digits than
 * the decimal literal it looks like may have.
 */
export function writeFloat(
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
