// `npm run compare`: the proof that the drop-in writes what the real tools write. Runs all
// parts on both flavors, prints the seed and the counts; exit status 1 on any difference.
//
//   --flavor mysql|mariadb  --part fixtures|random|options  --seed N  --cases N  --only TEXT
//   --self  holds the real tool against itself: masking suffices, nothing depends on chance

import { parseArgs } from 'node:util';
import type { Flavor } from '../../src/model/server.js';
import { findServers, startServer } from '../support/servers.js';
import type { Part } from './case.js';
import { emptyTally, type Comparer, type Tally } from './compare-cases.js';
import { compareFixtures } from './part-fixtures.js';
import { compareOptions } from './part-options.js';
import { compareRandom } from './part-random.js';
import { COMPARED_SERVER_ARGS } from './server-args.js';
import { realTool } from './tools.js';

const { values } = parseArgs({
  options: {
    flavor: { type: 'string', multiple: true, default: ['mysql', 'mariadb'] },
    part: { type: 'string', multiple: true, default: ['fixtures', 'random', 'options'] },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    cases: { type: 'string' },
    only: { type: 'string' },
    self: { type: 'boolean', default: false },
  },
});

const RANDOM_SCHEMAS = 300;
const OPTION_COMBINATIONS = 600;

async function comparePart(flavor: Flavor, part: Part, seed: number): Promise<Tally> {
  const tally = emptyTally();
  const server = await startServer(flavor, { args: COMPARED_SERVER_ARGS[flavor] });
  try {
    const comparer: Comparer = {
      server,
      tally,
      report: (text) => process.stdout.write(`${text}\n`),
      ...(values.self ? { rival: realTool(server) } : {}),
      ...(values.only === undefined ? {} : { only: values.only }),
    };
    switch (part) {
      case 'fixtures':
        await compareFixtures(comparer, { brief: false });
        break;
      case 'random':
        await compareRandom(comparer, { seed, schemas: Number(values.cases ?? RANDOM_SCHEMAS) });
        break;
      case 'options':
        await compareOptions(comparer, {
          seed,
          combinations: Number(values.cases ?? OPTION_COMBINATIONS),
        });
        break;
    }
  } finally {
    await server.remove();
  }
  return tally;
}

function printTally(label: string, tally: Tally): void {
  const { equal, deliberate, different, skipped } = tally.counts;
  process.stdout.write(
    `${label}: compared ${equal + deliberate + different}, equal ${equal}, deliberate ${deliberate}, different ${different}${skipped > 0 ? `, skipped ${skipped}` : ''}\n`,
  );
  for (const [name, count] of tally.deliberate) {
    process.stdout.write(`    deliberate, ${count} times: ${name}\n`);
  }
  const causes = [...tally.causes].sort(([, a], [, b]) => b.length - a.length);
  for (const [cause, cases] of causes) {
    process.stdout.write(`    ${cases.length} x ${cause}\n        e.g. ${cases[0]}\n`);
  }
}

async function main(): Promise<void> {
  const seed = Number(values.seed);
  process.stdout.write(`seed ${seed}\n`);
  const present = new Set((await findServers()).map((server) => server.flavor));
  const tallies: [string, Tally][] = [];
  for (const flavor of values.flavor as Flavor[]) {
    if (!present.has(flavor)) throw new Error(`no ${flavor} server; run test/support/setup.sh`);
    for (const part of values.part as Part[]) {
      const tally = await comparePart(flavor, part, seed);
      tallies.push([`${flavor} ${part}`, tally]);
      printTally(`${flavor} ${part}`, tally);
    }
  }
  process.stdout.write(`\nseed ${seed}\n`);
  for (const [label, tally] of tallies) printTally(label, { ...tally, causes: new Map() });
  if (tallies.some(([, tally]) => tally.counts.different > 0)) process.exitCode = 1;
}

await main();
process.exit();
