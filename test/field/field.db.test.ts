// The quick ones of the field's situations; `npm run field` runs all.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forEachFlavor } from '../support/suite.js';
import { replay, situationsOf } from './replay.js';
import { SITUATIONS } from './situations.js';

forEachFlavor((flavor) => {
  test('reports from the field come out right', async (context) => {
    const quick = situationsOf(SITUATIONS, flavor).filter(({ inSuite }) => inSuite);
    const tell = (line: string): void => context.diagnostic(line);
    assert.deepEqual(await replay(flavor, quick, tell), []);
  });
});
