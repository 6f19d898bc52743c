// A chunk is the rows one SELECT returns. Tasks and results are plain data, so that
// they can cross a function call, a worker thread or a queue.

/** How the server sends rows: values as text, or as its prepared statements send them. */
export type RowFormat = 'text' | 'binary';

export interface ChunkTask {
  readonly schema: string;
  readonly table: string;
  /** Position of the chunk in its table, from 0. */
  readonly index: number;
  /** The whole SELECT. */
  readonly sql: string;
  /** What is asked for; a server that prepares no statements sends text. */
  readonly format: RowFormat;
}

export interface ChunkResult {
  readonly schema: string;
  readonly table: string;
  readonly index: number;
  readonly rows: number;
  /** Bytes of SQL written for it. */
  readonly sqlBytes: number;
}
