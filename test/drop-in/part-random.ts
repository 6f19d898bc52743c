// Part b: random schemas of the generator, each with odd objects the generator leaves out
// because no dump can restore them, dumped with a fixed and a drawn set of options.

import { generateSql } from '../../fixtures/generator/generate.js';
import { Random } from '../../fixtures/generator/random.js';
import type { DropInCase } from './case.js';
import { compareCases, type Comparer } from './compare-cases.js';
import { drawHarmless } from './draw-cases.js';
import { generateOddSql, ODD_ACCOUNTS } from './odd-schema.js';
import { dropDatabase } from './part-fixtures.js';

export interface RandomRun {
  /** Of the first schema; the next ones follow. */
  readonly seed: number;
  readonly schemas: number;
}

export async function compareRandom(comparer: Comparer, run: RandomRun): Promise<void> {
  const { server } = comparer;
  await server.run(ODD_ACCOUNTS);
  if (server.flavor === 'mariadb') await server.run("INSTALL SONAME 'ha_archive'");
  for (let seed = run.seed; seed < run.seed + run.schemas; seed += 1) {
    const generated = [generateSql(seed, server.flavor), generateOddSql(seed, server.flavor)];
    for (const { sql } of generated) {
      const loaded = await server.restore(Buffer.from(sql), { args: ['--comments'] });
      if (loaded.code !== 0) throw new Error(`seed ${seed}: ${loaded.stderr}`);
    }
    const databases = generated.flatMap((one) => one.databases);
    await compareCases(comparer, buildCases(comparer, seed, databases));
    await server.run(databases.map(dropDatabase).join(' '));
  }
}

function buildCases(
  { server }: Comparer,
  seed: number,
  databases: readonly string[],
): DropInCase[] {
  const random = new Random(seed);
  const one = random.pick(databases);
  const sets: [string, string[]][] = [
    ['objects', ['--routines', '--events', '--databases', ...databases]],
    ['drawn', [...drawHarmless(server.flavor, random), '--databases', ...databases]],
    ['one', [...drawHarmless(server.flavor, random), '-R', '-E', '-f', one]],
  ];
  return sets.map(([name, args]) => ({
    flavor: server.flavor,
    part: 'random',
    name: `seed ${seed} ${name}`,
    args,
  }));
}
