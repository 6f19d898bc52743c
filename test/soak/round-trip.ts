// Parts: random schemas and rows, dumped in drawn ways, restored with the stock client or tsload into
// an empty server, compared by bits and by SHOW CREATE; into the same version, and from
// MariaDB 10.11 into 11.8.

import { generateSql } from '../../fixtures/generator/generate.js';
import { Random } from '../../fixtures/generator/random.js';
import { drawDumpWay, type DumpWay } from './dump-ways.js';
import { loadByTsload } from './load-by-tsload.js';
import { type Part, type PartOptions, type PartResult, Score } from './part.js';
import { sameIn11 } from './same-in-11.js';
import { type OtherServer, type Restore, ServerPair } from './server-pair.js';
import { findMariadb11 } from '../support/server-binaries.js';

/** So many are dumped at once: a process costs more than a schema. */
const SEEDS_AT_ONCE = 40;

export const roundTrip: Part = {
  name: 'round-trip',
  defaultCount: 5000,
  run: async (options) => await runRoundTrips(options),
};

export const loadTrip: Part = {
  name: 'load-trip',
  defaultCount: 2000,
  run: async (options) => await runRoundTrips(options, undefined, loadByTsload(options.seed)),
};

export const roundTripTo11: Part = {
  name: 'round-trip-to-11.8',
  defaultCount: 500,
  async run(options) {
    const binaries = options.flavor === 'mariadb' ? await findMariadb11() : undefined;
    if (binaries === undefined) {
      options.tell('nothing to do: of MariaDB, where 11.8 was installed beside it');
      return { tallies: [], figures: {}, failures: [] };
    }
    return await runRoundTrips(options, { binaries, comparison: { sameOf: sameIn11 } });
  },
};

async function runRoundTrips(
  options: PartOptions,
  other?: OtherServer,
  restore?: Restore,
): Promise<PartResult> {
  const { flavor, seed, count } = options;
  const score = new Score();
  let pair = await ServerPair.start(flavor, other, restore);
  let restoredBytes = 0;
  const renewPair = async (): Promise<void> => {
    restoredBytes += pair.restoredBytes;
    await pair.stop();
    pair = await ServerPair.start(flavor, other, restore);
  };

  /** Complaints about these seeds, dumped together. Afterwards the servers are empty again. */
  async function trySeeds(seeds: readonly number[], way: DumpWay): Promise<string[]> {
    const generated = seeds.map((one) => generateSql(one, flavor));
    const databases = generated.flatMap((one) => one.databases);
    const sql = generated.map((one) => one.sql).join('');
    try {
      const complaints = await pair.tryWay(sql, databases, way);
      await pair.drop(databases);
      return complaints;
    } catch (error) {
      await renewPair();
      return [String(error)];
    }
  }

  /** Counts them; halves what fails until the one seed is found. */
  async function countSeeds(seeds: readonly number[], way: DumpWay): Promise<void> {
    const trial = `seeds ${seeds[0]} to ${seeds.at(-1)}, ${way.args.join(' ')}`;
    const complaints = await trySeeds(seeds, way);
    if (complaints.length === 0) {
      for (const _seed of seeds) score.count(way.kind, trial, []);
    } else if (seeds.length === 1) {
      score.count(way.kind, trial, complaints);
      options.tell(`FAILED ${trial}: ${complaints.join('; ')}`);
    } else {
      const failed = score.failures.length;
      const middle = Math.ceil(seeds.length / 2);
      await countSeeds(seeds.slice(0, middle), way);
      await countSeeds(seeds.slice(middle), way);
      // All of them together, but no half of them.
      if (score.failures.length === failed) score.count(way.kind, trial, complaints);
    }
  }

  try {
    for (let first = seed; first < seed + count; first += SEEDS_AT_ONCE) {
      const last = Math.min(first + SEEDS_AT_ONCE, seed + count) - 1;
      const seeds = Array.from({ length: last - first + 1 }, (_, i) => first + i);
      const way = drawDumpWay(new Random(first));
      await countSeeds(seeds, way);
      if ((last + 1 - seed) % 200 === 0) options.tell(`${last + 1 - seed} of ${count}`);
    }
  } finally {
    restoredBytes += pair.restoredBytes;
    await pair.stop();
  }
  const figures = { 'SQL restored': `${Math.round(restoredBytes / 1e6)} MB` };
  return { tallies: score.tallies, figures, failures: score.failures };
}
