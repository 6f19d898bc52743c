// What a part of the soak is: something that tries to break tsdump again and again and
// counts what survived. The same parts run as short seeded slices in the suite.

import type { Flavor } from '../../src/model/server.js';

export interface PartOptions {
  readonly flavor: Flavor;
  readonly seed: number;
  /** How many trials; a part stops earlier when it has nothing left to try. */
  readonly count: number;
  /** Progress, a line each. */
  readonly tell: (line: string) => void;
}

/** One line of the table. */
export interface Tally {
  /** What was done to it: `connection cut inside an answer`. */
  readonly kind: string;
  readonly tried: number;
  /** Told the truth, left the server as it was, left nothing that looks whole. */
  readonly survived: number;
}

export interface PartResult {
  readonly tallies: readonly Tally[];
  /** Measured besides: `longest stall of a client` -> `0.8 s`. */
  readonly figures: Readonly<Record<string, string>>;
  /** Each says what was tried (so that it can be tried again) and what went wrong. */
  readonly failures: readonly string[];
}

export interface Part {
  readonly name: string;
  /** Trials of a whole run. */
  readonly defaultCount: number;
  run(options: PartOptions): Promise<PartResult>;
}

/** Of a figure. */
export function toSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** Counts trials by kind. */
export class Score {
  readonly failures: string[] = [];
  readonly #kinds = new Map<string, { tried: number; survived: number }>();

  /** `complaints`: what went wrong, nothing if it survived. `tried`: of what was tried at once. */
  count(kind: string, trial: string, complaints: readonly string[], tried: number = 1): void {
    const line = this.#kinds.get(kind) ?? { tried: 0, survived: 0 };
    line.tried += tried;
    if (complaints.length === 0) line.survived += tried;
    else this.failures.push(`${kind}: ${trial}: ${complaints.join('; ')}`);
    this.#kinds.set(kind, line);
  }

  get tallies(): Tally[] {
    return [...this.#kinds].map(([kind, line]) => ({ kind, ...line }));
  }
}
