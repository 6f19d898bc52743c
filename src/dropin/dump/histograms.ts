// --column-statistics: the statement that builds a table's histograms again (mysqldump), in
// XML an element that names them.

import { quoteString } from '../../encode/text/quote.js';
import type { Table } from '../../model/catalog.js';
import type { Session } from '../../mysql/protocol/session.js';
import type { ToolContext } from '../messages/tool-context.js';
import { type SectionText, toBytes, toByteText } from '../../schema/text/section-text.js';
import { showBytes } from '../../schema/definitions/show-bytes.js';
import { couldntExecute } from '../messages/failures.js';
import { openElement, quoted } from '../../schema/xml/xml-elements.js';

export async function writeHistograms(
  session: Session,
  ctx: ToolContext,
  out: SectionText,
  { schema, name }: Table,
): Promise<void> {
  if (ctx.format.xml) return await writeXmlHistograms(session, ctx, out, schema, name);
  for (const { column, buckets } of await readHistograms(session, ctx, schema, name)) {
    out.add(
      `/*!80002 ANALYZE TABLE ${ctx.names.write(name)} UPDATE HISTOGRAM ON `,
      toBytes(ctx.names.write(column)),
      ` WITH ${buckets} BUCKETS */;\n`,
    );
  }
}

async function writeXmlHistograms(
  session: Session,
  ctx: ToolContext,
  out: SectionText,
  schema: string,
  name: string,
): Promise<void> {
  const histograms = await readHistograms(session, ctx, schema, name);
  if (histograms.length === 0) return;
  out.add(openElement(ctx, '\t', 'column_statistics', 'table_name', name));
  for (const { column, buckets } of histograms) {
    const attribute = quoted(ctx, toBytes(column));
    out.add(toBytes(`\t\t<field name="${attribute}" num_buckets="${buckets}"></field>\n`));
  }
  out.add('\t</column_statistics>\n');
}

interface Histogram {
  /** As bytes. */
  readonly column: string;
  readonly buckets: string;
}

async function readHistograms(
  session: Session,
  ctx: ToolContext,
  schema: string,
  name: string,
): Promise<readonly Histogram[]> {
  const statement =
    'SELECT COLUMN_NAME,                       JSON_EXTRACT(HISTOGRAM, \'$."number-of-buckets-specified"\')' +
    '                FROM information_schema.COLUMN_STATISTICS' +
    `                WHERE SCHEMA_NAME = ${quoteString(schema)} AND TABLE_NAME = ${quoteString(name)};`;
  try {
    const rows = await showBytes(session, ctx, schema, statement.slice(0, -1));
    return rows.map((row) => ({
      column: toByteText(row.bytesAt(0) ?? Buffer.alloc(0)),
      buckets: row.stringAt(1),
    }));
  } catch (error) {
    ctx.tool.failed(couldntExecute(statement, error));
    return [];
  }
}
