// A short seeded slice of the part `stored-dumps`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forEachFlavor } from '../support/suite.js';
import { storedDumps } from './stored-dumps.js';

forEachFlavor((flavor) => {
  test('what is damaged or forged is refused, or read as it was written', async (context) => {
    const tell = (line: string): void => context.diagnostic(line);
    const { failures, tallies } = await storedDumps.run({ flavor, seed: 11, count: 150, tell });
    assert.deepEqual(failures, []);
    assert.equal(tallies.length, 8);
  });
});
