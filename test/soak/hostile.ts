// The hostile view: names that try to be commands, a server that lies, dumps that lie.

import { Random } from '../../fixtures/generator/random.js';
import { tryHostileAccounts } from './hostile-accounts.js';
import { createLiedTo, tryCellLies } from './hostile-answers.js';
import { HostileBed } from './hostile-bed.js';
import { tryHostileText } from './hostile-names.js';
import { listPacketLies, tryPacketLies, writeSecret } from './hostile-packets.js';
import { HOSTILE_TEXTS } from './hostile-texts.js';
import { tryMutatedAnswers } from './mutated-answers.js';
import { type Part, type PartOptions, type PartResult, Score } from './part.js';

/** A text is tried at some fifty places, in four ways. */
const TRIALS_PER_TEXT = 10;

const MUTATIONS_PER_TRIAL = 5;

/** Of the trials, so many are cells that lie; five times as many are bytes changed. */
async function run(options: PartOptions): Promise<PartResult> {
  const { flavor, seed, count } = options;
  const tell = (line: string): void => options.tell(line);
  const score = new Score();
  const random = new Random(seed);
  const bed = await HostileBed.start(flavor);
  let told = 0;
  const tellFailures = (): void => {
    for (const failure of score.failures.slice(told)) tell(failure.slice(0, 1500));
    told = score.failures.length;
  };
  try {
    await createLiedTo(bed);
    const lies = random.sample(listPacketLies(writeSecret(bed)), count);
    const peakBytes = await tryPacketLies(bed, lies, score);
    tellFailures();
    await tryCellLies(bed, random, count, score, tell);
    tellFailures();
    await tryMutatedAnswers(bed, random, count * MUTATIONS_PER_TRIAL, score);
    tellFailures();
    for (const text of random.sample(HOSTILE_TEXTS, Math.ceil(count / TRIALS_PER_TEXT))) {
      await tryHostileText(bed, text, score);
      await tryHostileAccounts(bed, text, score);
      tellFailures();
    }
    const tried = score.tallies.reduce(
      (sum, { kind, tried: times }) => sum + (kind.startsWith('hostile') ? times : 0),
      0,
    );
    const figures = {
      'injections tried': String(tried),
      'peak memory of a dump lied to': `${peakBytes >> 20} MiB`,
    };
    return { tallies: score.tallies, figures, failures: score.failures };
  } finally {
    await bed.stop();
  }
}

export const hostile: Part = { name: 'hostile', defaultCount: 400, run };
