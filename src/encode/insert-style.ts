// How the stock tool of each flavor lays out an INSERT: the one table of these differences.

import type { Flavor } from '../model/server.js';
import type { Format } from '../model/options.js';
import { quoteIdentifier } from './identifier.js';

export interface InsertStyle {
  /** Stands before a quoted binary value. */
  readonly binaryIntroducer: string;
  readonly rowSeparator: string;
  /** Between VALUES and the first row, without and with a column list. */
  readonly afterValues: string;
  readonly afterValuesOfList: string;
}

const STYLES: Readonly<Record<Flavor, InsertStyle>> = {
  mysql: {
    binaryIntroducer: '_binary ',
    rowSeparator: ',',
    afterValues: ' ',
    afterValuesOfList: ' ',
  },
  mariadb: {
    binaryIntroducer: '',
    rowSeparator: ',\n',
    afterValues: '\n',
    afterValuesOfList: ' ',
  },
};

export function insertStyle(flavor: Flavor): InsertStyle {
  return STYLES[flavor];
}

/** How the stock tools combine the options that change the verb. */
export type InsertVerb = Pick<Format, 'replace' | 'insertIgnore' | 'delayedInsert'>;

function buildVerb({ replace, insertIgnore, delayedInsert }: InsertVerb): string {
  if (replace) return `REPLACE ${insertIgnore ? 'IGNORE ' : ''}`;
  return `INSERT ${delayedInsert ? ' DELAYED ' : ''}${insertIgnore ? 'IGNORE ' : ''}`;
}

/**
 * All of a statement before its first row. `columns` is the column list, or undefined
 * where none is written.
 */
export function buildInsertPrefix(
  style: InsertStyle,
  verb: InsertVerb,
  table: string,
  columns: readonly string[] | undefined,
): string {
  const into = `${buildVerb(verb)}INTO ${quoteIdentifier(table)}`;
  if (columns === undefined) return `${into} VALUES${style.afterValues}`;
  const list = columns.map(quoteIdentifier).join(', ');
  return `${into} (${list}) VALUES${style.afterValuesOfList}`;
}
