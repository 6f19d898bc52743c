// Some random schemas of the soak part `round-trip`; TSDUMP_SEEDS and TSDUMP_FIRST_SEED set
// how many and from which.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forEachFlavor } from '../support/suite.js';
import { findMariadb11 } from '../support/server-binaries.js';
import type { Part } from './part.js';
import { loadTrip, roundTrip, roundTripTo11 } from './round-trip.js';

const SEEDS = Number(process.env['TSDUMP_SEEDS'] ?? 60);
const FIRST_SEED = Number(process.env['TSDUMP_FIRST_SEED'] ?? 1);

const TO_11_SEEDS = 20;
const LOADED_SEEDS = 40;

forEachFlavor((flavor) => {
  async function run(part: Part, count: number, tell: (line: string) => void): Promise<void> {
    const result = await part.run({ flavor, seed: FIRST_SEED, count, tell });
    assert.deepEqual(result.failures, []);
    const survived = result.tallies.reduce((sum, tally) => sum + tally.survived, 0);
    assert.equal(survived, count);
  }

  test(`${SEEDS} random schemas from seed ${FIRST_SEED} on come back equal`, async (context) => {
    await run(roundTrip, SEEDS, (line) => context.diagnostic(line));
  });

  test(`${LOADED_SEEDS} of them by tsload, killed or cut off and gone on with`, async (context) => {
    await run(loadTrip, LOADED_SEEDS, (line) => context.diagnostic(line));
  });

  if (flavor === 'mariadb') {
    test(`${TO_11_SEEDS} of them come back equal from 11.8`, async (context) => {
      if ((await findMariadb11()) === undefined) {
        return context.skip('no MariaDB 11.8 here: install-servers.sh --with-mariadb-11');
      }
      await run(roundTripTo11, TO_11_SEEDS, (line) => context.diagnostic(line));
    });
  }
});
