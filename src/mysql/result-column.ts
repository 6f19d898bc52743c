// A column of a result set as the protocol describes it.

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
  /** Digits behind the point; 31 where a floating-point value has as many as it needs. */
  readonly decimals: number;
}

/** Reads a length-encoded string at `at`: where it begins and where it ends. */
export function readLengthEncoded(bytes: Buffer, at: number): { start: number; end: number } {
  const first = bytes[at] as number;
  if (first < 0xfb) return { start: at + 1, end: at + 1 + first };
  if (first === 0xfc) return { start: at + 3, end: at + 3 + bytes.readUInt16LE(at + 1) };
  if (first === 0xfd) return { start: at + 4, end: at + 4 + bytes.readUIntLE(at + 1, 3) };
  return { start: at + 9, end: at + 9 + Number(bytes.readBigUInt64LE(at + 1)) };
}

/**
 * Parses a column definition packet. The fixed part is read from the end, so that
 * MariaDB's extended metadata, which stands before it, makes no difference.
 */
export function parseColumn(bytes: Buffer, start: number, end: number): ResultColumn {
  let at = start;
  for (let skipped = 0; skipped < 4; skipped++) at = readLengthEncoded(bytes, at).end;
  const name = readLengthEncoded(bytes, at);
  const fixed = end - 12;
  return {
    name: bytes.toString('utf8', name.start, name.end),
    charset: bytes.readUInt16LE(fixed),
    length: bytes.readUInt32LE(fixed + 2),
    type: bytes[fixed + 6] as number,
    flags: bytes.readUInt16LE(fixed + 7),
    decimals: bytes[fixed + 9] as number,
  };
}
