// A short slice of the scale part: a gigabyte in place of a hundred, two hundred tables.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forEachFlavor } from '../support/suite.js';
import { scale, stream } from './scale.js';

forEachFlavor((flavor) => {
  test('memory and statements do not grow with what is dumped', async (context) => {
    const tell = (line: string): void => context.diagnostic(line);
    for (const part of [stream, scale]) {
      const { failures, figures } = await part.run({ flavor, seed: 0, count: 1, tell });
      for (const [name, value] of Object.entries(figures)) context.diagnostic(`${name}: ${value}`);
      assert.deepEqual(failures, []);
    }
  });
});
