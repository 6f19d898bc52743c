// The port to the decoders: one frame's stored bytes in, its SQL out, a piece at a time, so
// that memory does not depend on the frame.

import { createGunzip } from 'node:zlib';
import { TsdumpError } from '../base/errors.js';
import type { Compression } from '../model/options.js';
import { feedStream } from './feed-stream.js';
import { ZstdDecoder } from './zstd-decoder.js';
import type { FrameDecoder } from './codec.js';

/** For one frame after the other. Refuses with `dump-unreadable` when zstd is not there. */
export function openDecoder(codec: Compression['codec']): FrameDecoder {
  if (codec === 'none') return { decode: (stored) => stored };
  if (codec === 'gzip') return { decode: gunzip };
  return new ZstdDecoder();
}

const GUNZIP_CHUNK_BYTES = 256 * 1024;

async function* gunzip(stored: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const decoded = createGunzip({ chunkSize: GUNZIP_CHUNK_BYTES });
  const feeding = feedStream(decoded, stored);
  try {
    yield* decoded as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (error instanceof TsdumpError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new TsdumpError('dump-damaged', `gzip cannot decode it (${reason})`, { cause: error });
  } finally {
    decoded.destroy();
    await feeding;
  }
}
