// Everything the core says. Text, JSON lines, progress and tests are folds over these.

import type { Coordinates } from './coordinates.js';
import type { ChunkResult } from './chunk.js';

export type Phase =
  | 'connect'
  | 'preflight'
  | 'lock'
  | 'catalog'
  | 'dump'
  | 'release'
  | 'commit'
  | 'done';

export interface Totals {
  readonly tables: number;
  readonly rows: number;
  /** Bytes of SQL before compression. */
  readonly sqlBytes: number;
  /** Bytes handed to the file or pipe. */
  readonly writtenBytes: number;
}

export interface DumpReport extends Totals {
  readonly durationMs: number;
  /** How long the window was open; undefined when there was none. */
  readonly windowMs: number | undefined;
  readonly coordinates: Coordinates | undefined;
  readonly warnings: readonly string[];
  /** Objects the server could not show, `kind schema.name: reason`; makes exit status 3. */
  readonly skipped: readonly string[];
  /** Exit status of a drop-in that went on after errors (`--force`): that of the first. */
  readonly exitStatus: number;
}

export type DumpEvent =
  | { readonly type: 'phase'; readonly phase: Phase }
  | { readonly type: 'window-opened'; readonly mode: string }
  | { readonly type: 'window-closed'; readonly windowMs: number }
  | {
      readonly type: 'planned';
      readonly schemas: number;
      readonly tables: number;
      readonly rowsEstimate: number;
      readonly dataBytesEstimate: number;
    }
  | { readonly type: 'table-started'; readonly schema: string; readonly table: string }
  | ({ readonly type: 'chunk-done' } & ChunkResult)
  | ({ readonly type: 'progress' } & Totals)
  /** A line of the stock tool a drop-in stands for, without its newline; bytes as latin1. */
  | { readonly type: 'complaint'; readonly line: string }
  | { readonly type: 'notice'; readonly message: string }
  | { readonly type: 'warning'; readonly message: string }
  | { readonly type: 'skipped'; readonly object: string; readonly reason: string }
  | ({ readonly type: 'report' } & DumpReport);

export type Listener = (event: DumpEvent) => void;
