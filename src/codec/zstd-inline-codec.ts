// zstd in the calling thread, for a lane, which is a thread of its own already.

import type { Codec, Encoded, EncodeMode } from './codec.js';
import { ZstdEncoder } from './zstd-encoder.js';

export class ZstdInlineCodec implements Codec {
  readonly #encoder: ZstdEncoder;

  constructor(level: number) {
    this.#encoder = new ZstdEncoder(level);
  }

  encode(bytes: Uint8Array<ArrayBuffer>, mode: EncodeMode): Promise<Encoded> {
    const chunks = this.#encoder.encode(bytes, mode);
    return Promise.resolve({ chunks, input: bytes.buffer });
  }

  recycle(chunk: ArrayBuffer): void {
    this.#encoder.recycle(chunk);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
