// What a statement without rows did, as the server's OK packet says it.

export interface Outcome {
  /** The session's status. */
  readonly status: number;
  readonly affectedRows: number;
  readonly warnings: number;
  /** The server's own words, `Records: 3  Deleted: 0 ...`; empty for most statements. */
  readonly info: string;
}

/** Of a statement that has not been answered by an OK packet. */
export const NO_OUTCOME: Outcome = { status: 0, affectedRows: 0, warnings: 0, info: '' };
