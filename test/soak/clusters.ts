// The part `clusters`: Galera and Group Replication under load, and servers with XA clients,
// events and temporary tables.

import { clusterLocks } from './cluster-locks.js';
import { clusterDumps, clusterKills, clusterSignals } from './cluster-trials.js';
import { mixedEnds, mixedReplicas } from './mixed-trials.js';
import { type Part, type PartOptions, type PartResult, Score } from './part.js';
import { runGroup } from './trial.js';

export const clusters: Part = { name: 'clusters', defaultCount: 1000, run };

/** `count` trials of each group. */
async function run(options: PartOptions): Promise<PartResult> {
  const score = new Score();
  const { count } = options;
  const figures: Record<string, string> = {};
  for (const group of [clusterDumps, clusterKills, clusterSignals, clusterLocks]) {
    Object.assign(figures, await runGroup(group, options, count, score));
  }
  for (const group of [mixedEnds, mixedReplicas]) {
    Object.assign(figures, await runGroup(group, options, count, score));
  }
  return { tallies: score.tallies, figures, failures: score.failures };
}
