// How the stock tool of each flavor lays out an INSERT: the one table of these differences.

import type { Flavor } from '../model/server.js';
import type { Format } from '../model/options.js';
import { quoteIdentifier } from './identifier.js';

export interface InsertStyle {
  /** Stands before a quoted binary value. */
  readonly binaryIntroducer: string;
  readonly rowSeparator: string;
  /** Between VALUES and the first of many rows where no columns are listed; else a blank. */
  readonly afterValues: string;
}

const STYLES: Readonly<Record<Flavor, InsertStyle>> = {
  mysql: {
    binaryIntroducer: '_binary ',
    rowSeparator: ',',
    afterValues: ' ',
  },
  mariadb: {
    binaryIntroducer: '',
    rowSeparator: ',\n',
    afterValues: '\n',
  },
};

export function insertStyle(flavor: Flavor): InsertStyle {
  return STYLES[flavor];
}

/** The options that change what stands before the rows. */
export type InsertForm = Pick<
  Format,
  'replace' | 'insertIgnore' | 'delayedInsert' | 'extendedInsert'
>;

/** How the stock tools combine the options that change the verb. */
function buildVerb({ replace, insertIgnore, delayedInsert }: InsertForm): string {
  if (replace) return `REPLACE ${insertIgnore ? 'IGNORE ' : ''}`;
  return `INSERT ${delayedInsert ? ' DELAYED ' : ''}${insertIgnore ? 'IGNORE ' : ''}`;
}

/**
 * All of a statement before its first row. `columns` is the column list, or undefined
 * where none is written.
 */
export function buildInsertPrefix(
  style: InsertStyle,
  form: InsertForm,
  table: string,
  columns: readonly string[] | undefined,
): string {
  const into = `${buildVerb(form)}INTO ${quoteIdentifier(table)}`;
  if (columns === undefined) {
    return `${into} VALUES${form.extendedInsert ? style.afterValues : ' '}`;
  }
  const list = columns.map(quoteIdentifier).join(', ');
  return `${into} (${list}) VALUES `;
}
