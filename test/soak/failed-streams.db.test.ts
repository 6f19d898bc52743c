// A slice of the part `failed-streams`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forEachFlavor } from '../support/suite.js';
import { failedStreams } from './failed-streams.js';

forEachFlavor((flavor) => {
  test('a dump that fails leaves no stream that restores', async (context) => {
    const tell = (line: string): void => context.diagnostic(line);
    const { failures } = await failedStreams.run({ flavor, seed: 1, count: 6, tell });
    assert.deepEqual(failures, []);
  });
});
