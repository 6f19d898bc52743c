// A chunk is the rows one SELECT returns. Tasks and results are plain data, so that
// they can cross a function call, a worker thread or a queue.

/** How the server sends rows: values as text, or as its prepared statements send them. */
export type RowFormat = 'text' | 'binary';

/**
 * How a value is written in the text of its row that is digested (plan/row-text.ts): its own
 * characters, the eight bytes of a DOUBLE in hex, its bytes in hex, or their SHA-256.
 */
export type ValueForm = 'plain' | 'double' | 'hex' | 'hash';

/** How a chunk is held against its source (`--verify-source`). */
export interface Verification {
  /** Asks for COUNT(*) of the chunk's rows and the sum of their digests. */
  readonly sql: string;
  /** Of the columns selected. */
  readonly forms: readonly ValueForm[];
}

export interface ChunkTask {
  readonly schema: string;
  readonly table: string;
  /** Position of the chunk in its table, from 0. */
  readonly index: number;
  /** The whole SELECT. */
  readonly sql: string;
  /** What is asked for; a server that prepares no statements sends text. */
  readonly format: RowFormat;
  readonly verification?: Verification | undefined;
}

export interface ChunkResult {
  readonly schema: string;
  readonly table: string;
  readonly index: number;
  readonly rows: number;
  /** Bytes of SQL written for it. */
  readonly sqlBytes: number;
  /** Why the server would not read it, where the dump goes on without its rows. */
  readonly failure?: string;
}
