// --column-statistics: the statement that builds a table's histograms again (mysqldump).

import { quoteString } from '../encode/identifier.js';
import type { Session } from '../mysql/session.js';
import type { SectionContext } from './section-context.js';
import { type SectionText, toBytes, toByteText } from './section-text.js';
import { showBytes } from './show-bytes.js';
import { couldntExecute } from './stock-words.js';

/** `name` is a table or a view, which has none. */
export async function writeHistograms(
  session: Session,
  ctx: SectionContext,
  out: SectionText,
  schema: string,
  name: string,
): Promise<void> {
  const statement =
    'SELECT COLUMN_NAME,                       JSON_EXTRACT(HISTOGRAM, \'$."number-of-buckets-specified"\')' +
    '                FROM information_schema.COLUMN_STATISTICS' +
    `                WHERE SCHEMA_NAME = ${quoteString(schema)} AND TABLE_NAME = ${quoteString(name)};`;
  try {
    const rows = await showBytes(session, ctx, schema, statement.slice(0, -1));
    for (const row of rows) {
      const column = toByteText(row.bytesAt(0) ?? Buffer.alloc(0));
      const buckets = row.stringAt(1);
      out.add(
        `/*!80002 ANALYZE TABLE ${ctx.names.write(name)} UPDATE HISTOGRAM ON `,
        toBytes(ctx.names.write(column)),
        ` WITH ${buckets} BUCKETS */;\n`,
      );
    }
  } catch (error) {
    ctx.failed(couldntExecute(`histograms of ${schema}.${name}`, statement, error));
  }
}
