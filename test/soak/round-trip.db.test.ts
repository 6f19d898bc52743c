// Some random schemas of the soak part `round-trip`; TSDUMP_SEEDS and TSDUMP_FIRST_SEED set
// how many and from which.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forEachFlavor } from '../support/suite.js';
import { roundTrip } from './round-trip.js';

const SEEDS = Number(process.env['TSDUMP_SEEDS'] ?? 60);
const FIRST_SEED = Number(process.env['TSDUMP_FIRST_SEED'] ?? 1);

forEachFlavor((flavor) => {
  test(`${SEEDS} random schemas from seed ${FIRST_SEED} on come back equal`, async (context) => {
    const tell = (line: string): void => context.diagnostic(line);
    const result = await roundTrip.run({ flavor, seed: FIRST_SEED, count: SEEDS, tell });
    assert.deepEqual(result.failures, []);
    const tried = result.tallies.map((tally) => tally.survived).reduce((sum, n) => sum + n, 0);
    assert.equal(tried, SEEDS);
  });
});
