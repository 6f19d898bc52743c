// A compressor whose one section goes to a sink.

import { openCompressor } from '../../src/codec/open-compressor.js';
import { SectionCompressor } from '../../src/codec/section-compressor.js';
import type { Codec } from '../../src/codec/codec.js';
import type { Compression } from '../../src/model/options.js';
import type { Compressor, Sink, Slot, Stored } from '../../src/model/sink.js';

export interface OneSection {
  acquire(bytes: number): Uint8Array<ArrayBuffer>;
  push(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  finish(): Promise<Stored>;
  fail(poison: Uint8Array<ArrayBuffer>): Promise<boolean>;
}

export function openOneSection(compression: Compression, sink: Sink, inline = false): OneSection {
  return fill(openCompressor({ compression, hashes: true, inline }), sink);
}

export function openOneSectionOf(codec: Codec, sink: Sink): OneSection {
  return fill(new SectionCompressor(codec, { hashes: false }), sink);
}

function fill(compressor: Compressor, sink: Sink): OneSection {
  const slot: Slot = {
    async write(bytes, done) {
      await sink.write(bytes);
      done(bytes.buffer);
    },
  };
  compressor.begin(slot);
  return {
    acquire: (bytes) => compressor.acquire(bytes),
    push: async (bytes) => await compressor.push(bytes),
    finish: async () => {
      try {
        return await compressor.end();
      } finally {
        await compressor.close();
      }
    },
    fail: async (poison) => await compressor.fail(poison, slot),
  };
}
