// The resolved options of a load: frozen, complete. Names are those of the target unless a
// comment says otherwise.

import type { ConnectionOptions } from './options.js';

/** `schema`, or one table or view of it, as the dump names them. */
export interface SelectedName {
  readonly schema: string;
  readonly name?: string | undefined;
}

export interface LoadSelection {
  /** Empty: everything. Databases, tables and views. */
  readonly only: readonly SelectedName[];
  readonly ignored: readonly SelectedName[];
  readonly withoutRows: readonly SelectedName[];
  readonly rows: boolean;
  readonly definitions: boolean;
}

export type OnExisting = 'fail' | 'skip' | 'drop' | 'truncate';

/** What is done with the dump. */
export type LoadMode = 'load' | 'resume' | 'abort' | 'verify' | 'dry-run';

export interface LoadOptions {
  readonly mode: LoadMode;
  readonly connection: ConnectionOptions;
  /** File or directory; undefined for standard input. */
  readonly path: string | undefined;
  /** Of a dump that names no database. */
  readonly database: string | undefined;
  readonly selection: LoadSelection;
  readonly onExisting: OnExisting;
  /** `user@host`, `strip` for the account that loads; undefined keeps the dump's. */
  readonly definer: string | undefined;
  readonly gtidPurged: 'auto' | 'on' | 'off';
  /** Statements of every kind are run. */
  readonly trusted: boolean;
  /** Connections that load rows. */
  readonly threads: number;
  readonly defersIndexes: boolean;
  /** LOAD DATA LOCAL where it is exact and the server takes it. */
  readonly loadData: boolean;
  readonly logBin: boolean;
  /** Bytes of SQL a second. */
  readonly maxRate: number | undefined;
  readonly analyzes: boolean;
  readonly journalDir: string;
}
