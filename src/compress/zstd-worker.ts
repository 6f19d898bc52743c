// The worker thread that owns the zstd context. Compresses request after request into
// buffers that the main thread sends back once written. An exception here ends the
// worker, which zstd-codec.ts turns into a failed dump.

import { parentPort, workerData } from 'node:worker_threads';
import binding from 'zstd-napi/binding.js';
import type { EncodeMode } from './codec.js';
import type { ZstdAnswer, ZstdRequest, ZstdSettings } from './zstd-message.js';

/** Room for the output of a 1 MiB push at the ratios SQL has, so that one write takes it. */
const OUT_BYTES = 512 * 1024;

const DIRECTIVES: Readonly<Record<EncodeMode, binding.EndDirective>> = {
  continue: binding.EndDirective.continue,
  flush: binding.EndDirective.flush,
  end: binding.EndDirective.end,
};

const spares: ArrayBuffer[] = [];
const context = new binding.CCtx();
const { level } = workerData as ZstdSettings;
context.setParameter(binding.CParameter.compressionLevel, level);
context.setParameter(binding.CParameter.checksumFlag, 1);

function encode(bytes: Uint8Array<ArrayBuffer>, mode: EncodeMode): Uint8Array<ArrayBuffer>[] {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let source = bytes;
  let out = new Uint8Array(spares.pop() ?? new ArrayBuffer(OUT_BYTES));
  let filled = 0;
  for (;;) {
    const [remaining, produced, consumed] = context.compressStream2(
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
      out = new Uint8Array(spares.pop() ?? new ArrayBuffer(OUT_BYTES));
      filled = 0;
    }
  }
  if (filled > 0) chunks.push(out.subarray(0, filled));
  else spares.push(out.buffer);
  return chunks;
}

parentPort?.on('message', (request: ZstdRequest) => {
  spares.push(...request.spares);
  const chunks = encode(request.bytes, request.mode);
  const input = request.bytes.buffer;
  const answer: ZstdAnswer = { chunks, input };
  parentPort?.postMessage(answer, [input, ...chunks.map((chunk) => chunk.buffer)]);
});
