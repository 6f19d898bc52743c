// What a dump's SQL is read as: statements, and the rows of its INSERTs apart from them.
// Types only.

/** By what rules a text is quoted; a dump changes them by its own `SET sql_mode`. */
export interface QuoteRules {
  /** False under NO_BACKSLASH_ESCAPES. */
  readonly escapes: boolean;
  /** Double quotes stand around names, in which a backslash is a letter. */
  readonly ansiQuotes: boolean;
}

export const PLAIN_QUOTES: QuoteRules = { escapes: true, ansiQuotes: false };

/** Where a statement begins. */
export interface Position {
  /** From 0. */
  readonly byte: number;
  /** From 1. */
  readonly line: number;
}

export interface SqlStatement {
  readonly kind: 'statement';
  /**
   * Without its delimiter and the comments before it, trimmed; the caller's own. Executable comments
   * are part of it.
   */
  readonly sql: Uint8Array<ArrayBuffer>;
  readonly at: Position;
  readonly rules: QuoteRules;
  /** False of the last one, where the dump ends without a delimiter: is the dump cut off? */
  readonly isTerminated: boolean;
}

/** `INSERT INTO t (a, b) VALUES `. The same object as long as the same head follows itself. */
export interface InsertHead {
  readonly verb: 'insert' | 'replace';
  readonly isIgnore: boolean;
  /** Names are taken for UTF-8. */
  readonly schema: string | undefined;
  readonly table: string;
  readonly columns: readonly string[] | undefined;
  /** All before the first tuple: with tuples after it, it is a statement again. */
  readonly text: Uint8Array<ArrayBuffer>;
  readonly rules: QuoteRules;
}

/**
 * Rows of one or several INSERTs in a row that have the same head: `(1,'a'),(2,'b')`, whole
 * tuples without a comma at either end. Of the space between two of them some may be gone.
 */
export interface TupleRun {
  readonly kind: 'rows';
  readonly head: InsertHead;
  /** The caller's own: nothing else is in its ArrayBuffer. */
  readonly tuples: Uint8Array<ArrayBuffer>;
  /** Tuples that end in it. */
  readonly rows: number;
  /** Of the statement that the first of them is in. */
  readonly at: Position;
  /** All but `whole` are pieces of one single tuple that is too large to be held, cut anywhere. */
  readonly part: 'whole' | 'first' | 'middle' | 'last';
}

export type DumpItem = SqlStatement | TupleRun;
