// The lines of runs of tuples, for Session.load: converted a piece at a time while they are sent,
// up to the first tuple that has no exact line.

import { RUN_BYTES, type LineKernel, LineStop } from '../kernel/line-kernel.js';
import type { TupleRun } from '../statements/statement.js';
import type { LoadPlan } from './load-plan.js';

/** In `runs[run].tuples`, at a tuple or the comma before it. */
export interface Place {
  readonly run: number;
  readonly at: number;
}

export class LineSource {
  readonly #kernel: LineKernel;
  readonly #runs: readonly TupleRun[];
  readonly #buffer: Uint8Array = new Uint8Array(RUN_BYTES);
  /** Of the buffer, not asked for yet. */
  #readyBytes = 0;
  #run: number;
  #at: number;
  #stop: LineStop = LineStop.full;
  rows = 0;

  /** The kernel is taken for as long as lines are asked for. */
  constructor(kernel: LineKernel, plan: LoadPlan, runs: readonly TupleRun[], from: Place) {
    this.#kernel = kernel;
    this.#runs = runs;
    this.#run = from.run;
    this.#at = from.at;
    if (!kernel.begin(plan.columns)) this.#stop = LineStop.odd;
    else this.#fill();
  }

  /** The next tuple; a run that is not there where all are converted. */
  get place(): Place {
    return { run: this.#run, at: this.#at };
  }

  /** Where and in which column the next tuple is odd; undefined as long as none is. */
  get oddLiteral(): { readonly column: number; readonly at: number } | undefined {
    if (this.#stop !== LineStop.odd) return undefined;
    return { column: this.#kernel.oddColumn, at: this.#kernel.oddAt };
  }

  *[Symbol.iterator](): Generator<Uint8Array> {
    while (this.#readyBytes > 0) {
      const bytes = this.#readyBytes;
      this.#readyBytes = 0;
      yield this.#buffer.subarray(0, bytes);
      this.#fill();
    }
  }

  #fill(): void {
    while (this.#readyBytes === 0 && this.#stop !== LineStop.odd) {
      const run = this.#runs[this.#run];
      if (run === undefined) return;
      const { tuples } = run;
      const kernel = this.#kernel;
      this.#stop = kernel.run(tuples, this.#at, tuples.length, this.#buffer);
      this.#at = kernel.readAt;
      this.#readyBytes = kernel.writtenBytes;
      this.rows += kernel.rows;
      if (this.#stop !== LineStop.usedUp) continue;
      this.#run++;
      this.#at = 0;
    }
  }
}
