// What the main thread and the zstd worker say to each other. Every ArrayBuffer in a
// message is transferred: it belongs to the receiver.

import type { EncodeMode } from './codec.js';

export interface ZstdSettings {
  readonly level: number;
}

export interface ZstdRequest {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly mode: EncodeMode;
  /** Written output buffers on their way back. */
  readonly spares: readonly ArrayBuffer[];
}

/** One for each request, in order. */
export interface ZstdAnswer {
  readonly chunks: readonly Uint8Array<ArrayBuffer>[];
  readonly input: ArrayBuffer;
}
