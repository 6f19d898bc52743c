// Draws the progress line on the terminal of standard error, a few times a second.
// Whoever writes there as well clears it first.

import { nowMs } from '../base/clock.js';
import type { DumpEvent } from '../model/events.js';
import type { LoadEvent } from '../model/load-events.js';

const REDRAW_MS = 250;
const CLEAR_LINE = '\r\x1b[2K';

/** How far a run is, as one line. */
export interface Progress {
  fold(event: DumpEvent | LoadEvent, nowMs: number): void;
  render(nowMs: number, columns: number): string;
}

export class ProgressLine {
  private readonly progress: Progress;
  private readonly write: (text: string) => void;
  private timer: NodeJS.Timeout | undefined;
  private drawn = false;

  constructor(progress: Progress, write: (text: string) => void) {
    this.progress = progress;
    this.write = write;
  }

  /** The first event starts the drawing: until then the terminal may be asking for a password. */
  fold(event: DumpEvent | LoadEvent): void {
    this.progress.fold(event, nowMs());
    this.timer ??= setInterval(() => this.draw(), REDRAW_MS).unref();
  }

  /** Leaves the cursor at the start of an empty line. */
  clear(): void {
    if (!this.drawn) return;
    this.drawn = false;
    this.write(CLEAR_LINE);
  }

  close(): void {
    clearInterval(this.timer);
    this.clear();
  }

  private draw(): void {
    // A terminal that does not know its size says 0.
    const columns = process.stderr.columns || 80;
    this.write(CLEAR_LINE + this.progress.render(nowMs(), columns));
    this.drawn = true;
  }
}
