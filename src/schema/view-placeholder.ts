// A view's stand-in among the tables: something with its name and columns, so that views
// on it and routines can be created before it. An invalid view is reported here.

import { commentSafe } from '../encode/comment.js';
import type { View } from '../model/catalog.js';
import type { Session } from '../mysql/session.js';
import { isObjectError } from './object-failure.js';
import type { SectionContext } from './section-context.js';
import { comment, heading, type SectionText, toBytes, toByteText } from './section-text.js';
import { showBytes } from './show-bytes.js';
import { couldntExecute } from './stock-words.js';

export async function writeViewPlaceholder(
  session: Session,
  ctx: SectionContext,
  out: SectionText,
  view: View,
): Promise<void> {
  const { dialect, format } = ctx;
  const { placeholder } = dialect;
  const name = ctx.names.quote(view.name);
  const written = ctx.names.write(view.name);
  out.add(
    heading(format, `${placeholder.title} ${commentSafe(name)}`),
    comment(format, '\n'),
    format.addDropTable ? `DROP TABLE IF EXISTS ${written};\n` : '',
  );
  let columns: Buffer[];
  try {
    columns = await readViewColumns(session, ctx, view);
  } catch (error) {
    const object = `view ${view.schema}.${view.name}`;
    ctx.failed(couldntExecute(object, `SHOW FIELDS FROM ${name}`, error));
    const create = await describeView(session, ctx, view);
    const failed = comment(format, '\n-- failed on view ');
    const text = comment(format, `${commentSafe(`${name}: ${create}`)}\n\n`);
    out.add(failed, text);
    return;
  }
  const list = columns.map(
    (column) => ` ${placeholder.value} AS ${ctx.names.write(toByteText(column))}`,
  );
  out.add(
    format.addDropTable ? `/*!50001 DROP VIEW IF EXISTS ${written}*/;\n` : '',
    'SET @saved_cs_client     = @@character_set_client;\n',
    dialect.setViewCharset,
    `/*!50001 CREATE VIEW ${name} AS ${placeholder.select}`,
    toBytes(list.join(',\n')),
    placeholder.end,
    'SET character_set_client = @saved_cs_client;\n',
  );
}

/** Rejects where the view is invalid. */
export async function readViewColumns(
  session: Session,
  ctx: SectionContext,
  view: View,
): Promise<Buffer[]> {
  const statement = `SHOW FIELDS FROM ${ctx.names.quote(view.name)}`;
  const rows = await showBytes(session, ctx, view.schema, statement);
  return rows.map((row) => row.bytesAt(0) ?? Buffer.alloc(0));
}

async function describeView(session: Session, ctx: SectionContext, view: View): Promise<string> {
  try {
    const statement = `SHOW CREATE TABLE ${ctx.names.quote(view.name)}`;
    const [row] = await showBytes(session, ctx, view.schema, statement);
    return row?.stringAt(1) ?? '';
  } catch (error) {
    if (!isObjectError(error)) throw error;
    return 'the server does not show it';
  }
}
