// How the values of a column look in a binary row (prepared statements), decided once per
// result set.

import { TsdumpError } from '../../base/errors.js';

/** Small integers, because the row loop switches on them. */
export const BinaryForm = {
  /** Length and bytes, as in a text row. */
  string: 0,
  tiny: 1,
  short: 2,
  long: 3,
  longlong: 4,
  unsignedTiny: 5,
  unsignedShort: 6,
  unsignedLong: 7,
  unsignedLonglong: 8,
  double: 9,
  date: 10,
  datetime: 11,
  time: 12,
} as const;

export type BinaryForm = (typeof BinaryForm)[keyof typeof BinaryForm];

export interface BinaryColumn {
  readonly form: BinaryForm;
  /** Of an integer: filled up with zeros to so many digits. Of a time: digits of its fraction. */
  readonly width: number;
}

/** What decides, of the protocol's description of a result column. */
export interface BinaryType {
  readonly type: number;
  readonly flags: number;
  readonly length: number;
  readonly decimals: number;
}

/** The longest times and doubles, from a byte or from eight: see writeDouble(). */
const OVERHEAD_BYTES = 40;
const UNSIGNED = 32;
const ZEROFILL = 64;
const FLOAT = 4;
const DOUBLE = 5;
const ANY_DECIMALS = 31;
const FRACTION_MAX = 6;

/** TINY, SHORT, LONG, LONGLONG, INT24 (sent as LONG), YEAR (as SHORT). */
const INTEGERS: ReadonlyMap<number, number> = new Map([
  [1, BinaryForm.tiny],
  [2, BinaryForm.short],
  [3, BinaryForm.long],
  [8, BinaryForm.longlong],
  [9, BinaryForm.long],
  [13, BinaryForm.short],
]);
/** TIMESTAMP, DATE, TIME, DATETIME. */
const TIMES: ReadonlyMap<number, BinaryForm> = new Map([
  [7, BinaryForm.datetime],
  [10, BinaryForm.date],
  [11, BinaryForm.time],
  [12, BinaryForm.datetime],
]);

/** Throws where the server's text of a value cannot be told from its binary form. */
export function toBinaryColumn(column: BinaryType): BinaryColumn {
  const { type, flags, length, decimals } = column;
  const isFilled = (flags & ZEROFILL) !== 0;
  const integer = INTEGERS.get(type);
  if (integer !== undefined) {
    const form = (flags & UNSIGNED) === 0 ? integer : integer + 4;
    return { form: form as BinaryForm, width: isFilled ? Math.min(length, 255) : 0 };
  }
  const time = TIMES.get(type);
  if (time !== undefined && decimals <= FRACTION_MAX) return { form: time, width: decimals };
  if (type === DOUBLE && decimals === ANY_DECIMALS && !isFilled) {
    return { form: BinaryForm.double, width: 0 };
  }
  if (type === DOUBLE || type === FLOAT || time !== undefined) {
    throw new TsdumpError(
      'read-failed',
      `the server sent a column of type ${type} that binary rows were not planned for`,
      { hint: 'The table was altered during the dump; run it again.', retry: true },
    );
  }
  return { form: BinaryForm.string, width: 0 };
}

/** Room that one value may need beyond twice its bytes in the packet. */
export function binaryOverheadBytes(columns: readonly BinaryColumn[]): number {
  return OVERHEAD_BYTES + Math.max(0, ...columns.map(({ width }) => width));
}
