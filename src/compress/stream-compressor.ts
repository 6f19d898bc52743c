// The Compressor port over any codec: keeps the order of pushes, bounds what is under
// way, and makes the first failure of codec or sink everybody's. Must not know a codec.

import { TsdumpError, toTsdumpError } from '../base/errors.js';
import { sleep } from '../base/clock.js';
import type { Compressor, Sink } from '../model/sink.js';
import { BufferPool } from './buffer-pool.js';
import type { Codec, Encoded, EncodeMode } from './codec.js';

/** Pushes under way (encoding or being written) before push() makes its caller wait. */
const IN_FLIGHT_MAX = 4;
/** The same in bytes, for pushes of huge rows. One push is always let through. */
const IN_FLIGHT_BYTES_MAX = 16 * 1024 * 1024;
/** A view of a smaller buffer is copied: it may be Node's shared pool for small Buffers. */
const COPIED_BUFFER_BYTES_MAX = 64 * 1024;
/** How long fail() tries to get the poison to a reader that may stand still. */
const POISON_WAIT_MS = 3_000;

export class StreamCompressor implements Compressor {
  readonly #codec: Codec;
  readonly #sink: Sink;
  readonly #pool = new BufferPool();
  /** Settles when everything pushed so far is written or given up. Never rejects. */
  #tail: Promise<void> = Promise.resolve();
  #waiting: (() => void)[] = [];
  #inFlight = 0;
  #inFlightBytes = 0;
  #writtenBytes = 0;
  #failure: TsdumpError | undefined;
  #ended = false;

  constructor(codec: Codec, sink: Sink) {
    this.#codec = codec;
    this.#sink = sink;
  }

  get writtenBytes(): number {
    return this.#writtenBytes;
  }

  acquire(bytes: number): Uint8Array<ArrayBuffer> {
    return this.#pool.acquire(bytes);
  }

  async push(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#submit(bytes, 'continue');
    while (this.#failure === undefined && this.#isFull()) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  async drain(): Promise<void> {
    await this.#tail;
    if (this.#failure !== undefined) throw this.#failure;
  }

  async finish(): Promise<void> {
    try {
      this.#submit(new Uint8Array(0), 'end');
      this.#ended = true;
      await this.#tail;
      if (this.#failure !== undefined) throw this.#failure;
    } finally {
      await this.#codec.close();
    }
  }

  async fail(poison: Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.#failure === undefined && !this.#ended) {
      this.#submit(poison, 'flush');
      const written = new AbortController();
      await Promise.race([
        this.#tail.finally(() => written.abort()),
        sleep(POISON_WAIT_MS, written.signal).catch(() => undefined),
      ]);
    }
    this.#ended = true;
    this.#failure ??= new TsdumpError('write-failed', 'the dump was given up', {
      hint: 'This follows another failure or an interruption, which is reported as well.',
    });
    this.#wakeAll();
    await this.#codec.close();
  }

  #submit(bytes: Uint8Array<ArrayBuffer>, mode: EncodeMode): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#ended) throw new TsdumpError('bug', 'bytes were pushed after the end of the dump');
    const owned = this.#takeOver(bytes);
    const size = owned.byteLength;
    this.#inFlight += 1;
    this.#inFlightBytes += size;
    const answer = this.#codec.encode(owned, mode);
    // Its turn to be looked at may come later than its rejection.
    answer.catch(() => undefined);
    this.#tail = this.#tail
      .then(async () => await this.#deliver(await answer))
      .catch((error: unknown) => this.#giveUp(error))
      .finally(() => {
        this.#inFlight -= 1;
        this.#inFlightBytes -= size;
        this.#wakeAll();
      });
  }

  async #deliver(answer: Encoded): Promise<void> {
    for (const chunk of answer.chunks) {
      if (this.#failure !== undefined) return;
      await this.#sink.write(chunk);
      this.#writtenBytes += chunk.byteLength;
      if (chunk.buffer !== answer.input) this.#codec.recycle(chunk.buffer);
    }
    this.#pool.release(answer.input);
  }

  /** Detaches the caller's view, whatever the codec, so that a late write to it cannot harm. */
  #takeOver(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    const { buffer, byteOffset, byteLength } = bytes;
    try {
      if (buffer.byteLength <= COPIED_BUFFER_BYTES_MAX) {
        // Throws for a detached buffer, whose length of 0 would lose its bytes in silence.
        return new Uint8Array(buffer, byteOffset, byteLength).slice();
      }
      const moved = structuredClone(buffer, { transfer: [buffer] });
      return new Uint8Array(moved, byteOffset, byteLength);
    } catch (error) {
      throw new TsdumpError('bug', 'a buffer was pushed that is not ours to take', {
        cause: error,
      });
    }
  }

  #isFull(): boolean {
    return this.#inFlight >= IN_FLIGHT_MAX || this.#inFlightBytes >= IN_FLIGHT_BYTES_MAX;
  }

  async #giveUp(error: unknown): Promise<void> {
    this.#failure ??= toTsdumpError(error);
    this.#wakeAll();
    await this.#codec.close();
  }

  #wakeAll(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}
