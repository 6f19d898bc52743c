// A slice of the soak's part `connections`: some of each kind of broken connection.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forEachFlavor } from '../support/suite.js';
import { connections } from './connections.js';

/** One of each kind that does not wait for long. */
const COUNT = 13;

forEachFlavor((flavor) => {
  test('connections that break: the truth is told, the server is as it was', async (context) => {
    const { failures, tallies } = await connections.run({
      flavor,
      seed: 6,
      count: COUNT,
      tell: (line) => context.diagnostic(line),
    });
    assert.deepEqual(failures, []);
    assert.equal(
      tallies.reduce((sum, { tried }) => sum + tried, 0),
      COUNT,
    );
  });
});
