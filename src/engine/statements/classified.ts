// What a statement is told to be: plain data. Types only.

import type { ObjectName, Range } from './head-cursor.js';

/** Kinds of objects that a dump defines. */
export type ObjectKind =
  | 'database'
  | 'table'
  | 'view'
  | 'sequence'
  | 'trigger'
  | 'routine'
  | 'package'
  | 'event'
  | 'library';

export type StatementClass =
  | `create-${ObjectKind}`
  | `drop-${ObjectKind}`
  /** `CREATE TABLE ... SELECT` or `LIKE`: the rows or columns of others. */
  | 'create-table-from'
  /** A function of a shared library. */
  | 'create-udf'
  | 'create-index'
  | 'alter-database'
  | 'alter-table'
  /** `ALTER TABLE t ENABLE KEYS`, or DISABLE, and nothing else. */
  | 'alter-keys'
  | 'alter-event'
  /** Of literals; its rows may be runs. */
  | 'insert'
  | 'insert-select'
  | 'load-data'
  /** UPDATE, DELETE, TRUNCATE. */
  | 'change-rows'
  /** `DO SETVAL(...)`. */
  | 'sequence-value'
  | 'lock'
  | 'unlock'
  | 'transaction'
  | 'use'
  | 'set-session'
  | 'set-global'
  | 'gtid-purged'
  | 'change-source'
  /** START REPLICA and the like. */
  | 'replication'
  /** Users, roles, privileges, passwords. */
  | 'account'
  | 'prepare'
  | 'analyze'
  | 'flush'
  | 'select'
  | 'empty'
  | 'other';

export interface Classified {
  readonly class: StatementClass;
  /** What it is about, in its order: `DROP TABLE a, b` has two. A database is a name without schema. */
  readonly objects: readonly ObjectName[];
  /** The table of a trigger or index. */
  readonly table?: ObjectName | undefined;
  /** `DEFINER=...`, all of it. */
  readonly definer?: Range | undefined;
  readonly isTemporary?: boolean;
  /** The variables that a SET sets, in upper case; user variables with their `@`. */
  readonly variables?: readonly string[];
  /** Means something to the statements after it in the same session. */
  readonly isSessionEffect: boolean;
}

/** What the classifiers say; the rest follows from it. */
export type Verdict = Omit<Classified, 'objects' | 'isSessionEffect'> & {
  readonly objects?: readonly (ObjectName | undefined)[];
};
