// The port of the hot path: wire bytes of result-set rows in, INSERT bytes out. Two
// implementations: WebAssembly (wasm-kernel.ts) and plain TypeScript (reference-kernel.ts),
// which write the same bytes. Types only.

import type { BinaryColumn } from '../../encode/rows/binary-column.js';
import type { ColumnKind } from '../../encode/rows/column-kind.js';
import type { Escaper } from '../../encode/text/charset-escaper.js';
import type { StatementGrouping } from '../../encode/rows/statement-grouping.js';

/** Why a run ended. */
export const Stop = {
  /** No whole packet is left of the wire bytes. */
  usedUp: 0,
  /** The next row may need more room than there is. */
  full: 1,
  /** The next packet is not a row: the result's end, or an error. */
  other: 2,
} as const;

export type Stop = (typeof Stop)[keyof typeof Stop];

/** What stays the same for all rows of a result. */
export interface RowLayout {
  readonly kinds: readonly ColumnKind[];
  /** For each column what is written before a binary literal's quote. */
  readonly introducers: readonly string[];
  /** How the values of each column come; undefined where rows are text. */
  readonly binary?: readonly BinaryColumn[] | undefined;
  /** Of the connection's character set, where values are escaped by it. */
  readonly escaper: Escaper | undefined;
  /** All of a statement before its first row. */
  readonly prefix: Uint8Array;
  /** Between the rows of a statement. */
  readonly separator: Uint8Array;
  readonly netBufferLength: number;
  readonly extendedInsert: boolean;
}

export interface RowKernel {
  /** Begins a result; false where the kernel cannot take the layout. */
  begin(layout: RowLayout): boolean;
  /**
   * Writes the rows whose packets lie whole in `wire[at, end)`, frame headers included, to
   * `to` from `toAt` on, statements begun and ended as `grouping` decides. Throws RangeError
   * for a packet that does not hold values of the columns and nothing else.
   */
  run(
    wire: Uint8Array,
    at: number,
    end: number,
    to: Uint8Array,
    toAt: number,
    grouping: StatementGrouping,
  ): Stop;
  /** Of the last run: where to read on, how much was written, of how many rows. */
  readonly readAt: number;
  readonly writtenBytes: number;
  readonly rows: number;
}
