// A difference for people: the first lines that differ with a little of what is before
// them, every odd byte escaped, and a short signature that groups differences by cause.

import type { Difference } from './case.js';

const CONTEXT_LINES = 3;
const SHOWN_LINES = 4;
const SHOWN_CHARS = 300;

export function showDifference(difference: Difference): string {
  const [real, ours] = [difference.real.split('\n'), difference.ours.split('\n')];
  const at = findFirst(real, ours);
  const column = findFirst(real[at] ?? '', ours[at] ?? '');
  const lines = [
    `@@ ${difference.channel}, line ${at + 1} of ${real.length} (real) and ${ours.length} (ours)`,
  ];
  for (const line of real.slice(Math.max(0, at - CONTEXT_LINES), at))
    lines.push(`  ${cut(line, 0)}`);
  lines.push(...showLines('-', real, at, column), ...showLines('+', ours, at, column));
  return lines.join('\n');
}

/** The same for differences that look like one cause: numbers and names are taken out. */
export function signDifference(difference: Difference): string {
  const [real, ours] = [difference.real.split('\n'), difference.ours.split('\n')];
  const at = findFirst(real, ours);
  const column = findFirst(real[at] ?? '', ours[at] ?? '');
  const around = (line: string | undefined): string =>
    line === undefined
      ? '(end)'
      : escapeText(strip(line.slice(Math.max(0, column - 20), column + 50)));
  const channel = difference.channel.replace(/^file .*\./, 'file .');
  return `${channel} | - ${around(real[at])} | + ${around(ours[at])}`;
}

function strip(text: string): string {
  return text
    .replace(/`[^`]*`/g, '`x`')
    .replace(/'[^']*'/g, "'x'")
    .replace(/\d+/g, 'N');
}

function findFirst(one: ArrayLike<string>, two: ArrayLike<string>): number {
  let at = 0;
  while (at < one.length && at < two.length && one[at] === two[at]) at += 1;
  return at;
}

function showLines(sign: string, lines: readonly string[], at: number, column: number): string[] {
  const shown = lines.slice(at, at + SHOWN_LINES);
  const from = Math.max(0, column - 80);
  return shown.length === 0
    ? [`${sign}(the end)`]
    : shown.map((line, i) => `${sign} ${cut(line, i === 0 ? from : 0)}`);
}

function cut(line: string, from: number): string {
  const head = from > 0 ? `...(${from})` : '';
  const tail =
    line.length > from + SHOWN_CHARS ? `...(${line.length - from - SHOWN_CHARS} more)` : '';
  return head + escapeText(line.slice(from, from + SHOWN_CHARS)) + tail;
}

function escapeText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (char) =>
    char === '\t' ? '\\t' : `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}
