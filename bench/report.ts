// Turns measurements into the markdown that is printed and kept: ratios first, because a
// shared machine makes seconds worth little. Pure.

import { NAMES } from './contestants.js';
import type { Measurement } from './run-command.js';

export interface Run extends Measurement {
  /** Rounds go A B C, B C A, ...; ratios are taken within a round. */
  readonly round: number;
  readonly outputBytes: number;
  readonly windowSeconds: number | undefined;
}

/** All runs of one contestant, or why it could not take part. */
export interface Outcome {
  readonly name: string;
  readonly command: string;
  readonly runs: readonly Run[];
  readonly failure: string | undefined;
}

export interface Heading {
  readonly title: string;
  /** Machine, versions, what was measured: one line each. */
  readonly facts: readonly string[];
}

/** First of each pair over the second: below 1 the first is quicker. */
const RATIOS: readonly (readonly [string, string])[] = [
  [NAMES.tsdumpPlain, NAMES.stockPlain],
  [NAMES.tsdumpZstd, NAMES.stockZstd],
  [NAMES.lanesPlain, NAMES.stockPlain],
  [NAMES.lanesZstd, NAMES.stockZstd],
  [NAMES.tsdumpPlain, NAMES.floor],
  [NAMES.lanesPlain, NAMES.mydumperPlain],
  [NAMES.lanesZstd, NAMES.mydumperGzip],
];

export function buildReport(heading: Heading, outcomes: readonly Outcome[]): string {
  return [
    `# ${heading.title}`,
    buildRatios(outcomes),
    buildFigures(outcomes),
    heading.facts.map((fact) => `- ${fact}`).join('\n'),
    'Commands, rotated within each round (the socket and the output stand for paths):',
    outcomes.map(describeOutcome).join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
}

function buildRatios(outcomes: readonly Outcome[]): string {
  const rows = [['wall time', 'of the minima', 'per round, median (min to max)']];
  for (const [above, below] of RATIOS) {
    const first = outcomes.find(({ name }) => name === above)?.runs ?? [];
    const second = outcomes.find(({ name }) => name === below)?.runs ?? [];
    if (first.length === 0 || second.length === 0) continue;
    const minima = min(first.map(wall)) / min(second.map(wall));
    const paired = first.flatMap((run) => {
      const other = second.find(({ round }) => round === run.round);
      return other === undefined ? [] : [run.wallSeconds / other.wallSeconds];
    });
    const spread = `${min(paired).toFixed(2)} to ${Math.max(...paired).toFixed(2)}`;
    rows.push([
      `**${above}** / ${below}`,
      `**${minima.toFixed(2)}**`,
      `${median(paired).toFixed(2)} (${spread})`,
    ]);
  }
  return drawTable(rows);
}

function buildFigures(outcomes: readonly Outcome[]): string {
  const rows = [
    [
      '',
      'wall s, min',
      'wall s, median',
      'client CPU s',
      'server CPU s',
      'peak memory MB',
      'output MB',
      'window s',
    ],
  ];
  for (const { name, runs } of outcomes) {
    if (runs.length === 0) continue;
    const windows = runs.flatMap(({ windowSeconds }) => windowSeconds ?? []);
    rows.push([
      name,
      min(runs.map(wall)).toFixed(2),
      median(runs.map(wall)).toFixed(2),
      median(runs.map((run) => run.cpuSeconds)).toFixed(2),
      median(runs.map((run) => run.serverCpuSeconds)).toFixed(2),
      (Math.max(...runs.map((run) => run.peakBytes)) / 1e6).toFixed(0),
      (median(runs.map((run) => run.outputBytes)) / 1e6).toFixed(1),
      windows.length === 0 ? '' : median(windows).toFixed(2),
    ]);
  }
  return drawTable(rows);
}

/** Heading first; aligned as the formatter would, the first column to the left. */
export function drawTable(rows: readonly (readonly string[])[]): string {
  const [heading = [], ...body] = rows;
  const widths = heading.map((_, at) => Math.max(3, ...rows.map((row) => (row[at] ?? '').length)));
  const draw = (row: readonly string[]): string => {
    const cells = widths.map((width, at) =>
      at === 0 ? (row[at] ?? '').padEnd(width) : (row[at] ?? '').padStart(width),
    );
    return `| ${cells.join(' | ')} |`;
  };
  const rule = widths.map((width, at) =>
    at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [draw(heading), draw(rule), ...body.map(draw)].join('\n');
}

function describeOutcome({ name, command, failure }: Outcome): string {
  const note = failure === undefined ? '' : `; **failed, left out**: ${failure}`;
  return `- ${name}: \`${command}\`${note}`;
}

function wall(run: Run): number {
  return run.wallSeconds;
}

function min(values: readonly number[]): number {
  return Math.min(...values);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
