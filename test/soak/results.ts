// What the parts found, kept as JSON by part and flavor, and the table made of it.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Flavor } from '../../src/model/server.js';
import { type ProgramResult, runProgram } from '../support/child-process.js';
import { projectPath } from '../support/project.js';
import type { PartResult, Tally } from './part.js';

export interface KeptResult extends PartResult {
  readonly part: string;
  readonly flavor: Flavor;
  readonly seed: number;
  readonly seconds: number;
  /** Of the source that was tried. */
  readonly commit?: string | undefined;
}

const FOLDER: string = projectPath('test', 'soak', 'results');

/** A result of the same part and flavor is written over. */
export function keepResult(result: KeptResult): void {
  mkdirSync(FOLDER, { recursive: true });
  const file = join(FOLDER, `${result.part}-${result.flavor}.json`);
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
}

/** What is checked out, if git is there to tell; results that were written are no change. */
export async function describeSource(): Promise<string | undefined> {
  const head = await git('rev-parse', '--short', 'HEAD');
  if (head?.code !== 0) return undefined;
  const isSame = await git('diff', '--quiet', 'HEAD', '--', 'src', 'bin', 'fixtures', 'test/**.ts');
  return `${head.stdout.toString('utf8').trim()}${isSame?.code === 0 ? '' : '-dirty'}`;
}

async function git(...args: readonly string[]): Promise<ProgramResult | undefined> {
  return await runProgram('git', ['-C', projectPath(), ...args]).catch(() => undefined);
}

/** Writes RESULTS.md from all that is kept. */
export function writeResults(): void {
  const kept = readdirSync(FOLDER)
    .sort()
    .map((name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as KeptResult);
  const rows = kept.flatMap(({ part, flavor, tallies }) =>
    tallies.map((tally) => `| ${part} | ${flavor} | ${describeTally(tally)} |`),
  );
  const figures = kept.flatMap(({ part, flavor, figures: measured }) =>
    Object.entries(measured).map(([name, value]) => `| ${part} | ${flavor} | ${name} | ${value} |`),
  );
  const runs = kept.map(
    ({ part, flavor, seed, seconds, commit = 'a former commit' }) =>
      `- ${part}, ${flavor}: seed ${seed}, ${seconds} s, ${commit}`,
  );
  const failures = kept.flatMap(({ part, flavor, failures: failed }) =>
    failed.map((failure) => `- ${part}, ${flavor}: ${failure}`),
  );
  writeFileSync(
    projectPath('test', 'soak', 'RESULTS.md'),
    [
      '# What was tried to break tsdump',
      'Written by `npm run soak`; each part replaces its own lines. _Survived_: the exit status is the documented one, the message names the cause, the server is as it was found within two seconds, nothing is left running, no file looks whole that is not.',
      [
        '| part | server | what was done | tried | survived |',
        '|---|---|---|---:|---:|',
        ...rows,
      ].join('\n'),
      ['| part | server | measured | |', '|---|---|---|---:|', ...figures].join('\n'),
      `Runs:\n\n${runs.join('\n')}`,
      failures.length === 0 ? 'Failures: none.' : `Failures:\n\n${failures.join('\n')}`,
    ].join('\n\n') + '\n',
  );
}

function describeTally({ kind, tried, survived }: Tally): string {
  return `${kind} | ${tried} | ${survived}`;
}
