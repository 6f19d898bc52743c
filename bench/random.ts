// The generator's seeded chance as fractions, for rows that are the same in every run.

import { Random as RandomBits } from '../fixtures/generator/random.js';

/** The next number of a sequence, in [0, 1). */
export type Random = () => number;

export function seededRandom(seed: number): Random {
  const source = new RandomBits(seed);
  return () => source.bits() / 2 ** 32;
}
