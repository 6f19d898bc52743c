// A table's or view's definition as XML: its columns, keys and status, as the server's
// own tables tell them. The statements are the stock tools', which quote them if they fail.

import { commentSafe } from '../../encode/text/comment.js';
import { quoteString } from '../../encode/text/quote.js';
import type { Session } from '../../mysql/protocol/session.js';
import type { SectionContext } from '../text/section-context.js';
import { NotShown, showDefinition } from '../text/show-definition.js';
import { comment, type SectionText } from '../text/section-text.js';
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
  const ask = async (statement: string): Promise<Cells[] | NotShown> =>
    await showDefinition(
      ctx,
      object,
      statement,
      async () => await readRows(session, schema, statement),
    );
  const columns = await ask(columnsStatement(ctx, schema, name));
  if (columns instanceof NotShown || columns.length === 0) ctx.leaveOutRows(relation);
  if (columns instanceof NotShown) return;
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
  if (keys instanceof NotShown) {
    ctx.remark({ at: 'keys-refused', table: quoted, error: keys.error });
    // The stock tools leave it open.
    if (ctx.style.strictXml) out.add('\t</table_structure>\n');
    return;
  }
  for (const key of keys) writeElement(ctx, out, 'key', key);
  if (format.createOptions) {
    const status = await ask(`show table status like ${likeLiteral(name)}`);
    const [row] = status instanceof NotShown ? [] : status;
    if (row !== undefined) writeElement(ctx, out, 'options', row);
    else if (!(status instanceof NotShown)) ctx.remark({ at: 'status-missing', table: quoted });
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
    const { nameLiterals } = ctx.dialect;
    if (nameLiterals === 'safe') return quoteString(name);
    return nameLiterals === 'doubled' ? equalLiteral(name) : `'${name}'`;
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
