// Chooses the codec. The only entrance to this folder for the layers above.

import type { Compression } from '../model/options.js';
import type { Compressor, Sink } from '../model/sink.js';
import type { Codec } from './codec.js';
import { GzipCodec } from './gzip-codec.js';
import { PlainCodec } from './plain-codec.js';
import { StreamCompressor } from './stream-compressor.js';
import { ZstdCodec } from './zstd-codec.js';

/** Refuses with `sink-refused` when the codec is not there. */
export function openCompressor(compression: Compression, sink: Sink): Compressor {
  return new StreamCompressor(openCodec(compression), sink);
}

function openCodec(compression: Compression): Codec {
  if (compression.codec === 'none') return new PlainCodec();
  if (compression.codec === 'gzip') return new GzipCodec(compression.level);
  return new ZstdCodec(compression.level);
}
