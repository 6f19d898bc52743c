// No compression: what comes in goes out.

import type { Codec, Encoded } from './codec.js';

export class PlainCodec implements Codec {
  encode(bytes: Uint8Array<ArrayBuffer>): Promise<Encoded> {
    const chunks = bytes.byteLength === 0 ? [] : [bytes];
    return Promise.resolve({ chunks, input: bytes.buffer });
  }

  recycle(): void {
    // The chunk is the input, which the compressor recycles.
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
