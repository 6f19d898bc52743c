// The progress line of a load. Drawing is progress-line.ts's.

import type { DumpEvent } from '../model/events.js';
import type { LoadEvent } from '../model/load-events.js';
import type { Progress } from './progress-line.js';
import { showBytes, showCount, showDuration } from './units.js';

export class LoadProgress implements Progress {
  #phase = 'connect';
  #tables: number | undefined;
  #bytesTotal: number | undefined;
  #done = 0;
  #rows = 0;
  #bytes = 0;
  #startedMs: number | undefined;

  fold(event: DumpEvent | LoadEvent, nowMs: number): void {
    if (event.type === 'load-phase') this.#phase = event.phase;
    if (event.type === 'load-planned') {
      this.#tables = event.tables;
      this.#bytesTotal = event.sqlBytes;
    }
    if (event.type !== 'load-progress') return;
    this.#startedMs ??= nowMs;
    this.#done = event.tables;
    this.#rows = event.rows;
    this.#bytes = event.sqlBytes;
  }

  render(nowMs: number, columns: number): string {
    const parts = [this.#phase];
    if (this.#startedMs !== undefined) {
      const tables = this.#tables === undefined ? '' : `/${this.#tables}`;
      const left = this.#estimateLeftMs(nowMs);
      if (left !== undefined) parts.push(`about ${showDuration(left)} left`);
      parts.push(
        `${this.#done}${tables} tables`,
        `${showCount(this.#rows)} rows`,
        `SQL ${showBytes(this.#bytes)}`,
      );
    }
    return parts.join(', ').slice(0, Math.max(columns - 1, 0));
  }

  #estimateLeftMs(nowMs: number): number | undefined {
    const total = this.#bytesTotal;
    if (total === undefined || total === 0 || this.#startedMs === undefined) return undefined;
    const fraction = this.#bytes / total;
    if (fraction < 0.02 || fraction >= 1) return undefined;
    return ((nowMs - this.#startedMs) * (1 - fraction)) / fraction;
  }
}
