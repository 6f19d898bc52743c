// A dump whose output goes nowhere, and the memory its process has while it runs: the kernel's
// own figures.

import { readFileSync } from 'node:fs';
import { startTsdump } from '../support/tsdump.js';

const SAMPLE_MS = 100;
const KIB = 1024;

export interface MeasuredDump {
  readonly code: number | null;
  readonly stderr: string;
  /** Highest resident size. */
  readonly peakBytes: number;
  /** From the median of the second quarter to that of the last. */
  readonly growthBytes: number;
  readonly seconds: number;
}

export async function measureDump(
  server: { readonly host: string; readonly port: number },
  args: readonly string[],
): Promise<MeasuredDump> {
  const startedMs = performance.now();
  const dump = startTsdump(server, args);
  const samples: number[] = [];
  let peakBytes = 0;
  const timer = setInterval(() => {
    const memory = readMemory(dump.child.pid);
    if (memory === undefined) return;
    peakBytes = Math.max(peakBytes, memory.peak);
    samples.push(memory.now);
  }, SAMPLE_MS);
  const { code, stderr } = await dump.ended;
  clearInterval(timer);
  const seconds = (performance.now() - startedMs) / 1000;
  const growthBytes = medianOf(samples, 0.75, 1) - medianOf(samples, 0.25, 0.5);
  return { code, stderr, peakBytes, growthBytes, seconds };
}

function readMemory(pid: number | undefined): { peak: number; now: number } | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const read = (name: string): number =>
      Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) * KIB;
    return { peak: read('VmHWM'), now: read('VmRSS') };
  } catch {
    return undefined;
  }
}

function medianOf(samples: readonly number[], from: number, to: number): number {
  const part = samples
    .slice(Math.floor(samples.length * from), Math.ceil(samples.length * to))
    .sort((left, right) => left - right);
  return part[part.length >> 1] ?? 0;
}
