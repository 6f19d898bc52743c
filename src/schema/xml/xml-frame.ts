// What stands around definitions and rows in a dump of XML: the document, databases, the
// frame of a table's rows. Pure.

import { cdata } from '../../encode/text/xml-text.js';
import type { Table } from '../../model/catalog.js';
import type { SectionContext } from '../text/section-context.js';
import { type SectionText, toBytes, toByteText } from '../text/section-text.js';
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

/** Behind the title of the rows, which is the same in XML. */
export function writeXmlRowsOpening(ctx: SectionContext, out: SectionText, table: Table): void {
  out.add(openElement(ctx, '\t', 'table_data', 'name', table.name));
}

export function writeXmlRowsTail(out: SectionText): void {
  out.add('\t</table_data>\n');
}
