// Cuts a table whose estimates are worth nothing: its first column is divided evenly, and each
// cut is at a key that exists, so that holes cost a probe and no chunk.

import type { Cut } from './range.js';
import type { RangeProbe } from './range-probe.js';
import type { KeyColumn } from './column.js';

export interface UnweighedLimits {
  /** Fewer whole numbers than these are not worth a cut. */
  readonly rows: number;
  readonly pieces: number;
}

/** `columns`: the first one is of whole numbers. */
export async function* cutUnweighed(
  columns: readonly KeyColumn[],
  probe: RangeProbe,
  { rows, pieces }: UnweighedLimits,
): AsyncGenerator<Cut, void> {
  const [column] = columns;
  const bounds = await probe.readBounds([], [], undefined);
  if (column === undefined || bounds === undefined) return;
  const most = Math.min(pieces, (Number(bounds.greatest) - Number(bounds.least)) / rows);
  if (!(most >= 2)) return;
  let before = column.toLiteral(bounds.least);
  for (const guess of column.guess(bounds.least, bounds.greatest, most)) {
    if (BigInt(guess) <= BigInt(before)) continue;
    const text = await probe.readFirst([], { values: [before], side: 'before' }, guess);
    if (text === undefined) return;
    const value = column.toLiteral(text);
    if (value !== before) yield { values: [value], side: 'before' };
    before = value;
  }
}
