// Kernels that are not in use: each is one megabyte, and serves one statement at a time.

import { ReferenceTupleKernel } from '../kernel/reference-tuple-kernel.js';
import type { TupleKernel } from '../kernel/tuple-kernel.js';
import { WasmTupleKernel } from '../kernel/wasm-tuple-kernel.js';

const idle: TupleKernel[] = [];

export function takeKernel(): TupleKernel {
  return idle.pop() ?? openKernel();
}

export function giveBackKernel(kernel: TupleKernel): void {
  idle.push(kernel);
}

function openKernel(): TupleKernel {
  try {
    return new WasmTupleKernel();
  } catch {
    return new ReferenceTupleKernel();
  }
}
