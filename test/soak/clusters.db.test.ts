// A slice of the part `clusters`: one trial of each kind, the same ones every time.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../fixtures/generator/random.js';
import { forEachCluster, forEachFlavor } from '../support/suite.js';
import { clusterLocks } from './cluster-locks.js';
import type { ClusterStage } from './cluster-stage.js';
import { clusterDumps, clusterKills } from './cluster-trials.js';
import { mixedEnds } from './mixed-trials.js';
import { Score } from './part.js';
import { runGroup, type TrialGroup } from './trial.js';

const SEED = 10;

/** One of each, on the same cluster. */
const ofEach: TrialGroup<ClusterStage> = {
  ...clusterDumps,
  trials: (flavor) =>
    [clusterDumps, clusterKills, clusterLocks].flatMap((group, index) =>
      new Random(SEED + index).sample(group.trials(flavor), 1),
    ),
};

forEachCluster((flavor) => {
  test('a cluster at work is dumped, and dumps of it are ended and kept from their lock', async (context) => {
    const tell = (line: string): void => context.diagnostic(line);
    const score = new Score();
    await runGroup(ofEach, { flavor, seed: SEED, count: 0, tell }, Number.POSITIVE_INFINITY, score);
    assert.deepEqual(score.failures, []);
  });
});

forEachFlavor((flavor) => {
  test('dumps are ended among XA clients, events and temporary tables', async (context) => {
    const tell = (line: string): void => context.diagnostic(line);
    const score = new Score();
    await runGroup(mixedEnds, { flavor, seed: SEED, count: 0, tell }, 2, score);
    assert.deepEqual(score.failures, []);
  });
});
