// How large a table is in chunks, from the server's statistics. They drift without any change
// of data, so what is taken from them is rounded coarsely: two dumps of the same data should
// have the same chunks. What decides a boundary is a dive into the index, which does not drift.

import type { Table } from '../../model/catalog.js';

/** A row of a table of which nothing is known. */
const ROW_BYTES = 128;
/** A larger table than this is cut, in chunks. */
const LARGE = 1.5;
/** No row is narrower by much; used where nothing is known but keys. */
export const ROW_BYTES_MIN = 64;
/** InnoDB counts ranges of so many bytes exactly, and doubles its estimate of longer ones. */
const EXACT_BYTES = 10 * 16_384;
/** Rows narrower than this are not read along another key than the clustered one. */
export const WIDE_ROW_BYTES = 2048;

export interface ChunkSize {
  /** Chunks that the table, or the partition, seems to have. */
  readonly pieces: number;
  /** Rows of one chunk, at least 1. */
  readonly rows: number;
  readonly rowBytes: number;
  /** Of the table, as the server says. */
  readonly tableRows: number;
}

export type SizeEstimate = Pick<Table, 'rowsEstimate' | 'dataBytesEstimate'>;

export function chooseChunkSize(estimate: SizeEstimate, chunkBytes: number): ChunkSize {
  const { rowsEstimate, dataBytesEstimate } = estimate;
  const rowBytes = round(rowsEstimate > 0 ? dataBytesEstimate / rowsEstimate : ROW_BYTES);
  return {
    pieces: dataBytesEstimate / chunkBytes,
    rows: Math.max(1, Math.round(chunkBytes / rowBytes)),
    rowBytes,
    tableRows: rowsEstimate,
  };
}

export function isLarge(dataBytes: number, chunkBytes: number): boolean {
  return dataBytes > LARGE * chunkBytes;
}

/** To a whole or half power of two. */
export function round(value: number): number {
  return 2 ** (Math.round(2 * Math.log2(Math.max(1, value))) / 2);
}

/** What InnoDB's estimate of a range means (measured on MySQL 9.7 and MariaDB 10.11). */
export function correctEstimate(rows: number, { rowBytes, tableRows }: ChunkSize): number {
  const exact = EXACT_BYTES / rowBytes;
  // Half of the table is said of anything from a quarter on.
  if (rows <= exact || rows > 0.45 * tableRows) return rows;
  return Math.max(exact, rows / 2);
}
