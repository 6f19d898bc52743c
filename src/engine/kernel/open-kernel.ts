// Chooses the kernel: WebAssembly where this Node runs it, unless `--kernel` says otherwise.

import { ReferenceKernel } from './reference-kernel.js';
import type { RowKernel } from './row-kernel.js';
import { WasmKernel } from './wasm-kernel.js';

/** `--kernel`; undefined picks what runs. */
export type KernelChoice = 'ts' | 'wasm' | undefined;

/** Throws where `wasm` is asked for and cannot run. */
export function openKernel(choice: KernelChoice): RowKernel {
  if (choice === 'ts') return new ReferenceKernel();
  try {
    return new WasmKernel();
  } catch (error) {
    if (choice === 'wasm') throw error;
    return new ReferenceKernel();
  }
}
