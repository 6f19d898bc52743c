// Collects SQL bytes into large buffers and hands full ones to the compressor. One owner:
// whoever writes the current section. Backpressure comes back as the promise of flush().

import type { EncodesRows } from '../../encode/rows/row-format.js';
import type { Compressor, Slot, Stored } from '../../model/sink.js';

/** What is handed over by copy: a whole buffer for it would cost more. */
const COPIED_BYTES_MAX = 64 * 1024;
/** Large enough that hand-over costs nothing, small enough that a few of them are cheap. */
export const BUFFER_BYTES: number = 1 << 20;
/** Of a row that may not fit a buffer. */
const PIECE_BYTES = BUFFER_BYTES >> 2;
/** What a piece may need beyond that: the names in tags, punctuation. */
const PIECE_SLACK_BYTES = 4096;

/** Looks at SQL on its way to the compressor; the bytes are its own during the call only. */
export type Tap = (sql: Uint8Array) => void;

export class SqlWriter {
  readonly #compressor: Compressor;
  #tap: Tap | undefined;
  /** Where in the buffer begins what it has not seen. */
  #tappedAt = 0;
  #pushedBytes = 0;
  /** The row loop writes here directly, from `at` on. */
  buffer: Uint8Array<ArrayBuffer>;
  at = 0;

  constructor(compressor: Compressor) {
    this.#compressor = compressor;
    this.buffer = compressor.acquire(BUFFER_BYTES);
  }

  /** What is written from here on belongs to `slot`. */
  begin(slot: Slot): void {
    this.#compressor.begin(slot);
  }

  /**
   * Ends the section. The next one may begin when the call returns; the promise resolves
   * when the slot has all of this one.
   */
  end(): Promise<Stored> {
    // Its failure, and what it waits for, come with the promise of the end.
    if (this.at > 0) this.flush(0).catch(() => undefined);
    return this.#compressor.end();
  }

  /** What follows in the section begins a frame. */
  async cutFrame(): Promise<void> {
    if (this.at > 0) await this.flush(0);
    this.#compressor.cutFrame();
  }

  /** As Compressor.fail(): after what was handed over, the rest is dropped. */
  async spoil(poison: Uint8Array<ArrayBuffer>, slot: Slot): Promise<boolean> {
    return await this.#compressor.fail(poison, slot);
  }

  /** `tap` sees all that is written from here to endTap(). */
  beginTap(tap: Tap): void {
    this.#tap = tap;
    this.#tappedAt = this.at;
  }

  endTap(): void {
    this.#showTap(this.at);
    this.#tap = undefined;
  }

  #showTap(end: number): void {
    this.#tap?.(this.buffer.subarray(this.#tappedAt, end));
    this.#tappedAt = 0;
  }

  /** All SQL bytes written so far. */
  get sqlBytes(): number {
    return this.#pushedBytes + this.at;
  }

  get freeBytes(): number {
    return this.buffer.length - this.at;
  }

  /**
   * Hands the buffer on, but for its last `keepBytes`, which begin the next one. The new
   * buffer is there when the call returns; the promise is the compressor's backpressure.
   */
  flush(keepBytes: number): Promise<void> {
    const full = this.buffer;
    const end = this.at - keepBytes;
    if (this.#tap !== undefined) this.#showTap(end);
    if (end <= COPIED_BYTES_MAX) {
      const copy = full.slice(0, end);
      full.copyWithin(0, end, this.at);
      this.at = keepBytes;
      this.#pushedBytes += end;
      return this.#compressor.push(copy);
    }
    this.buffer = this.#compressor.acquire(BUFFER_BYTES);
    for (let index = 0; index < keepBytes; index++) {
      this.buffer[index] = full[end + index] as number;
    }
    this.at = keepBytes;
    this.#pushedBytes += end;
    return this.#compressor.push(full.subarray(0, end));
  }

  /** Makes room for put(). */
  async reserve(bytes: number): Promise<void> {
    if (this.freeBytes < bytes) await this.flush(0);
  }

  /** As write(), at once, into room that was reserved. */
  put(bytes: Uint8Array): void {
    this.buffer.set(bytes, this.at);
    this.at += bytes.length;
  }

  /** Resolves when all that was written is on its way out of the process. */
  async drain(): Promise<void> {
    if (this.at > 0) await this.flush(0);
    await this.#compressor.drain();
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let start = 0; start < bytes.length; ) {
      const take = Math.min(bytes.length - start, this.freeBytes);
      this.buffer.set(bytes.subarray(start, start + take), this.at);
      this.at += take;
      start += take;
      if (this.freeBytes === 0) await this.flush(0);
    }
  }

  /** Writes a row that may not fit a buffer, in pieces. `keepBytes`: see flush(). */
  async writeLargeRow(
    encoder: EncodesRows,
    packet: Buffer,
    start: number,
    keepBytes: number,
  ): Promise<void> {
    const room = (): { to: Uint8Array; at: number } => ({ to: this.buffer, at: this.at });
    const isLow = (): boolean => this.freeBytes < PIECE_BYTES + PIECE_SLACK_BYTES;
    if (isLow()) await this.flush(keepBytes);
    for (const bytes of encoder.encodePieces(room, PIECE_BYTES, packet, start)) {
      this.at += bytes;
      if (isLow()) await this.flush(keepBytes);
    }
  }
}
