// A view's real definition, after every table and routine it may need. An invalid view was
// reported with its placeholder and is left out here, as no server would take it.

import { commentSafe } from '../../encode/text/comment.js';
import { quoteString } from '../../encode/text/quote.js';
import type { View } from '../../model/catalog.js';
import type { Row } from '../../mysql/protocol/row.js';
import type { Session } from '../../mysql/protocol/session.js';
import { scanBody, SHOWN_RULES, splitView } from '../text/body-syntax.js';
import { checkStatement, checkWords } from '../text/check-definition.js';
import type { Names } from '../text/names.js';
import { isObjectError } from '../text/object-failure.js';
import { viewWithoutDatabase } from '../text/own-database.js';
import type { SectionContext } from '../text/section-context.js';
import { NotShown, showDefinition } from '../text/show-definition.js';
import { comment, heading, type SectionText, toBytes, toByteText } from '../text/section-text.js';
import { showBytes } from './show-bytes.js';
import { readViewColumns } from './view-placeholder.js';

export async function writeFinalView(
  session: Session,
  ctx: SectionContext,
  out: SectionText,
  view: View,
): Promise<void> {
  const name = ctx.names.quote(view.name);
  ctx.remark({ at: 'final-view', name: view.name });
  if (ctx.style.omitsInvalidViews && !(await isReadable(session, ctx, view))) return;
  const statement = `SHOW CREATE TABLE ${name}`;
  const object = `view ${view.schema}.${view.name}`;
  const row = await showDefinition(ctx, object, statement, async () => {
    const [shown] = await showBytes(session, ctx, view.schema, statement);
    if (shown?.has('View') === true) checkView(ctx, view, shown);
    return shown;
  });
  if (row instanceof NotShown) return;
  const create = row?.bytesAt(1);
  if (row === undefined || create === null || create === undefined) return;
  if (!row.has('View')) return;
  ctx.remark({ at: 'placeholder-dropped' });
  const charset = row.string('character_set_client');
  const collation = row.string('collation_connection');
  out.add(
    heading(ctx.format, `Final view structure for view ${commentSafe(name)}`),
    comment(ctx.format, '\n'),
    `/*!50001 DROP VIEW IF EXISTS ${ctx.names.write(view.name)}*/;\n` +
      '/*!50001 SET @saved_cs_client          = @@character_set_client */;\n' +
      '/*!50001 SET @saved_cs_results         = @@character_set_results */;\n' +
      '/*!50001 SET @saved_col_connection     = @@collation_connection */;\n' +
      `/*!50001 SET character_set_client      = ${charset} */;\n` +
      `/*!50001 SET character_set_results     = ${charset} */;\n` +
      `/*!50001 SET collation_connection      = ${collation} */;\n`,
    toBytes(await buildCreate(session, ctx, view, toByteText(create))),
    '/*!50001 SET character_set_client      = @saved_cs_client */;\n' +
      '/*!50001 SET character_set_results     = @saved_cs_results */;\n' +
      '/*!50001 SET collation_connection      = @saved_col_connection */;\n',
  );
}

function checkView(ctx: SectionContext, view: View, row: Row): void {
  const object = `view ${view.schema}.${view.name}`;
  checkWords(object, row.string('character_set_client'), row.string('collation_connection'));
  const create = toByteText(row.bytesAt(1) ?? Buffer.alloc(0));
  if (ctx.style.guardsBodies) checkStatement(object, create);
}

async function isReadable(session: Session, ctx: SectionContext, view: View): Promise<boolean> {
  try {
    await readViewColumns(session, ctx, view);
    return true;
  } catch (error) {
    if (!isObjectError(error)) throw error;
    return false;
  }
}

async function buildCreate(
  session: Session,
  ctx: SectionContext,
  view: View,
  create: string,
): Promise<string> {
  if (ctx.style.omitsOwnDatabase) {
    const schema = toByteText(Buffer.from(view.schema));
    const { text, stays } = viewWithoutDatabase(create, schema);
    if (stays) ctx.namesOwnDatabase(`view ${view.schema}.${view.name}`);
    return buildCreateView(text);
  }
  const select =
    'SELECT CHECK_OPTION, DEFINER, SECURITY_TYPE FROM information_schema.views' +
    ` WHERE table_name=${quoteString(view.name)} AND table_schema=${quoteString(view.schema)}`;
  const [row] = await showBytes(session, ctx, view.schema, select);
  if (row === undefined) return `/*!50001 ${create} */;\n`;
  const [check, definer, security] = row.texts().map((text) => text ?? '');
  return `/*!50001 ${cutView(create, ctx.names, check ?? '', definer ?? '', security ?? '')} */;\n`;
}

/** As the stock tools cut it up: by looking for what it should hold. */
function cutView(
  create: string,
  names: Names,
  checkOption: string,
  definer: string,
  security: string,
): string {
  const check = `WITH ${checkOption} CHECK OPTION`;
  const at = definer.lastIndexOf('@');
  const [user, host] = [definer.slice(0, at), definer.slice(at + 1)];
  const clause = `DEFINER=${names.write(user)}@${names.write(host)} SQL SECURITY ${security}`;
  const checked =
    checkOption === 'NONE' ? create : replaceFirst(create, check, `*/\n/*!50002 ${check}`);
  return replaceFirst(checked, clause, `*/\n/*!50013 ${clause} */\n/*!50001`);
}

function replaceFirst(text: string, what: string, by: string): string {
  const at = text.indexOf(what);
  return at < 0 ? text : text.slice(0, at) + by + text.slice(at + what.length);
}

/** In version comments where its text allows that. Pure. */
export function buildCreateView(create: string): string {
  const parts = splitView(create);
  if (parts === undefined || scanBody(create, SHOWN_RULES).breaksVersionComment)
    return `${create};\n`;
  const check = parts.checkOption === undefined ? '' : ` */\n/*!50002 ${parts.checkOption}`;
  return (
    `/*!50001 ${parts.create} */\n/*!50013 ${parts.security} */\n` +
    `/*!50001 ${parts.view}${check} */;\n`
  );
}
