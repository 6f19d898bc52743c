// A view's real definition, after every table and routine it may need. An invalid view was
// reported with its placeholder and is left out here, as no server would take it.

import { commentSafe } from '../encode/comment.js';
import { quoteIdentifier } from '../encode/identifier.js';
import type { View } from '../model/catalog.js';
import type { Row } from '../mysql/row.js';
import type { Session } from '../mysql/session.js';
import { scanBody, splitView } from './body-syntax.js';
import { isObjectError, skipObject } from './object-error.js';
import type { SectionContext } from './section-context.js';
import { comment, heading, joinBytes, toBytes, toByteText } from './section-text.js';
import { showBytes } from './show-bytes.js';
import { readViewColumns } from './view-placeholder.js';

export async function writeFinalView(
  session: Session,
  ctx: SectionContext,
  view: View,
): Promise<Buffer> {
  const name = quoteIdentifier(view.name);
  try {
    await readViewColumns(session, view);
  } catch (error) {
    if (!isObjectError(error)) throw error;
    return Buffer.alloc(0);
  }
  let row: Row | undefined;
  try {
    [row] = await showBytes(session, view.schema, `SHOW CREATE TABLE ${name}`);
  } catch (error) {
    skipObject(ctx, `view ${view.schema}.${view.name}`, error);
  }
  const create = row?.bytesAt(1);
  if (row === undefined || create === null || create === undefined) return Buffer.alloc(0);
  const charset = row.string('character_set_client');
  return joinBytes([
    heading(ctx.format, `Final view structure for view ${commentSafe(name)}`),
    comment(ctx.format, '\n'),
    `/*!50001 DROP VIEW IF EXISTS ${name}*/;\n` +
      '/*!50001 SET @saved_cs_client          = @@character_set_client */;\n' +
      '/*!50001 SET @saved_cs_results         = @@character_set_results */;\n' +
      '/*!50001 SET @saved_col_connection     = @@collation_connection */;\n' +
      `/*!50001 SET character_set_client      = ${charset} */;\n` +
      `/*!50001 SET character_set_results     = ${charset} */;\n` +
      `/*!50001 SET collation_connection      = ${row.string('collation_connection')} */;\n`,
    toBytes(buildCreateView(toByteText(create))),
    '/*!50001 SET character_set_client      = @saved_cs_client */;\n' +
      '/*!50001 SET character_set_results     = @saved_cs_results */;\n' +
      '/*!50001 SET collation_connection      = @saved_col_connection */;\n',
  ]);
}

/** In version comments where its text allows that. Pure. */
export function buildCreateView(create: string): string {
  const parts = splitView(create);
  if (parts === undefined || scanBody(create, true).breaksVersionComment) return `${create};\n`;
  const check = parts.checkOption === undefined ? '' : ` */\n/*!50002 ${parts.checkOption}`;
  return (
    `/*!50001 ${parts.create} */\n/*!50013 ${parts.security} */\n` +
    `/*!50001 ${parts.view}${check} */;\n`
  );
}
