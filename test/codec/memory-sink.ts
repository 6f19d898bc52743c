// A Sink that keeps the bytes, fails at a chosen write, or stands still until told.

import { TsdumpError } from '../../src/base/errors.js';
import type { Sink } from '../../src/model/sink.js';

export class MemorySink implements Sink {
  readonly #written: Uint8Array[] = [];
  /** Called at the start of each write with the number of writes before it. */
  onWrite: (index: number) => Promise<void> | void = () => undefined;
  #writes = 0;

  async write(bytes: Uint8Array): Promise<void> {
    const index = this.#writes;
    this.#writes += 1;
    await this.onWrite(index);
    // A copy: the buffer is the compressor's again as soon as we return.
    this.#written.push(Uint8Array.from(bytes));
  }

  commit(): Promise<void> {
    return Promise.resolve();
  }

  abort(): Promise<void> {
    return Promise.resolve();
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#written);
  }
}

/** As the system reports a full disk. */
export function failAt(failing: number): (index: number) => void {
  return (index) => {
    if (index === failing) throw new TsdumpError('write-failed', 'cannot write "x": ENOSPC');
  };
}
