// A seeded slice of `npm run compare` for CI: every fixture with two option sets, a few
// random schemas, a few dozen options alone and together. The same seed every time: new
// ground is for npm run compare, or for TSDUMP_SEED.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import { emptyTally, type Comparer } from './compare-cases.js';
import { compareFixtures } from './part-fixtures.js';
import { compareOptions } from './part-options.js';
import { compareRandom } from './part-random.js';
import { COMPARED_SERVER_ARGS } from './server-args.js';

const SEED = Number(process.env['TSDUMP_SEED'] ?? 77);

forEachFlavor((flavor) => {
  const compare = async (part: (comparer: Comparer) => Promise<void>): Promise<void> => {
    await using server = await startServer(flavor, { args: COMPARED_SERVER_ARGS[flavor] });
    const reports: string[] = [];
    const tally = emptyTally();
    await part({ server, tally, report: (text) => reports.push(text) });
    assert.equal(tally.counts.different, 0, reports.slice(0, 5).join('\n'));
    assert.notEqual(tally.counts.equal, 0);
  };

  test('every fixture', async () => {
    await compare(async (comparer) => await compareFixtures(comparer, { brief: true }));
  });

  test(`random schemas, seed ${SEED}`, async () => {
    await compare(async (comparer) => await compareRandom(comparer, { seed: SEED, schemas: 15 }));
  });

  test(`options, seed ${SEED}`, async () => {
    const run = { seed: SEED, alone: 30, combinations: 30 };
    await compare(async (comparer) => await compareOptions(comparer, run));
  });
});
