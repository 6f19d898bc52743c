// Part a: every fixture with a handful of option sets, and all of them together.

import { listFixtures, type Fixture } from '../../fixtures/load.js';
import { quoteName } from '../../fixtures/generator/literals.js';
import { compareCases, type Comparer } from './compare-cases.js';
import type { DropInCase } from './case.js';

interface OptionSet {
  readonly name: string;
  readonly options: readonly string[];
  /** One database, by position; all of the fixture with --databases otherwise. */
  readonly single?: boolean;
  /** Of those, the ones a short run takes. */
  readonly brief?: boolean;
  /** Also for rows of 64 MiB. */
  readonly large?: boolean;
}

const OBJECTS = ['--routines', '--events', '--triggers'] as const;

const OPTION_SETS: readonly OptionSet[] = [
  { name: 'plain', options: [], single: true, large: true },
  { name: 'objects', options: OBJECTS, brief: true },
  {
    name: 'transaction',
    options: ['--single-transaction', '--hex-blob', '--complete-insert', ...OBJECTS],
    brief: true,
    large: true,
  },
  { name: 'compact', options: ['--compact', ...OBJECTS], single: true },
  { name: 'skip-opt', options: ['--skip-opt', '--skip-comments', ...OBJECTS] },
  { name: 'force', options: ['--force', '--add-drop-trigger', '--insert-ignore', ...OBJECTS] },
  {
    name: 'rows',
    options: ['--order-by-primary', '--replace', '--no-autocommit', '--net-buffer-length=4096'],
  },
  { name: 'xml', options: ['--xml', ...OBJECTS] },
  { name: 'tab', options: ['--tab={dir}/tab', ...OBJECTS], single: true },
  { name: 'latin1', options: ['--default-character-set=latin1', ...OBJECTS] },
];

export interface FixtureRun {
  /** Only the option sets marked so. */
  readonly brief: boolean;
}

export async function compareFixtures(comparer: Comparer, run: FixtureRun): Promise<void> {
  const { server } = comparer;
  const fixtures = listFixtures(server.flavor);
  for (const fixture of fixtures) {
    const loaded = await server.restore(fixture.path, { args: ['--comments'] });
    if (loaded.code !== 0) throw new Error(`${fixture.name}: ${loaded.stderr}`);
  }
  const sets = OPTION_SETS.filter((set) => !run.brief || set.brief === true);
  await compareCases(
    comparer,
    fixtures.flatMap((fixture) => sets.flatMap((set) => buildCases(comparer, fixture, set))),
  );
  if (!run.brief) await compareTogether(comparer, fixtures);
}

function buildCases({ server }: Comparer, fixture: Fixture, set: OptionSet): DropInCase[] {
  if (fixture.name === 'big-row' && set.large !== true) return [];
  const options = set.options.filter((option) => option !== '--events' || !neverEnds(fixture));
  const scopes =
    set.single === true
      ? fixture.databases.map((database) => [database])
      : [['--databases', ...fixture.databases]];
  return scopes.map((scope) => ({
    flavor: server.flavor,
    part: 'fixtures',
    name: `${fixture.name} ${set.name}${scopes.length > 1 ? ` ${scope.join(' ')}` : ''}`,
    args: [...options, ...scope],
  }));
}

/** Both tools look for a delimiter for ever. */
function neverEnds(fixture: Fixture): boolean {
  return fixture.name === 'event-double-semicolon';
}

/** The whole server, without what is too large or never ends. */
async function compareTogether(comparer: Comparer, fixtures: readonly Fixture[]): Promise<void> {
  const { server } = comparer;
  const left = fixtures.filter((fixture) => neverEnds(fixture) || fixture.name === 'big-row');
  const drops = left.flatMap((fixture) => fixture.databases.map(dropDatabase));
  await server.run(drops.join(' '));
  const sets = [
    ['--all-databases'],
    ['--all-databases', '--force', ...OBJECTS, '--flush-privileges'],
    ['--all-databases', '--force', '--single-transaction', '--no-data', '--add-drop-database'],
    ['--all-databases', '--force', '--no-create-info', '--hex-blob', '--skip-lock-tables'],
  ];
  await compareCases(
    comparer,
    sets.map((args) => ({
      flavor: server.flavor,
      part: 'fixtures',
      name: `all together ${args.slice(1).join(' ')}`,
      args,
    })),
  );
}

export function dropDatabase(name: string): string {
  return `SET foreign_key_checks = 0; DROP DATABASE IF EXISTS ${quoteName(name)};`;
}
