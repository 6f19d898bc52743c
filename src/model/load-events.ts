// Everything a load says. Text, JSON lines, progress and tests are folds over these.

export type LoadPhase =
  | 'connect'
  | 'preflight'
  | 'definitions'
  | 'rows'
  | 'indexes'
  | 'programs'
  | 'finish'
  | 'verify'
  | 'done';

export interface LoadTotals {
  readonly tables: number;
  readonly rows: number;
  /** Bytes of SQL of rows that are in the target. */
  readonly sqlBytes: number;
}

export interface LoadedTable {
  readonly schema: string;
  readonly table: string;
  readonly rows: number;
  readonly sqlBytes: number;
  /** Time its rows took, on all connections together. */
  readonly rowsMs: number;
  /** Time its indexes took; undefined where they were there from the beginning. */
  readonly indexesMs: number | undefined;
}

export interface LoadReport extends LoadTotals {
  readonly durationMs: number;
  readonly phases: readonly { readonly phase: LoadPhase; readonly durationMs: number }[];
  readonly byTable: readonly LoadedTable[];
  readonly retries: number;
  readonly warnings: readonly string[];
  /** What is not loaded, `kind name: reason`; makes exit status 3. */
  readonly skipped: readonly string[];
}

export type LoadEvent =
  | { readonly type: 'load-phase'; readonly phase: LoadPhase }
  | {
      readonly type: 'load-planned';
      /** Undefined of a dump that has no index. */
      readonly tables: number | undefined;
      readonly rows: number | undefined;
      readonly sqlBytes: number | undefined;
    }
  | ({ readonly type: 'load-progress' } & LoadTotals)
  | { readonly type: 'retry'; readonly what: string; readonly reason: string }
  | { readonly type: 'notice'; readonly message: string }
  | { readonly type: 'warning'; readonly message: string }
  | { readonly type: 'skipped'; readonly object: string; readonly reason: string }
  | ({ readonly type: 'load-report' } & LoadReport);

export type LoadListener = (event: LoadEvent) => void;
