// Ways in which trials end a dump: at some moment of its life by a signal, or when it does not
// end by itself.

import { Random } from '../../fixtures/generator/random.js';
import { sleep } from '../../src/base/clock.js';
import type { RunningDump } from '../support/tsdump.js';
import type { Outcome } from './test-bed.js';
import { seenOrEnded } from './trial.js';

/** After a signal, or when its time is over; what a busy machine needs to end a process included. */
export const OBEYED_WITHIN_MS = 4_000;
const STUCK_AFTER_MS = 20_000;
const NOT_SEEN_MS = 2_000;
const LONGEST_DELAY_MS = 300;
const MOMENTS = [
  '"phase":"connect"',
  '"phase":"preflight"',
  '"phase":"lock"',
  'window-opened',
  '"phase":"catalog"',
  '"phase":"release"',
] as const;

export interface Ended extends Outcome {
  /** What an examination afterwards does not see. */
  readonly complaints?: readonly string[];
}

/** Some time after a moment, both drawn; it must not take long to obey. */
export async function endSomewhere(
  dump: RunningDump,
  signal: NodeJS.Signals,
  seed: number,
): Promise<Ended> {
  const random = new Random(seed);
  // What is kept from its lock never comes to the later ones.
  await Promise.race([seenOrEnded(dump, random.pick(MOMENTS)), sleep(NOT_SEEN_MS)]);
  await sleep(random.int(0, LONGEST_DELAY_MS));
  const sentMs = performance.now();
  dump.child.kill(signal);
  const ended = await endedInTime(dump);
  const tookMs = performance.now() - sentMs;
  return tookMs > OBEYED_WITHIN_MS
    ? { ...ended, complaints: [`obeyed after ${Math.round(tookMs)} ms`] }
    : ended;
}

/** A dump that does not end is killed, so that the next trial can be tried. */
export async function endedInTime(dump: RunningDump): Promise<Ended> {
  const late = AbortSignal.timeout(STUCK_AFTER_MS);
  const kill = (): boolean => dump.child.kill('SIGKILL');
  late.addEventListener('abort', kill);
  const ended = await dump.ended;
  late.removeEventListener('abort', kill);
  return late.aborted ? { ...ended, complaints: ['did not end'] } : ended;
}
