// Small things as one zstd frame, at once and in memory.

import { TsdumpError } from '../base/errors.js';
import { loadZstd } from './load-zstd.js';

const LEVEL = 3;

export function compressToFrame(bytes: Uint8Array): Uint8Array {
  const zstd = loadZstd();
  const out = new Uint8Array(zstd.compressBound(bytes.byteLength));
  return out.subarray(0, new zstd.CCtx().compress(out, bytes, LEVEL));
}

/** `bytes`: what it decodes to, exactly; allocated. Throws `dump-damaged`. */
export function decompressFrame(frame: Uint8Array, bytes: number): Uint8Array {
  const zstd = loadZstd();
  const out = new Uint8Array(bytes);
  let decoded = -1;
  let cause: unknown;
  try {
    decoded = new zstd.DCtx().decompress(out, frame);
  } catch (error) {
    cause = error;
  }
  if (decoded === bytes) return out;
  throw new TsdumpError('dump-damaged', 'zstd cannot decode it', { cause });
}
