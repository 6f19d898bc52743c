// The zstd context: request after request into buffers that come back once written. Runs
// in whichever thread owns it. Loads the native module.

import binding from 'zstd-napi/binding.js';
import type { EncodeMode } from './codec.js';

/** Room for the output of a 1 MiB push at the ratios SQL has, so that one write takes it. */
const OUT_BYTES = 512 * 1024;
/** More spare buffers than are ever under way; beyond, memory goes back. */
const SPARES_MAX = 8;

const DIRECTIVES: Readonly<Record<EncodeMode, binding.EndDirective>> = {
  continue: binding.EndDirective.continue,
  flush: binding.EndDirective.flush,
  end: binding.EndDirective.end,
};

export class ZstdEncoder {
  readonly #context = new binding.CCtx();
  readonly #spares: ArrayBuffer[] = [];

  constructor(level: number) {
    this.#context.setParameter(binding.CParameter.compressionLevel, level);
    this.#context.setParameter(binding.CParameter.checksumFlag, 1);
  }

  /** `buffer` was an output's and is free again. */
  recycle(buffer: ArrayBuffer): void {
    if (buffer.byteLength === OUT_BYTES && this.#spares.length < SPARES_MAX) {
      this.#spares.push(buffer);
    }
  }

  encode(bytes: Uint8Array<ArrayBuffer>, mode: EncodeMode): Uint8Array<ArrayBuffer>[] {
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    let source = bytes;
    let out = this.#openOutput();
    let filled = 0;
    for (;;) {
      const [remaining, produced, consumed] = this.#context.compressStream2(
        out.subarray(filled),
        source,
        DIRECTIVES[mode],
      );
      filled += produced;
      source = source.subarray(consumed);
      // `remaining` is what zstd still holds back; only flush and end insist on having it.
      if (source.byteLength === 0 && (mode === 'continue' || remaining === 0)) break;
      if (filled === out.byteLength) {
        chunks.push(out);
        out = this.#openOutput();
        filled = 0;
      }
    }
    if (filled > 0) chunks.push(out.subarray(0, filled));
    else this.recycle(out.buffer);
    return chunks;
  }

  #openOutput(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#spares.pop() ?? new ArrayBuffer(OUT_BYTES));
  }
}
