// tsload --abort: takes away what a load that was cut off has made, and nothing else.

import { TsdumpError } from '../../base/errors.js';
import { buildDrop, type UnfinishedLoad } from './load-record.js';
import type { LoadRun } from './load-run.js';

/** Rejects with `usage` when there is no such load. */
export async function undoLoad(
  { main, record, reporter }: LoadRun,
  unfinished: UnfinishedLoad | undefined,
): Promise<void> {
  if (unfinished === undefined)
    throw new TsdumpError('usage', 'no load of this dump was cut off there', {
      hint: 'There is nothing to take away.',
    });
  await record.abandon();
  await main.execute('SET foreign_key_checks = 0');
  for (const object of unfinished.made.toReversed()) await main.execute(buildDrop(object));
  await record.forget();
  reporter.notice(`${unfinished.made.length} objects of the load are dropped`);
}
