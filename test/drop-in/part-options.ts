// Part c: the option matrix over a small server with something of everything; then, with
// broken views on it, what makes the real tools fail.

import { projectPath } from '../support/project.js';
import { Random } from '../../fixtures/generator/random.js';
import type { DropInCase } from './case.js';
import { compareCases, type Comparer } from './compare-cases.js';
import { drawAlone, drawTogether } from './draw-cases.js';

export interface OptionsRun {
  readonly seed: number;
  /** How many pairs and triples. */
  readonly combinations: number;
  /** How many options alone; all of them when undefined. */
  readonly alone?: number;
}

export async function compareOptions(comparer: Comparer, run: OptionsRun): Promise<void> {
  const { server } = comparer;
  const random = new Random(run.seed);
  await load(comparer, 'both');
  await load(comparer, server.flavor);
  await compareCases(comparer, [
    ...drawAlone(server.flavor, random, run.alone),
    ...drawTogether(server.flavor, random, run.combinations),
  ]);
  await load(comparer, 'broken');
  await compareCases(
    comparer,
    BROKEN.map(
      (args): DropInCase => ({
        flavor: server.flavor,
        part: 'options',
        name: `broken: ${args}`,
        args: args.split(' '),
      }),
    ),
  );
}

const BROKEN: readonly string[] = [
  'broken',
  'broken --force',
  'broken --skip-lock-tables',
  'broken --skip-lock-tables --force',
  'broken --single-transaction',
  'broken --single-transaction --force -v',
  'broken no_table',
  'broken no_column a_table --skip-lock-tables',
  'broken ghostly --skip-lock-tables',
  'broken on_broken --force --skip-lock-tables',
  'broken --tab={dir}/tab --force',
  'broken --xml --force --skip-lock-tables',
  'broken --compact --force --skip-lock-tables',
  '-B broken rich --force',
  '-B rich broken rich_latin1 --force --skip-lock-tables -R -E',
  '-A --force -d',
  '-A',
  'broken --ignore-table=broken.no_table --ignore-table=broken.no_column --ignore-table=broken.on_broken --ignore-table=broken.ghostly',
];

async function load({ server }: Comparer, name: string): Promise<void> {
  const path = projectPath('test', 'drop-in', 'rich', `${name}.sql`);
  const { code, stderr } = await server.restore(path, { args: ['--comments'] });
  if (code !== 0) throw new Error(`${name}.sql: ${stderr}`);
}
