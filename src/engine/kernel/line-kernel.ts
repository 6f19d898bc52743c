// The port of the way back: tuples of INSERTs in, lines for LOAD DATA out. Literals are copied as
// they are; what has no literal in such a line of exactly the same meaning stops the run, and goes
// into the server as the INSERT it came from. Two implementations, held equal: WebAssembly
// (wasm-line-kernel.ts) and plain TypeScript (reference-line-kernel.ts). Types only.

/** Which literals of a column say in a line what they say in an INSERT. NULL wherever it may be. */
export const LiteralKind = {
  /** Digits, or a string. */
  integer: 0,
  /** Digits with a point, or a string. */
  decimal: 1,
  /** As the server prints floating-point numbers, or a string. A bare `-0` is 0 in an INSERT. */
  float: 2,
  /** Four digits, or a string: 0 and '0' are different years. */
  year: 3,
  /** A string. */
  text: 4,
  /** A string after the introducer of its character set; an empty one may lack it. */
  introduced: 5,
  /** A string, `_binary` or not, or hex. */
  binary: 6,
  /** The same, and `b'101'`. */
  bit: 7,
  /** A string after `_binary`, or hex. */
  onlyBinary: 8,
} as const;

export type LiteralKind = (typeof LiteralKind)[keyof typeof LiteralKind];

export interface LineColumn {
  readonly kind: LiteralKind;
  readonly nullable: boolean;
  /** The character set that an `introduced` one names, lower case. */
  readonly charset: string | undefined;
}

/** Why a run ended. */
export const LineStop = {
  /** No more tuples. */
  usedUp: 0,
  /** All the room is used, or as much as is converted at a time. */
  full: 1,
  /** The next tuple has no exact line, is not a tuple of that many columns, or is cut off. */
  odd: 2,
} as const;

export type LineStop = (typeof LineStop)[keyof typeof LineStop];

/** A line is never longer than its tuple: this much room always goes on. */
export const RUN_BYTES: number = 256 * 1024;

export interface LineKernel {
  /** Of the tuples to come. False where the kernel cannot take so many columns. */
  begin(columns: readonly LineColumn[]): boolean;
  /**
   * Converts tuples of `sql[at, end)`, between them commas and space, to lines in `to`, from 0 on.
   * `to` has RUN_BYTES at least.
   */
  run(sql: Uint8Array, at: number, end: number, to: Uint8Array): LineStop;
  /** Of the last run: the next tuple, or the comma before it. */
  readonly readAt: number;
  readonly writtenBytes: number;
  readonly rows: number;
  /** Where it became odd: the literal, and its column. */
  readonly oddAt: number;
  readonly oddColumn: number;
}
