// One thing done to a dump, where many different ones are tried on a server in turn.

import type { Flavor } from '../../src/model/server.js';
import { Random } from '../../fixtures/generator/random.js';
import type { RunningDump } from '../support/tsdump.js';
import type { PartOptions, Score } from './part.js';
import type { TestBed } from './test-bed.js';

export interface Trial<Stage = TestBed> {
  /** Line of the table. */
  readonly kind: string;
  /** Which of that kind. */
  readonly name: string;
  /** Returns what went wrong. */
  readonly run: (stage: Stage) => Promise<string[]>;
}

/** Trials that share what they are tried on. */
export interface TrialGroup<Stage = TestBed> {
  readonly trials: (flavor: Flavor) => readonly Trial<Stage>[];
  start(flavor: Flavor): Promise<Stage>;
  /** Returns what is wrong at the end. */
  stop(stage: Stage): Promise<readonly string[]>;
  /** Measured meanwhile. */
  figures?(stage: Stage): Readonly<Record<string, string>>;
}

/** Runs `count` of a group's trials, or all it has; returns what was measured. */
export async function runGroup<Stage>(
  group: TrialGroup<Stage>,
  options: PartOptions,
  count: number,
  score: Score,
): Promise<Readonly<Record<string, string>>> {
  const { flavor, seed } = options;
  const all = group.trials(flavor);
  const chosen = all.length <= count ? all : new Random(seed).sample(all, count);
  if (chosen.length === 0) return {};
  const stage = await group.start(flavor);
  for (const { kind, name, run } of chosen) {
    options.tell(`${kind}: ${name}`);
    try {
      score.count(kind, name, await run(stage));
    } catch (error) {
      score.count(kind, name, [`not tried: ${error instanceof Error ? error.message : ''}`]);
    }
  }
  const complaints = await group.stop(stage);
  if (complaints.length > 0) score.count('clients that write meanwhile', 'all', complaints);
  return group.figures?.(stage) ?? {};
}

/** Resolves at the event, or when the dump has ended without it. */
export async function seenOrEnded(dump: RunningDump, event: string): Promise<void> {
  await dump.seen(event).catch(() => undefined);
}
