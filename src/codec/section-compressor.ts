// The Compressor port over any codec: keeps the order of pushes, bounds what is under way,
// cuts frames, and makes the first failure of codec or slot everybody's. Must not know a
// codec.

import { createHash, type Hash } from 'node:crypto';
import { TsdumpError, toTsdumpError } from '../base/errors.js';
import { Change } from '../base/change.js';
import type { Frame } from '../model/manifest.js';
import type { Compressor, Slot, Stored } from '../model/sink.js';
import { BufferPool } from './buffer-pool.js';
import type { Codec, Encoded, EncodeMode } from './codec.js';

/** Pushes under way (encoding or being taken) before push() makes its caller wait. */
const IN_FLIGHT_MAX = 4;
/** The same in bytes, for pushes of huge rows. One push is always let through. */
const IN_FLIGHT_BYTES_MAX = 16 * 1024 * 1024;
/** A view of a smaller buffer is copied: it may be Node's shared pool for small Buffers. */
const COPIED_BUFFER_BYTES_MAX = 64 * 1024;
/** A longer section has several frames, so that a reader can begin inside it. */
const FRAME_SQL_BYTES = 64 * 1024 * 1024;

/** A section under way. */
interface Section {
  readonly slot: Slot;
  readonly frames: Frame[];
  readonly hash: Hash | undefined;
  /** Of the frame that is open: what was pushed, and what the slot took of it. */
  sqlBytes: number;
  storedBytes: number;
}

export interface CompressorOptions {
  /** Sections get a SHA-256. */
  readonly hashes: boolean;
}

export class SectionCompressor implements Compressor {
  readonly #codec: Codec;
  readonly #options: CompressorOptions;
  readonly #pool = new BufferPool();
  #section: Section | undefined;
  /** Settles when everything pushed so far is taken or given up. Never rejects. */
  #tail: Promise<void> = Promise.resolve();
  readonly #change = new Change();
  #inFlight = 0;
  #inFlightBytes = 0;
  #failure: TsdumpError | undefined;

  constructor(codec: Codec, options: CompressorOptions) {
    this.#codec = codec;
    this.#options = options;
  }

  begin(slot: Slot): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#section !== undefined) throw bug('a section began inside another one');
    const hash = this.#options.hashes ? createHash('sha256') : undefined;
    this.#section = { slot, frames: [], hash, sqlBytes: 0, storedBytes: 0 };
  }

  acquire(bytes: number): Uint8Array<ArrayBuffer> {
    return this.#pool.acquire(bytes);
  }

  async push(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const section = this.#open();
    section.sqlBytes += bytes.byteLength;
    this.#submit(section, bytes, 'continue');
    if (section.sqlBytes >= FRAME_SQL_BYTES) this.#endFrame(section);
    while (this.#failure === undefined && this.#isFull()) {
      await this.#change.next();
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  cutFrame(): void {
    const section = this.#open();
    if (section.sqlBytes > 0) this.#endFrame(section);
  }

  async drain(): Promise<void> {
    await this.#tail;
    if (this.#failure !== undefined) throw this.#failure;
  }

  async end(): Promise<Stored> {
    const section = this.#open();
    if (section.sqlBytes > 0 || section.frames.length === 0) this.#endFrame(section);
    this.#section = undefined;
    await this.#tail;
    if (this.#failure !== undefined) throw this.#failure;
    return { frames: section.frames, sha256: section.hash?.digest('hex') ?? '' };
  }

  async fail(poison: Uint8Array<ArrayBuffer>, slot: Slot): Promise<boolean> {
    const section = this.#section;
    const isOpen = this.#failure === undefined && section?.slot === slot;
    if (isOpen) {
      // Whoever still fills it is refused.
      this.#section = undefined;
      this.#submit(section, poison, 'flush');
    }
    // What came before it, the end of an ended section too.
    await this.#tail;
    const isSpoilt = isOpen && this.#failure === undefined;
    if (isOpen) await this.close();
    return isSpoilt;
  }

  async close(): Promise<void> {
    this.#failure ??= new TsdumpError('write-failed', 'the dump was given up', {
      hint: 'This follows another failure or an interruption, which is reported as well.',
    });
    this.#change.wake();
    await this.#codec.close();
  }

  #open(): Section {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#section === undefined) throw bug('bytes were pushed outside of a section');
    return this.#section;
  }

  #endFrame(section: Section): void {
    const { sqlBytes } = section;
    section.sqlBytes = 0;
    this.#submit(section, new Uint8Array(0), 'end', () => {
      section.frames.push({ sqlBytes, storedBytes: section.storedBytes });
      section.storedBytes = 0;
    });
  }

  #submit(
    section: Section,
    bytes: Uint8Array<ArrayBuffer>,
    mode: EncodeMode,
    taken?: () => void,
  ): void {
    const owned = this.#takeOver(bytes);
    const size = owned.byteLength;
    this.#inFlight += 1;
    this.#inFlightBytes += size;
    const answer = this.#codec.encode(owned, mode);
    // Its turn to be looked at may come later than its rejection.
    answer.catch(() => undefined);
    this.#tail = this.#tail
      .then(async () => {
        await this.#deliver(section, await answer);
        taken?.();
      })
      .catch((error: unknown) => this.#giveUp(error))
      .finally(() => {
        this.#inFlight -= 1;
        this.#inFlightBytes -= size;
        this.#change.wake();
      });
  }

  async #deliver(section: Section, answer: Encoded): Promise<void> {
    const { input } = answer;
    let inputIsFree = true;
    for (const chunk of answer.chunks) {
      if (this.#failure !== undefined) return;
      section.hash?.update(chunk);
      section.storedBytes += chunk.byteLength;
      const isInput = chunk.buffer === input;
      if (isInput) inputIsFree = false;
      await section.slot.write(chunk, (memory) => {
        if (isInput) this.#pool.release(memory);
        else this.#codec.recycle(memory);
      });
    }
    if (inputIsFree) this.#pool.release(input);
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
      throw bug('a buffer was pushed that is not ours to take', error);
    }
  }

  #isFull(): boolean {
    return this.#inFlight >= IN_FLIGHT_MAX || this.#inFlightBytes >= IN_FLIGHT_BYTES_MAX;
  }

  async #giveUp(error: unknown): Promise<void> {
    this.#failure ??= toTsdumpError(error);
    this.#change.wake();
    await this.#codec.close();
  }
}

function bug(message: string, cause?: unknown): TsdumpError {
  return new TsdumpError('bug', message, cause === undefined ? {} : { cause });
}
