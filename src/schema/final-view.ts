// A view's real definition, after every table and routine it may need. An invalid view was
// reported with its placeholder and is left out here, as no server would take it.

import { commentSafe } from '../encode/comment.js';
import type { View } from '../model/catalog.js';
import type { Row } from '../mysql/row.js';
import type { Session } from '../mysql/session.js';
import { scanBody, splitView } from './body-syntax.js';
import { isObjectError } from './object-failure.js';
import type { SectionContext } from './section-context.js';
import { comment, heading, type SectionText, toBytes, toByteText } from './section-text.js';
import { showBytes } from './show-bytes.js';
import { couldntExecute } from './stock-words.js';
import { readViewColumns } from './view-placeholder.js';

export async function writeFinalView(
  session: Session,
  ctx: SectionContext,
  out: SectionText,
  view: View,
): Promise<void> {
  const name = ctx.names.quote(view.name);
  if (ctx.style.omitsInvalidViews && !(await isReadable(session, ctx, view))) return;
  const statement = `SHOW CREATE TABLE ${name}`;
  let row: Row | undefined;
  try {
    [row] = await showBytes(session, ctx, view.schema, statement);
  } catch (error) {
    ctx.failed(couldntExecute(`view ${view.schema}.${view.name}`, statement, error));
  }
  const create = row?.bytesAt(1);
  if (row === undefined || create === null || create === undefined) return;
  const charset = row.string('character_set_client');
  out.add(
    heading(ctx.format, `Final view structure for view ${commentSafe(name)}`),
    comment(ctx.format, '\n'),
    `/*!50001 DROP VIEW IF EXISTS ${ctx.names.write(view.name)}*/;\n` +
      '/*!50001 SET @saved_cs_client          = @@character_set_client */;\n' +
      '/*!50001 SET @saved_cs_results         = @@character_set_results */;\n' +
      '/*!50001 SET @saved_col_connection     = @@collation_connection */;\n' +
      `/*!50001 SET character_set_client      = ${charset} */;\n` +
      `/*!50001 SET character_set_results     = ${charset} */;\n` +
      `/*!50001 SET collation_connection      = ${row.string('collation_connection')} */;\n`,
    toBytes(buildCreateView(toByteText(create), ctx.style.guardsBodies)),
    '/*!50001 SET character_set_client      = @saved_cs_client */;\n' +
      '/*!50001 SET character_set_results     = @saved_cs_results */;\n' +
      '/*!50001 SET collation_connection      = @saved_col_connection */;\n',
  );
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

/** In version comments where its text allows that. Pure. */
export function buildCreateView(create: string, guarded: boolean): string {
  const parts = splitView(create);
  const breaks = guarded && scanBody(create, true).breaksVersionComment;
  if (parts === undefined || breaks) return `${create};\n`;
  const check = parts.checkOption === undefined ? '' : ` */\n/*!50002 ${parts.checkOption}`;
  return (
    `/*!50001 ${parts.create} */\n/*!50013 ${parts.security} */\n` +
    `/*!50001 ${parts.view}${check} */;\n`
  );
}
