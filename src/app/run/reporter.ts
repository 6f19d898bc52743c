// Says what happens and adds it up for the report. The only state a dump shares between
// its stages, and only this file writes it.

import { nowMs } from '../../base/clock.js';
import type { ChunkResult } from '../../model/chunk.js';
import type { Coordinates } from '../../model/coordinates.js';
import type { DumpReport, Listener, Phase, Totals } from '../../model/events.js';

/** Progress events come at most this often. */
const PROGRESS_MS = 100;

export class Narrator {
  readonly #listener: Listener;
  readonly #startedMs = nowMs();
  readonly #warnings: string[] = [];
  readonly #skipped: string[] = [];
  #exitStatus = 0;
  #tables = 0;
  #rows = 0;
  #progressMs = 0;

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  phase(phase: Phase): void {
    this.#listener({ type: 'phase', phase });
  }

  notice(message: string): void {
    this.#listener({ type: 'notice', message });
  }

  warn(message: string): void {
    this.#warnings.push(message);
    this.#listener({ type: 'warning', message });
  }

  skip(object: string, reason: string): void {
    this.#skipped.push(`${object}: ${reason}`);
    this.#listener({ type: 'skipped', object, reason });
  }

  /** `line` begins with the name of the stock tool. */
  complain(line: string): void {
    this.#listener({ type: 'complaint', line });
  }

  /** A drop-in ends with the status of its first error. */
  failedWith(exitStatus: number): void {
    if (this.#exitStatus === 0) this.#exitStatus = exitStatus;
  }

  emit(event: Parameters<Listener>[0]): void {
    this.#listener(event);
  }

  chunkDone(result: ChunkResult): void {
    this.#rows += result.rows;
    this.#listener({ type: 'chunk-done', ...result });
  }

  tableDone(): void {
    this.#tables++;
  }

  /** `rowsUnderWay`: rows of the chunk being read, not yet counted by chunkDone(). */
  progress(rowsUnderWay: number, sqlBytes: number, writtenBytes: number): void {
    const now = nowMs();
    if (now - this.#progressMs < PROGRESS_MS) return;
    this.#progressMs = now;
    const totals = this.#totals(sqlBytes, writtenBytes);
    this.#listener({ type: 'progress', ...totals, rows: totals.rows + rowsUnderWay });
  }

  report(
    sqlBytes: number,
    writtenBytes: number,
    windowMs: number | undefined,
    coordinates: Coordinates | undefined,
  ): DumpReport {
    const report: DumpReport = {
      ...this.#totals(sqlBytes, writtenBytes),
      durationMs: nowMs() - this.#startedMs,
      windowMs,
      coordinates,
      warnings: this.#warnings,
      skipped: this.#skipped,
      exitStatus: this.#exitStatus,
    };
    this.#listener({ type: 'report', ...report });
    return report;
  }

  #totals(sqlBytes: number, writtenBytes: number): Totals {
    return { tables: this.#tables, rows: this.#rows, sqlBytes, writtenBytes };
  }
}
