// A view's stand-in among the tables: something with its name and columns, so that views
// on it and routines can be created before it. An invalid view is reported here.

import { commentSafe } from '../encode/comment.js';
import { quoteIdentifier } from '../encode/identifier.js';
import type { View } from '../model/catalog.js';
import type { Session } from '../mysql/session.js';
import { isObjectError, skipObject } from './object-error.js';
import type { SectionContext } from './section-context.js';
import { comment, heading, joinBytes, toBytes, toByteText } from './section-text.js';
import { showBytes } from './show-bytes.js';

export async function writeViewPlaceholder(
  session: Session,
  ctx: SectionContext,
  view: View,
): Promise<Buffer> {
  const { dialect, format } = ctx;
  const { placeholder } = dialect;
  const name = quoteIdentifier(view.name);
  const title = heading(format, `${placeholder.title} ${commentSafe(name)}`);
  const drop = format.addDropTable ? `DROP TABLE IF EXISTS ${name};\n` : '';
  let columns: Buffer[];
  try {
    columns = await readViewColumns(session, view);
  } catch (error) {
    skipObject(ctx, `view ${view.schema}.${view.name}`, error);
    const create = await describeView(session, view);
    const failed = comment(format, '\n-- failed on view ');
    const text = comment(format, `${commentSafe(`${name}: ${create}`)}\n\n`);
    return joinBytes([title, comment(format, '\n'), drop, failed, text]);
  }
  const list = columns.map(
    (column) => ` ${placeholder.value} AS ${quoteIdentifier(toByteText(column))}`,
  );
  return joinBytes([
    title,
    comment(format, '\n'),
    drop,
    format.addDropTable ? `/*!50001 DROP VIEW IF EXISTS ${name}*/;\n` : '',
    'SET @saved_cs_client     = @@character_set_client;\n',
    dialect.setViewCharset,
    `/*!50001 CREATE VIEW ${name} AS ${placeholder.select}`,
    toBytes(list.join(',\n')),
    placeholder.end,
    'SET character_set_client = @saved_cs_client;\n',
  ]);
}

/** Rejects where the view is invalid. */
export async function readViewColumns(session: Session, view: View): Promise<Buffer[]> {
  const rows = await showBytes(
    session,
    view.schema,
    `SHOW FIELDS FROM ${quoteIdentifier(view.name)}`,
  );
  return rows.map((row) => row.bytesAt(0) ?? Buffer.alloc(0));
}

async function describeView(session: Session, view: View): Promise<string> {
  try {
    const statement = `SHOW CREATE TABLE ${quoteIdentifier(view.name)}`;
    const [row] = await showBytes(session, view.schema, statement);
    return row?.bytesAt(1)?.toString('utf8') ?? '';
  } catch (error) {
    if (!isObjectError(error)) throw error;
    return 'the server does not show it';
  }
}
