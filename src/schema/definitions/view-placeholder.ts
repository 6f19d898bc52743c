// A view's stand-in among the tables: something with its name and columns, so that views
// on it and routines can be created before it. An invalid view is reported here.

import { commentSafe } from '../../encode/text/comment.js';
import type { View } from '../../model/catalog.js';
import type { Session } from '../../mysql/protocol/session.js';
import { serverErrno } from '../../mysql/protocol/server-error.js';
import { isObjectError } from '../text/object-failure.js';
import type { SectionContext } from '../text/section-context.js';
import { NotShown, showDefinition } from '../text/show-definition.js';
import { comment, heading, type SectionText, toBytes, toByteText } from '../text/section-text.js';
import { showBytes } from './show-bytes.js';

/** References a table, column or function that is missing or not allowed. */
const INVALID_VIEW = 1356;

export async function writeViewPlaceholder(
  session: Session,
  ctx: SectionContext,
  out: SectionText,
  view: View,
): Promise<void> {
  const { dialect, format, style } = ctx;
  const { placeholder } = dialect;
  const name = ctx.names.quote(view.name);
  const written = ctx.names.write(view.name);
  const shown = style.notesFailures ? undefined : await showCreate(session, ctx, view);
  if (shown === undefined && !style.notesFailures) return;
  out.add(
    heading(format, `${placeholder.title} ${commentSafe(name)}`),
    comment(format, '\n'),
    format.addDropTable ? `DROP TABLE IF EXISTS ${written};\n` : '',
  );
  ctx.remark({ at: 'placeholder' });
  const columns = await showDefinition(
    ctx,
    `view ${view.schema}.${view.name}`,
    `SHOW FIELDS FROM ${name}`,
    async () => await readViewColumns(session, ctx, view),
  );
  if (columns instanceof NotShown) {
    if (shown === undefined) out.add(await noteFailure(session, ctx, view));
    else if (serverErrno(columns.error) === INVALID_VIEW) {
      out.add(`\n-- failed on view ${name}: `, shown, '\n\n');
    }
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
  ctx.sawView();
}

/** The stock tools ask for it first. */
async function showCreate(
  session: Session,
  ctx: SectionContext,
  view: View,
): Promise<Buffer | undefined> {
  const statement = `show create table ${ctx.names.quote(view.name)}`;
  const object = `view ${view.schema}.${view.name}`;
  const shown = await showDefinition(ctx, object, statement, async () => {
    const [row] = await showBytes(session, ctx, view.schema, statement);
    return row?.bytesAt(1) ?? undefined;
  });
  return shown instanceof NotShown ? undefined : shown;
}

async function noteFailure(session: Session, ctx: SectionContext, view: View): Promise<string> {
  const create = await describeView(session, ctx, view);
  const text = commentSafe(`${ctx.names.quote(view.name)}: ${create}`);
  return comment(ctx.format, `\n-- failed on view ${text}\n\n`);
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
