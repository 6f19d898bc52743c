// mysqldump takes a trigger that SHOW CREATE TRIGGER refuses for one of an old server, and
// writes it from SHOW TRIGGERS, with a warning in the dump.

import type { Table } from '../../model/catalog.js';
import type { Session } from '../../mysql/protocol/session.js';
import { quoteForLookup } from './lost-name.js';
import { backtickNames } from '../../schema/text/names.js';
import type { ToolContext } from '../messages/tool-context.js';
import { type SectionText, toBytes, toByteText } from '../../schema/text/section-text.js';
import { showBytes } from '../../schema/definitions/show-bytes.js';

/** Names of a table's triggers as the server stores them, in the order they fire. */
export async function listStoredTriggers(
  session: Session,
  ctx: ToolContext,
  table: Table,
): Promise<readonly string[]> {
  const rows = await showTriggers(session, ctx, table);
  return rows.map((row) => row.stringAt(0));
}

export async function writeOldTrigger(
  session: Session,
  ctx: ToolContext,
  out: SectionText,
  table: Table,
  trigger: string,
): Promise<void> {
  const { format } = ctx;
  const names = backtickNames(ctx);
  const rows = await showTriggers(session, ctx, table);
  const row = rows.find((each) => each.stringAt(0) === trigger);
  if (row === undefined) return;
  const cell = (index: number): string => toByteText(row.bytesAt(index) ?? Buffer.alloc(0));
  const definer = cell(7);
  const at = definer.lastIndexOf('@');
  const user = names.write(definer.slice(0, at));
  const host = names.write(definer.slice(at + 1));
  const body = cell(3);
  out.add(
    '--\n-- WARNING: old server version. The following dump may be incomplete.\n--\n',
    format.compact ? '/*!50003 SET @OLD_SQL_MODE=@@SQL_MODE*/;\n' : '',
    toBytes(
      (format.addDropTrigger ? `/*!50032 DROP TRIGGER IF EXISTS ${trigger} */;\n` : '') +
        `DELIMITER ;;\n/*!50003 SET SESSION SQL_MODE="${cell(6)}" */;;\n` +
        `/*!50003 CREATE */ /*!50017 DEFINER=${user}@${host} */ ` +
        `/*!50003 TRIGGER ${names.write(trigger)} ${cell(4)} ${cell(1)} ON ` +
        `${names.quote(table.name)} FOR EACH ROW${/^[ \t\n\r]/.test(body) ? '' : ' '}${body} */;;\n` +
        'DELIMITER ;\n',
    ),
    format.compact ? '/*!50003 SET SESSION SQL_MODE=@OLD_SQL_MODE */;\n' : '',
  );
}

async function showTriggers(
  session: Session,
  ctx: ToolContext,
  table: Table,
): ReturnType<typeof showBytes> {
  const statement = ctx.tool.profile.lookup.triggers + quoteForLookup(ctx.tool.profile, table.name);
  return await showBytes(session, ctx, table.schema, statement);
}
