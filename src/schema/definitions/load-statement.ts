// The statement that takes the rows of a table back out of a file of --tab that we wrote:
// every value is escaped as bytes, and taken as bytes. Pure.

import { quoteString } from '../../encode/text/quote.js';
import { buildFieldClause } from '../../encode/rows/outfile-layout.js';
import type { Column, Table } from '../../model/catalog.js';
import type { TabOptions } from '../../model/options.js';
import type { SectionContext } from '../text/section-context.js';

/** Types that read text where bytes would be something else to them, or are refused. */
const TEXT_ALONE: ReadonlySet<string> = new Set(['json', 'uuid', 'inet4', 'inet6']);
/** What begins each line of it in a file of definitions. */
const MARK = '-- load: ';

/** `columns`: of the file. It is looked for where the client stands. */
export function buildLoadStatement(
  { format, names }: SectionContext,
  tab: TabOptions,
  table: Table,
  columns: readonly Column[],
  file: string,
): string {
  const conflicts = format.replace ? 'REPLACE ' : format.insertIgnore ? 'IGNORE ' : '';
  const targets = columns.map((column, index) => {
    if (column.generated) return '@skipped';
    return TEXT_ALONE.has(column.dataType) ? `@text_${index}` : names.write(column.name);
  });
  const texts = columns.flatMap(({ name }, index) =>
    targets[index] === `@text_${index}`
      ? [`${names.write(name)} = CONVERT(@text_${index} USING utf8mb4)`]
      : [],
  );
  return (
    `LOAD DATA LOCAL INFILE ${quoteString(file)} ${conflicts}INTO TABLE ${names.write(table.name)}` +
    ` CHARACTER SET binary${buildFieldClause(tab)}${tab.header ? ' IGNORE 1 LINES' : ''}` +
    ` (${targets.join(', ')})${texts.length === 0 ? '' : ` SET ${texts.join(', ')}`};\n`
  );
}

/** Comments until the mark is taken away, one a line; lines that say nothing are left out. */
export function markAsLoad(sql: string): string {
  const lines = sql.split('\n').slice(0, -1);
  return lines
    .filter((line) => line !== '' && !line.startsWith('-- '))
    .map((line) => `${MARK}${line}\n`)
    .join('');
}
