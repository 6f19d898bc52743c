// A column of a result set as the protocol describes it.

import { Malformed } from '../../base/errors.js';

/** Column types of the client protocol (protocol.h: enum_field_types). */
export const FieldType = {
  decimal: 0,
  tiny: 1,
  short: 2,
  long: 3,
  float: 4,
  double: 5,
  null: 6,
  timestamp: 7,
  longlong: 8,
  int24: 9,
  date: 10,
  time: 11,
  datetime: 12,
  year: 13,
  varchar: 15,
  bit: 16,
  vector: 242,
  json: 245,
  newdecimal: 246,
  enum: 247,
  set: 248,
  tinyBlob: 249,
  mediumBlob: 250,
  longBlob: 251,
  blob: 252,
  varString: 253,
  string: 254,
  geometry: 255,
} as const;

/** Character set number of binary strings. */
export const CHARSET_BINARY = 63;

export interface ResultColumn {
  readonly name: string;
  readonly type: number;
  /** Collation number; 63 is binary. */
  readonly charset: number;
  readonly flags: number;
  /** Longest text of a value, in bytes. */
  readonly length: number;
  /** Digits after the point; 31 where a floating-point value has as many as it needs. */
  readonly decimals: number;
}

/** Where a value of a packet begins and ends. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Reads a length-encoded string at `at` in a packet that ends at `end`; throws RangeError. */
export function readLengthEncoded(bytes: Buffer, at: number, end: number): Span {
  const width = at < end ? integerBytes(bytes[at] as number) : 0;
  const start = at + width;
  if (width === 0 || start > end) throw cutOff();
  const length =
    width === 1
      ? (bytes[at] as number)
      : width === 9
        ? Number(bytes.readBigUInt64LE(at + 1))
        : bytes.readUIntLE(at + 1, width - 1);
  if (length > end - start) throw cutOff();
  return { start, end: start + length };
}

/** Bytes of the length-encoded integer that begins with `first`; 0 where none does. */
export function integerBytes(first: number): number {
  if (first < 0xfb) return 1;
  if (first === 0xfc) return 3;
  if (first === 0xfd) return 4;
  return first === 0xfe ? 9 : 0;
}

function cutOff(): Malformed {
  return new Malformed('a value longer than its packet');
}

/** Behind the names: a length, and 12 bytes that are always there. */
const FIXED_BYTES = 12;
/** No server calls a column anything longer; a million of them must not cost us memory. */
const DEFINITION_BYTES_MAX = 64 * 1024;

/**
 * Parses a column definition packet. The fixed part is read from the end, so that
 * MariaDB's extended metadata, which comes before it, makes no difference.
 */
export function parseColumn(bytes: Buffer, start: number, end: number): ResultColumn {
  const fixed = end - FIXED_BYTES;
  if (end - start > DEFINITION_BYTES_MAX) throw new Malformed('a column without an end');
  let at = start;
  for (let skipped = 0; skipped < 4; skipped++) at = readLengthEncoded(bytes, at, fixed).end;
  const name = readLengthEncoded(bytes, at, fixed);
  return {
    name: bytes.toString('utf8', name.start, name.end),
    charset: bytes.readUInt16LE(fixed),
    length: bytes.readUInt32LE(fixed + 2),
    type: bytes[fixed + 6] as number,
    flags: bytes.readUInt16LE(fixed + 7),
    decimals: bytes[fixed + 9] as number,
  };
}
