// The part `server`: the server goes away, hangs up, is changed by others, is locked, is
// full, is a replica, or does not let us.

import { type Part, type PartOptions, type PartResult, Score } from './part.js';
import { serverDdl } from './server-ddl.js';
import { serverEnds } from './server-ends.js';
import { serverLimits } from './server-limits.js';
import { serverLocks } from './server-locks.js';
import { serverReplica } from './server-replica.js';
import { runGroup } from './trial.js';

export const server: Part = { name: 'server', defaultCount: 1000, run };

/** `count` trials of each group. */
async function run(options: PartOptions): Promise<PartResult> {
  const score = new Score();
  const { count } = options;
  await runGroup(serverEnds, options, count, score);
  await runGroup(serverDdl, options, count, score);
  await runGroup(serverLimits, options, count, score);
  await runGroup(serverReplica, options, count, score);
  const figures = await runGroup(serverLocks, options, count, score);
  return { tallies: score.tallies, figures, failures: score.failures };
}
