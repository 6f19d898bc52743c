// What stands around definitions and rows in a dump of XML: the document, databases, the
// frame of a table's rows. Pure.

import { commentSafe } from '../encode/comment.js';
import { quoteIdentifier } from '../encode/identifier.js';
import { cdata } from '../encode/xml-text.js';
import type { Table } from '../model/catalog.js';
import { locksTable, writeRowsTail } from './rows-frame.js';
import type { SectionContext } from './section-context.js';
import { comment, heading, type SectionText, toBytes, toByteText } from './section-text.js';
import { openElement } from './xml-elements.js';

export const XML_HEAD: string = [
  '<?xml version="1.0"?>',
  '<mysqldump xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">',
  '',
].join('\n');
export const XML_FOOT = '</mysqldump>\n';

export function openDatabase(ctx: SectionContext, schema: string): string {
  return openElement(ctx, '', 'database', 'name', schema);
}

export const CLOSE_DATABASE = '</database>\n';

/** Statements that have no form in XML: as they are, or where a reader can tell them apart. */
export function addStatements(ctx: SectionContext, out: SectionText, sql: Buffer): void {
  const isText = ctx.style.strictXml && sql.length > 0;
  out.add(isText ? toBytes(`<statements>\n${cdata(toByteText(sql))}</statements>\n`) : sql);
}

/** `orderColumns`: what the rows are sorted by, empty where they are not. */
export function writeXmlRowsHead(
  ctx: SectionContext,
  out: SectionText,
  table: Table,
  orderColumns: readonly string[],
): void {
  const { dialect, format, selection, style } = ctx;
  const name = quoteIdentifier(table.name);
  const order = orderColumns.map(quoteIdentifier).join(',');
  const { where } = selection;
  const autocommit = format.noAutocommit && !style.strictXml ? dialect.autocommit : undefined;
  out.add(
    heading(format, `Dumping data for table ${commentSafe(name)}`),
    where === undefined ? '' : comment(format, `-- WHERE:  ${commentSafe(where)}\n`),
    order === '' ? '' : comment(format, `-- ORDER BY:  ${commentSafe(order)}\n`),
    autocommit?.beforeLock ?? '',
    style.strictXml ? '' : buildLocks(ctx, table),
    openElement(ctx, '\t', 'table_data', 'name', table.name),
    autocommit?.beforeRows ?? '',
  );
}

/** Asked for behind --xml, the stock tools write them between the elements. */
function buildLocks(ctx: SectionContext, table: Table): string {
  const name = quoteIdentifier(table.name);
  const keys = ctx.format.disableKeys ? `/*!40000 ALTER TABLE ${name} DISABLE KEYS */;\n` : '';
  return (locksTable(ctx, table) ? `LOCK TABLES ${name} WRITE;\n` : '') + keys;
}

export function writeXmlRowsTail(ctx: SectionContext, out: SectionText, table: Table): void {
  out.add('\t</table_data>\n');
  if (!ctx.style.strictXml) writeRowsTail(ctx, out, table);
}
