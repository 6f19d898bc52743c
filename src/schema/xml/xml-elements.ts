// Answers of the server as elements of XML: a row is an element, its columns are the
// attributes, NULLs are left out, and a CREATE statement is the text inside.

import { quoteIdentifier } from '../../encode/text/quote.js';
import { attributeName, cdata, quoteAttribute, quoteXml } from '../../encode/text/xml-text.js';
import { readCells } from '../../mysql/protocol/responses.js';
import type { ResultColumn } from '../../mysql/protocol/result-column.js';
import type { Session } from '../../mysql/protocol/session.js';
import type { SectionContext } from '../text/section-context.js';
import { type SectionText, toBytes, toByteText } from '../text/section-text.js';

/** One row of an answer, in the order and spelling of its columns. */
export type Cells = readonly { readonly name: string; readonly value: Buffer | null }[];

/** Runs `statements` in `schema`; the rows of all of them. */
export async function readRows(
  session: Session,
  schema: string,
  statements: string,
): Promise<Cells[]> {
  const rows: Cells[] = [];
  let columns: readonly ResultColumn[] = [];
  await session.stream(`USE ${quoteIdentifier(schema)}; ${statements}`, {
    columns(found) {
      columns = found;
    },
    row(bytes, start, end) {
      const values = readCells(bytes, start, end, columns.length);
      rows.push(columns.map(({ name }, index) => ({ name, value: values[index] ?? null })));
      return undefined;
    },
  });
  return rows;
}

/** As readRows, each byte as it is stored. */
export async function readStoredRows(
  session: Session,
  ctx: Pick<SectionContext, 'charset'>,
  schema: string,
  statement: string,
): Promise<Cells[]> {
  const restore = `SET SESSION character_set_results = '${ctx.charset}'`;
  const binary = "SET SESSION character_set_results = 'binary'";
  try {
    return await readRows(session, schema, `${binary}; ${statement}; ${restore}`);
  } catch (error) {
    // What follows a failed statement of the batch was not run.
    if (session.alive) await session.execute(restore);
    throw error;
  }
}

/** `createColumn`: which column is the text of the element. */
export function writeElement(
  ctx: SectionContext,
  out: SectionText,
  element: string,
  cells: Cells,
  createColumn: string = '',
): void {
  out.add(`\t\t<${element}`);
  let create: Buffer | undefined;
  for (const { name, value } of cells) {
    if (value === null) continue;
    if (name === createColumn) create = value;
    else out.add(` ${attributeName(name)}="`, toBytes(quoted(ctx, value)), '"');
  }
  if (create === undefined || create.length === 0) out.add(' />\n');
  else out.add('>\n', toBytes(cdata(toByteText(create))), `\t\t</${element}>\n`);
}

/** As it stands between the quotes of an attribute. */
export function quoted({ style }: SectionContext, value: Buffer): string {
  const text = toByteText(value);
  return style.strictXml ? quoteAttribute(text) : quoteXml(text);
}

/** `<element attribute="value">` on a line of its own. */
export function openElement(
  ctx: SectionContext,
  indent: string,
  element: string,
  attribute: string,
  value: string,
): string {
  const text = ctx.style.strictXml ? quoteAttribute(value) : quoteXml(value);
  return `${indent}<${element} ${attribute}="${text}">\n`;
}

/** The value of a column of the server's answer; '' for NULL. */
export function cellText(ctx: SectionContext, cells: Cells | undefined, name: string): string {
  const cell = cells?.find((each) => each.name.toLowerCase() === name.toLowerCase());
  return cell?.value?.toString(ctx.style.text) ?? '';
}
