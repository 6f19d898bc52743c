// Writes to an open file descriptor through the thread pool, at the descriptor's own
// offset (so `>>` appends and a shared `2>&1` interleaves as the shell means it). For
// regular files and devices only: a write that can block for ever, into a pipe, would
// keep its pool thread and with it process.exit(); that is pipe-sink.ts.

import fs from 'node:fs';
import { promisify } from 'node:util';
import { sleep } from '../../base/clock.js';
import type { Sink } from '../../model/sink.js';
import { buildAborted, errnoName, toWriteFailed } from './write-failure.js';

const write = promisify(fs.write);
const fsync = promisify(fs.fsync);
const close = promisify(fs.close);

/** How long to leave a terminal alone whose buffer is full (Ctrl-S). */
const RETRY_MS = 10;

/** fsync of a device or an odd file system, which has nothing to make durable. */
const NOTHING_TO_SYNC: ReadonlySet<string> = new Set(['EINVAL', 'ENOTSUP', 'EROFS']);

export interface DescriptorOptions {
  readonly fd: number;
  /** For messages. */
  readonly name: string;
  /** The sink closes the descriptor; otherwise it belongs to someone else. */
  readonly owned: boolean;
  readonly sync: 'required' | 'best-effort';
}

export class DescriptorSink implements Sink {
  readonly #options: DescriptorOptions;
  /** Settles when everything asked for so far is done. Never rejects. */
  #tail: Promise<void> = Promise.resolve();
  #failure: Error | undefined;
  #closed = false;

  constructor(options: DescriptorOptions) {
    this.#options = options;
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#inOrder('write', () => this.#writeAll(bytes));
  }

  async commit(): Promise<void> {
    await this.#inOrder('fsync', () => this.#sync());
    await this.#inOrder('close', () => this.#close());
  }

  async abort(): Promise<void> {
    this.#failure ??= buildAborted(this.#options.name);
    await this.#tail;
    // The bytes are worthless already: nothing to report.
    await this.#close().catch(() => undefined);
  }

  /** Runs `step` after all earlier ones; the first failure is everybody's from then on. */
  async #inOrder(operation: string, step: () => Promise<void>): Promise<void> {
    const turn = this.#tail.then(async () => {
      if (this.#failure !== undefined) throw this.#failure;
      try {
        await step();
      } catch (error) {
        this.#failure ??= toWriteFailed(operation, this.#options.name, error);
        throw this.#failure;
      }
    });
    this.#tail = turn.catch(() => undefined);
    await turn;
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    let offset = 0;
    while (offset < bytes.byteLength) {
      if (this.#failure !== undefined) throw this.#failure;
      const written = await this.#writeSome(bytes, offset);
      if (written === 0) await sleep(RETRY_MS);
      offset += written;
    }
  }

  /** Bytes the system took; 0 when a non-blocking terminal has no room. */
  async #writeSome(bytes: Uint8Array, offset: number): Promise<number> {
    try {
      const length = bytes.byteLength - offset;
      return (await write(this.#options.fd, bytes, offset, length, null)).bytesWritten;
    } catch (error) {
      if (errnoName(error) === 'EAGAIN') return 0;
      throw error;
    }
  }

  async #sync(): Promise<void> {
    try {
      await fsync(this.#options.fd);
    } catch (error) {
      if (this.#options.sync === 'required' || !NOTHING_TO_SYNC.has(errnoName(error))) throw error;
    }
  }

  async #close(): Promise<void> {
    if (this.#closed || !this.#options.owned) return;
    this.#closed = true;
    await close(this.#options.fd);
  }
}
