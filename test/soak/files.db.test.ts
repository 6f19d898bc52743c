// A slice of the part `files`: other operations fail with every seed, so it is a fixed one.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forEachFlavor } from '../support/suite.js';
import { files } from './files.js';

forEachFlavor((flavor) => {
  test('files that fail: the truth is told, nothing is left behind', async (context) => {
    const tell = (line: string): void => context.diagnostic(line);
    const { failures } = await files.run({ flavor, seed: 1, count: 6, tell });
    assert.deepEqual(failures, []);
  });
});
