// Decodes zstd frames, one after the other, with one context: its window is all the memory
// a frame takes. zstd compares the checksum of a frame that has one.

import type { StreamResult } from 'zstd-napi/binding.js';
import { TsdumpError } from '../base/errors.js';
import { loadZstd } from './load-zstd.js';
import type { FrameDecoder } from './codec.js';

const OUT_BYTES = 512 * 1024;

export class ZstdDecoder implements FrameDecoder {
  readonly #zstd = loadZstd();
  readonly #context = new this.#zstd.DCtx();
  readonly #out = new Uint8Array(OUT_BYTES);

  async *decode(stored: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    yield* this.#decode(stored, false);
  }

  /** Of all frames that follow each other; skippable ones have nothing. */
  async *decodeAll(stored: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    yield* this.#decode(stored, true);
  }

  async *#decode(
    stored: AsyncIterable<Uint8Array>,
    mayFollow: boolean,
  ): AsyncGenerator<Uint8Array, void> {
    this.#context.reset(this.#zstd.ResetDirective.sessionOnly);
    let isWhole = false;
    for await (const piece of stored) {
      let source = piece;
      let isFull = false;
      // A full `out` may mean that more can be decoded without further input.
      while (source.byteLength > 0 || isFull) {
        if (isWhole && !mayFollow) throw damaged('more bytes follow its end');
        const [hint, produced, consumed] = this.#step(source);
        source = source.subarray(consumed);
        isWhole = hint === 0;
        isFull = produced === OUT_BYTES && !isWhole;
        if (produced > 0) yield this.#out.subarray(0, produced);
      }
    }
    if (!isWhole) throw damaged('its end is missing');
  }

  #step(source: Uint8Array): StreamResult {
    try {
      return this.#context.decompressStream(this.#out, source);
    } catch (error) {
      throw damaged(error instanceof Error ? error.message : String(error), error);
    }
  }
}

function damaged(reason: string, cause?: unknown): TsdumpError {
  return new TsdumpError('dump-damaged', `zstd cannot decode it (${reason})`, { cause });
}
