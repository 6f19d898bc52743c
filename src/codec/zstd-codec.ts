// The main thread's side of the zstd worker: moves buffers there and back, and nothing
// else, so that it costs the main thread next to nothing. A worker that dies rejects
// everything it was asked; it never leaves a caller waiting.

import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { TsdumpError } from '../base/errors.js';
import type { Codec, Encoded, EncodeMode } from './codec.js';
import type { ZstdAnswer, ZstdRequest, ZstdSettings } from './zstd-message.js';

interface Waiter {
  resolve(answer: Encoded): void;
  reject(error: Error): void;
}

export class ZstdCodec implements Codec {
  readonly #worker: Worker;
  readonly #waiters: Waiter[] = [];
  #spares: ArrayBuffer[] = [];
  #broken: Error | undefined;

  constructor(level: number, workerUrl: URL = new URL('./zstd-worker.js', import.meta.url)) {
    requireBinding();
    const workerData: ZstdSettings = { level };
    this.#worker = new Worker(workerUrl, { workerData, name: 'zstd' });
    this.#worker.on('message', (answer: ZstdAnswer) => this.#waiters.shift()?.resolve(answer));
    this.#worker.on('messageerror', (error) => this.#break('sent a broken answer', error));
    this.#worker.on('error', (error) => this.#break('failed', error));
    this.#worker.on('exit', (status) => this.#break(`ended with status ${status}`));
  }

  encode(bytes: Uint8Array<ArrayBuffer>, mode: EncodeMode): Promise<Encoded> {
    return new Promise<Encoded>((resolve, reject) => {
      if (this.#broken !== undefined) throw this.#broken;
      const request: ZstdRequest = { bytes, mode, spares: this.#spares };
      this.#worker.postMessage(request, [bytes.buffer, ...this.#spares]);
      this.#spares = [];
      this.#waiters.push({ resolve, reject });
    });
  }

  recycle(chunk: ArrayBuffer): void {
    this.#spares.push(chunk);
  }

  async close(): Promise<void> {
    this.#break('was stopped while it was in use');
    await this.#worker.terminate();
  }

  #break(what: string, cause?: unknown): void {
    const reason = cause instanceof Error ? `: ${cause.message}` : '';
    this.#broken ??= new TsdumpError('bug', `the compression thread ${what}${reason}`, {
      hint: 'Please report it. Until then --compress gzip or --compress none does without it.',
      cause,
    });
    for (const waiter of this.#waiters.splice(0)) waiter.reject(this.#broken);
  }
}

/** Loads the native module here first: a missing one is found before anything is locked. */
function requireBinding(): void {
  try {
    createRequire(import.meta.url)('zstd-napi/binding.js');
  } catch (error) {
    throw new TsdumpError('sink-refused', 'zstd compression cannot be loaded on this machine', {
      hint: 'Run `npm rebuild zstd-napi` where tsdump is installed, or use --compress gzip.',
      cause: error,
    });
  }
}
