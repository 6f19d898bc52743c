// How a column's values are written, decided once per result set. mysqldump's rules by
// protocol type (mysqldump-format, section 2.5).

import { TsdumpError } from '../../base/errors.js';

/** Small integers, because the row loop switches on them. */
export const ColumnKind = {
  /** The server's text, bare. */
  number: 0,
  /** As number, but a negative zero is kept a floating-point one. */
  float: 1,
  /** Quoted and escaped. */
  text: 2,
  /** Quoted and escaped after the binary introducer, where the dialect has one. */
  binary: 3,
  /** `0x` and upper-case hex digits. */
  hex: 4,
} as const;

export type ColumnKind = (typeof ColumnKind)[keyof typeof ColumnKind];

/** What decides: the protocol's type number and collation number of a result column. */
export interface ResultType {
  readonly type: number;
  readonly charset: number;
}

const BINARY_CHARSET = 63;
/** DECIMAL(new), TINY, SHORT, LONG, NULL, LONGLONG, INT24, YEAR. */
const NUMBER_TYPES: ReadonlySet<number> = new Set([1, 2, 3, 6, 8, 9, 13, 246]);
const FLOAT_TYPES: ReadonlySet<number> = new Set([4, 5]);
/** Strings and blobs: binary when their collation is. */
const STRING_TYPES: ReadonlySet<number> = new Set([15, 249, 250, 251, 252, 253, 254]);
/** BIT, VECTOR, GEOMETRY: always binary. */
const BINARY_TYPES: ReadonlySet<number> = new Set([16, 242, 255]);
/** Old DECIMAL, temporal types, JSON, ENUM, SET: always text. */
const TEXT_TYPES: ReadonlySet<number> = new Set([0, 7, 10, 11, 12, 245, 247, 248]);

/** `marksNegativeZero`: see ColumnKind.float; the stock tools write the server's text. */
export function columnKind(
  column: ResultType,
  hexBlob: boolean,
  marksNegativeZero: boolean = true,
): ColumnKind {
  const { type } = column;
  if (NUMBER_TYPES.has(type)) return ColumnKind.number;
  if (FLOAT_TYPES.has(type)) return marksNegativeZero ? ColumnKind.float : ColumnKind.number;
  if (TEXT_TYPES.has(type)) return ColumnKind.text;
  const isString = STRING_TYPES.has(type);
  if (isString && column.charset !== BINARY_CHARSET) return ColumnKind.text;
  if (isString || BINARY_TYPES.has(type)) return hexBlob ? ColumnKind.hex : ColumnKind.binary;
  throw new TsdumpError('read-failed', `the server sent a column of unknown type ${type}`, {
    hint: 'This version of tsdump does not know the type; leave the table out with --ignore-table, or update tsdump.',
  });
}
