// The worker thread that owns a zstd encoder. An exception here ends the worker, which
// zstd-codec.ts turns into a failed dump.

import { parentPort, workerData } from 'node:worker_threads';
import { ZstdEncoder } from './zstd-encoder.js';
import type { ZstdAnswer, ZstdRequest, ZstdSettings } from './zstd-message.js';

const encoder = new ZstdEncoder((workerData as ZstdSettings).level);

parentPort?.on('message', (request: ZstdRequest) => {
  for (const spare of request.spares) encoder.recycle(spare);
  const chunks = encoder.encode(request.bytes, request.mode);
  const input = request.bytes.buffer;
  const answer: ZstdAnswer = { chunks, input };
  parentPort?.postMessage(answer, [input, ...chunks.map((chunk) => chunk.buffer)]);
});
