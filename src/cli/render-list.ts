// What is in a dump, as a table for people: a line for where it is from, one for each section,
// one for the sums. Pure.

import { showObjectName } from '../archive/section-name.js';
import type { DumpFacts, Manifest, StoredSection } from '../model/manifest.js';
import { printable } from '../terminal/printable.js';
import { describeCoordinates } from '../terminal/render-event.js';

const TITLES = ['KIND', 'NAME', 'ROWS', 'SQL BYTES', 'STORED', 'SHA-256'];
/** Columns of numbers, which end where their title ends. */
const NUMBERS: ReadonlySet<number> = new Set([2, 3, 4]);
const HASH_LETTERS = 12;

export function renderList({ dump, sections }: Manifest): string {
  const rows = sections.map(toRow);
  const sums = sections.map(toNumbers).reduce(add, [0, 0, 0]);
  const total = [`${sections.length} sections`, '', ...sums.map(String), ''];
  const table = [TITLES, ...rows, total];
  const widths = TITLES.map((_title, column) =>
    table.reduce((width, cells) => Math.max(width, cells[column]?.length ?? 0), 0),
  );
  const lines = table.map((cells) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return NUMBERS.has(column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
  return [...describeDump(dump), '', ...lines, ''].map(printable).join('\n');
}

function describeDump({ tool, startedAt, server, consistency, coordinates }: DumpFacts): string[] {
  const source = `${server.flavor} ${server.version} on ${server.hostname}`;
  return [
    `tsdump ${tool}, ${startedAt}, ${source}, ${consistency}`,
    ...describeCoordinates(coordinates),
  ];
}

function toRow(section: StoredSection): string[] {
  const { kind, chunk, sha256 } = section;
  const what = chunk === undefined ? kind : `${kind} ${chunk}`;
  const numbers = toNumbers(section).map(String);
  return [what, showObjectName(section), ...numbers, sha256.slice(0, HASH_LETTERS)];
}

function toNumbers({ rows, frames }: StoredSection): number[] {
  return frames.reduce(
    (sums, { sqlBytes, storedBytes }) => add(sums, [0, sqlBytes, storedBytes]),
    [rows, 0, 0],
  );
}

function add(left: readonly number[], right: readonly number[]): number[] {
  return left.map((value, index) => value + (right[index] ?? 0));
}
