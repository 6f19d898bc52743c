// A part of a table's rows, for questions that cost too much to be asked of every row. Pure.

import { quoteIdentifier } from '../encode/text/quote.js';
import type { Table } from '../model/catalog.js';

/** Of the first and of the last rows of a table so many are looked into. */
const SAMPLED_ROWS = 250;

/** `select` of some of the rows: the ends of the primary key where there is one. */
export function sampleRows(select: string, { keys }: Table): string {
  const [primary] = keys;
  const order = (direction: string): string =>
    (primary?.parts ?? []).map((part) => `${quoteIdentifier(part.column)} ${direction}`).join(', ');
  if (primary?.name !== 'PRIMARY') return `${select} LIMIT ${SAMPLED_ROWS}`;
  const ends = ['ASC', 'DESC'].map(
    (direction) => `(${select} ORDER BY ${order(direction)} LIMIT ${SAMPLED_ROWS})`,
  );
  return ends.join(' UNION ALL ');
}
