// A table's or view's definition as XML: its columns, keys and status, as the server's
// own tables tell them. The statements are the stock tools', which quote them if they fail.

import { commentSafe } from '../../encode/text/comment.js';
import { quoteString } from '../../encode/text/quote.js';
import type { Session } from '../../mysql/protocol/session.js';
import type { SectionContext } from '../text/section-context.js';
import { comment, type SectionText } from '../text/section-text.js';
import { couldntExecute, serverText } from '../../dropin/messages/failures.js';
import { isKept, systemTableKind } from '../catalog/system-tables.js';
import { type Cells, cellText, openElement, readRows, writeElement } from './xml-elements.js';

/** `what` is the word for it in a report: table, or view. */
export async function writeXmlTable(
  session: Session,
  ctx: SectionContext,
  out: SectionText,
  what: string,
  relation: { readonly schema: string; readonly name: string },
): Promise<void> {
  const { format, style } = ctx;
  const { schema, name } = relation;
  const quoted = ctx.names.quote(name);
  const object = `${what} ${schema}.${name}`;
  const ask = async (statement: string): Promise<Cells[] | string> => {
    try {
      return await readRows(session, schema, statement);
    } catch (error) {
      ctx.failed(couldntExecute(object, statement, error));
      return serverText(error);
    }
  };
  const columns = await ask(columnsStatement(ctx, schema, name));
  if (typeof columns === 'string' || columns.length === 0) ctx.leaveOutRows(relation);
  if (typeof columns === 'string') return;
  const kept = isKept(systemTableKind(ctx, schema, name));
  out.add(
    comment(format, `\n--\n-- Table structure for table ${commentSafe(quoted)}\n--\n\n`),
    format.addDropTable && !kept && !style.strictXml ? `DROP TABLE IF EXISTS ${quoted};\n` : '',
    openElement(ctx, '\t', 'table_structure', 'name', name),
  );
  for (const column of columns) {
    if (!isLeftOut(ctx, column)) writeElement(ctx, out, 'field', column);
  }
  const keys = await ask(`show keys from ${quoted}`);
  if (typeof keys === 'string') {
    ctx.complain(`Can't get keys for table ${quoted} (${keys})`);
    // The stock tools leave it open.
    if (ctx.style.strictXml) out.add('\t</table_structure>\n');
    return;
  }
  for (const key of keys) writeElement(ctx, out, 'key', key);
  if (format.createOptions) {
    const status = await ask(`show table status like ${likeLiteral(name)}`);
    const [row] = typeof status === 'string' ? [] : status;
    if (row !== undefined) writeElement(ctx, out, 'options', row);
    else if (typeof status !== 'string')
      ctx.tell(`Error: Couldn't read status information for table ${quoted} ()`);
  }
  out.add('\t</table_structure>\n');
}

/** mysqldump leaves out what the server computes. */
function isLeftOut(ctx: SectionContext, column: Cells): boolean {
  return (
    ctx.dialect.omitsGenerated &&
    /^(?:STORED|VIRTUAL) GENERATED(?: INVISIBLE)?$/.test(cellText(ctx, column, 'Extra'))
  );
}

function columnsStatement(ctx: SectionContext, schema: string, table: string): string {
  const literal = (name: string): string => {
    if (!ctx.style.quotesAsStock) return quoteString(name);
    return ctx.dialect.quotesLiterals ? equalLiteral(name) : `'${name}'`;
  };
  return (
    'SELECT `COLUMN_NAME` AS `Field`, `COLUMN_TYPE` AS `Type`, `IS_NULLABLE` AS `Null`, ' +
    '`COLUMN_KEY` AS `Key`, `COLUMN_DEFAULT` AS `Default`, `EXTRA` AS `Extra`, ' +
    '`COLUMN_COMMENT` AS `Comment` FROM `INFORMATION_SCHEMA`.`COLUMNS` WHERE ' +
    `TABLE_SCHEMA = ${literal(schema)} AND TABLE_NAME = ${literal(table)}` +
    ' ORDER BY ORDINAL_POSITION'
  );
}

function equalLiteral(name: string): string {
  return `'${name.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

/** A pattern that only `name` matches. */
function likeLiteral(name: string): string {
  return `'${name.replace(/[\\'_%]/g, (char) => (char === '\\' ? '\\\\\\\\' : `\\${char}`))}'`;
}
