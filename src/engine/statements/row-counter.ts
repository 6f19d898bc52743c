// Counts the rows in the SQL of a table by reading it as a server would. Knows nothing of who
// wrote it.

import { TsdumpError } from '../../base/errors.js';
import { StatementReader } from './statement-reader.js';

export class RowCounter {
  readonly #reader: StatementReader = new StatementReader();
  /** All of them once it has ended. */
  rows = 0;
  #isWhole = true;

  /** The next piece, cut anywhere. */
  add(sql: Uint8Array): void {
    if (!this.#isWhole) return;
    this.#reader.add(sql);
    this.#count();
  }

  /** False where it is not SQL up to the end of a statement. */
  end(): boolean {
    this.#reader.end();
    if (this.#isWhole) this.#count();
    return this.#isWhole;
  }

  #count(): void {
    try {
      for (let item = this.#reader.next(); item !== undefined; item = this.#reader.next()) {
        if (item.kind === 'rows') this.rows += item.rows;
        else this.#isWhole &&= item.isTerminated;
      }
    } catch (error) {
      if (!(error instanceof TsdumpError) || error.code !== 'dump-unreadable') throw error;
      this.#isWhole = false;
    }
  }
}
