// Says what a load does and adds it up for the report.

import { nowMs } from '../../base/clock.js';
import type {
  LoadedTable,
  LoadListener,
  LoadPhase,
  LoadReport,
  LoadTotals,
} from '../../model/load-events.js';

/** Progress events are no more frequent than this. */
const PROGRESS_MS = 200;

interface TableSums {
  rows: number;
  sqlBytes: number;
  rowsMs: number;
  indexesMs: number | undefined;
}

export class LoadReporter {
  readonly #listener: LoadListener;
  readonly #startedMs = nowMs();
  readonly #warnings: string[] = [];
  readonly #skipped: string[] = [];
  readonly #phases: { phase: LoadPhase; durationMs: number }[] = [];
  readonly #tables = new Map<string, { schema: string; table: string; sums: TableSums }>();
  #phase: { phase: LoadPhase; startedMs: number } | undefined;
  #rows = 0;
  #sqlBytes = 0;
  #retries = 0;
  #progressMs = 0;

  constructor(listener: LoadListener) {
    this.#listener = listener;
  }

  phase(phase: LoadPhase): void {
    this.#endPhase();
    this.#phase = { phase, startedMs: nowMs() };
    this.#listener({ type: 'load-phase', phase });
  }

  planned(totals: { tables: number; rows: number; sqlBytes: number } | undefined): void {
    const { rows, sqlBytes, tables } = totals ?? {};
    this.#listener({ type: 'load-planned', tables, rows, sqlBytes });
  }

  notice(message: string): void {
    this.#listener({ type: 'notice', message });
  }

  warn(message: string): void {
    this.#warnings.push(message);
    this.#listener({ type: 'warning', message });
  }

  /** However often it comes. */
  skipOnce(object: string, reason: string): void {
    const line = `${object}: ${reason}`;
    if (this.#skipped.includes(line)) return;
    this.#skipped.push(line);
    this.#listener({ type: 'skipped', object, reason });
  }

  retry(what: string, reason: string): void {
    this.#retries++;
    this.#listener({ type: 'retry', what, reason });
  }

  /** Rows that are in the target and committed. */
  loaded(schema: string, table: string, rows: number, sqlBytes: number, ms: number): void {
    const { sums } = this.#tableOf(schema, table);
    sums.rows += rows;
    sums.sqlBytes += sqlBytes;
    sums.rowsMs += ms;
    this.#rows += rows;
    this.#sqlBytes += sqlBytes;
    const now = nowMs();
    if (now - this.#progressMs < PROGRESS_MS) return;
    this.#progressMs = now;
    this.#listener({ type: 'load-progress', ...this.#totals() });
  }

  indexed(schema: string, table: string, ms: number): void {
    this.#tableOf(schema, table).sums.indexesMs = ms;
  }

  report(): LoadReport {
    this.#endPhase();
    const report: LoadReport = {
      ...this.#totals(),
      durationMs: nowMs() - this.#startedMs,
      phases: this.#phases,
      byTable: [...this.#tables.values()].map(toLoaded),
      retries: this.#retries,
      warnings: this.#warnings,
      skipped: this.#skipped,
    };
    this.#listener({ type: 'load-report', ...report });
    return report;
  }

  #tableOf(schema: string, table: string): { schema: string; table: string; sums: TableSums } {
    const key = JSON.stringify([schema, table]);
    const known = this.#tables.get(key);
    if (known !== undefined) return known;
    const sums = { rows: 0, sqlBytes: 0, rowsMs: 0, indexesMs: undefined };
    const added = { schema, table, sums };
    this.#tables.set(key, added);
    return added;
  }

  #totals(): LoadTotals {
    return { tables: this.#tables.size, rows: this.#rows, sqlBytes: this.#sqlBytes };
  }

  #endPhase(): void {
    if (this.#phase === undefined) return;
    const { phase, startedMs } = this.#phase;
    this.#phases.push({ phase, durationMs: nowMs() - startedMs });
    this.#phase = undefined;
  }
}

function toLoaded({
  schema,
  sums,
  table,
}: {
  schema: string;
  table: string;
  sums: TableSums;
}): LoadedTable {
  return { schema, table, ...sums };
}
