// How the stock tool of each flavor lays out an INSERT: the one table of these differences.

import type { Flavor } from '../../model/server.js';
import type { Format } from '../../model/options.js';
import { quoteIdentifier } from '../text/quote.js';

export interface InsertStyle {
  /** Stands before a quoted binary value. */
  readonly binaryIntroducer: string;
  readonly rowSeparator: string;
  /** Between VALUES and the first of many rows where no columns are listed; else a blank. */
  readonly afterValues: string;
  /** Without extended inserts empty binary values have their introducer too. */
  readonly introducesEmpty: boolean;
  /**
   * Without extended inserts a first column that is generated, and so left out, leaves its
   * comma: `VALUES (,1)`. No server reads that; only a drop-in writes it.
   */
  readonly leavesComma: boolean;
}

const STYLES: Readonly<Record<Flavor, InsertStyle>> = {
  mysql: {
    binaryIntroducer: '_binary ',
    rowSeparator: ',',
    afterValues: ' ',
    introducesEmpty: true,
    leavesComma: true,
  },
  mariadb: {
    binaryIntroducer: '',
    rowSeparator: ',\n',
    afterValues: '\n',
    introducesEmpty: false,
    leavesComma: false,
  },
};

export function insertStyle(flavor: Flavor): InsertStyle {
  return STYLES[flavor];
}

/** The options that change what is written before the rows. */
export type InsertForm = Pick<
  Format,
  'replace' | 'insertIgnore' | 'delayedInsert' | 'extendedInsert'
>;

/** Engines that mariadb-dump uses INSERT DELAYED for, lower case; for others it is not there. */
const DELAYED_ENGINES: ReadonlySet<string> = new Set([
  'myisam',
  'isam',
  'archive',
  'heap',
  'memory',
]);

export function takesDelayed(engine: string | undefined): boolean {
  return engine !== undefined && DELAYED_ENGINES.has(engine.toLowerCase());
}

/** How the stock tools combine the options that change the verb. */
function buildVerb({ replace, insertIgnore, delayedInsert }: InsertForm): string {
  const verb = replace ? 'REPLACE ' : 'INSERT ';
  return `${verb}${delayedInsert ? 'DELAYED ' : ''}${insertIgnore ? 'IGNORE ' : ''}`;
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
  quote: (name: string) => string = quoteIdentifier,
): string {
  const into = `${buildVerb(form)}INTO ${quote(table)}`;
  if (columns === undefined) {
    return `${into} VALUES${form.extendedInsert ? style.afterValues : ' '}`;
  }
  const list = columns.map(quote).join(', ');
  return `${into} (${list}) VALUES `;
}
