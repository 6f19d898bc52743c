// Routines of MySQL whose imported libraries are gone: mysqldump refuses them by name.

import { quoteString } from '../../encode/text/quote.js';
import { isAtLeast } from '../../model/server.js';
import type { Session } from '../../mysql/protocol/session.js';
import { commentSafe } from '../../encode/text/comment.js';
import { isObjectError } from '../../schema/text/object-failure.js';
import { StockStatus } from '../messages/failures.js';
import type { ToolContext } from '../messages/tool-context.js';
import { complaintComment, type SectionText } from '../../schema/text/section-text.js';

/** False where the stock tool has said so, and leaves the schema's other routines too. */
export async function hasLibraries(
  session: Session,
  ctx: ToolContext,
  out: SectionText,
  schema: string,
  routine: string,
): Promise<boolean> {
  const { facts } = ctx;
  const knowsLibraries = facts.flavor === 'mysql' && isAtLeast(facts.version, 9, 7);
  if (!knowsLibraries) return true;
  const statement =
    'SELECT 1 FROM information_schema.ROUTINE_LIBRARIES r' +
    ' LEFT JOIN information_schema.LIBRARIES l ON r.LIBRARY_CATALOG = l.LIBRARY_CATALOG' +
    ' AND r.LIBRARY_SCHEMA = l.LIBRARY_SCHEMA AND r.LIBRARY_NAME = l.LIBRARY_NAME' +
    ` WHERE l.LIBRARY_NAME IS NULL AND r.ROUTINE_SCHEMA = ${quoteString(schema)}` +
    ` AND r.ROUTINE_NAME = ${quoteString(routine)}`;
  try {
    const [missing] = await session.query(statement);
    if (missing === undefined) return true;
  } catch (error) {
    // Such as of a name that is none in the connection's character set.
    if (!isObjectError(error)) throw error;
    const reason = "can't read the INFORMATION_SCHEMA.libraries table";
    const guess = `It's most probably an old server ${facts.versionText}.`;
    out.add(`--\n-- WARNING: ${reason}. ${guess}\n--\n`);
    return true;
  }
  const name = `${schema}.${routine}`;
  const said = `One or more of the libraries used by ${commentSafe(name)} routine, do not exist.`;
  out.add(complaintComment(ctx, `\n-- ${said} \n`));
  ctx.tool.failed({
    complaint: `Routine ${name} is missing one or more of its imported libraries.`,
    status: StockStatus.server,
  });
  return false;
}
