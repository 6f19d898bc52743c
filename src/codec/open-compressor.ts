// Chooses the codec. The entrance to this folder for the layers above.

import type { Compression } from '../model/options.js';
import type { Compressor } from '../model/sink.js';
import type { Codec } from './codec.js';
import { GzipCodec } from './gzip-codec.js';
import { PlainCodec } from './plain-codec.js';
import { SectionCompressor } from './section-compressor.js';
import { ZstdCodec } from './zstd-codec.js';
import { ZstdInlineCodec } from './zstd-inline-codec.js';

export interface CompressorSettings {
  readonly compression: Compression;
  /** Sections get a SHA-256, for a manifest. */
  readonly hashes: boolean;
  /** Whether compressing may take the calling thread's time. */
  readonly inline: boolean;
}

/** Refuses with `sink-refused` when the codec is not there. */
export function openCompressor(settings: CompressorSettings): Compressor {
  return new SectionCompressor(openCodec(settings), settings);
}

function openCodec({ compression, inline }: CompressorSettings): Codec {
  if (compression.codec === 'none') return new PlainCodec();
  if (compression.codec === 'gzip') return new GzipCodec(compression.level);
  return inline ? new ZstdInlineCodec(compression.level) : new ZstdCodec(compression.level);
}
