// A slice of the part `server`: a few of each group, the same ones every time.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forEachFlavor } from '../support/suite.js';
import { Score } from './part.js';
import { serverDdl } from './server-ddl.js';
import { serverEnds } from './server-ends.js';
import { serverLimits } from './server-limits.js';
import { serverLocks } from './server-locks.js';
import { runGroup } from './trial.js';

forEachFlavor((flavor) => {
  test('a server that goes, changes, locks and refuses: the truth is told', async (context) => {
    const tell = (line: string): void => context.diagnostic(line);
    const options = { flavor, seed: 1, count: 0, tell };
    const score = new Score();
    await runGroup(serverEnds, options, 2, score);
    await runGroup(serverDdl, options, 1, score);
    await runGroup(serverLimits, options, 2, score);
    await runGroup(serverLocks, options, 1, score);
    assert.deepEqual(score.failures, []);
  });
});
