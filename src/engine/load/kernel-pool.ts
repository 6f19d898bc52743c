// Kernels that are not in use: each is one megabyte, and serves one statement at a time.

import { ReferenceLineKernel } from '../kernel/reference-line-kernel.js';
import type { LineKernel } from '../kernel/line-kernel.js';
import { WasmLineKernel } from '../kernel/wasm-line-kernel.js';

const idle: LineKernel[] = [];

export function takeKernel(): LineKernel {
  return idle.pop() ?? openKernel();
}

export function giveBackKernel(kernel: LineKernel): void {
  idle.push(kernel);
}

function openKernel(): LineKernel {
  try {
    return new WasmLineKernel();
  } catch {
    return new ReferenceLineKernel();
  }
}
