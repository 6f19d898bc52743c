// A slice of the part `processes`: the same few every time.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forEachFlavor } from '../support/suite.js';
import { processes } from './processes.js';

forEachFlavor((flavor) => {
  test('killed, stopped, interrupted, twice: nothing is left behind', async (context) => {
    const tell = (line: string): void => context.diagnostic(line);
    const { failures } = await processes.run({ flavor, seed: 3, count: 8, tell });
    assert.deepEqual(failures, []);
  });
});
