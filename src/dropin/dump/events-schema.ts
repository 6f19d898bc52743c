// mariadb-dump enters the schema whose events it writes by a name that it escapes without
// need: a schema whose name differs by that is not found.

import { quoteStockString } from '../../encode/text/quote-c.js';
import { quoteIdentifier } from '../../encode/text/quote.js';
import type { Session } from '../../mysql/protocol/session.js';
import { gotError } from '../messages/failures.js';
import type { ToolContext } from '../messages/tool-context.js';

/** False where it is not found, which is reported. */
export async function enterEscaped(
  session: Session,
  ctx: ToolContext,
  schema: string,
): Promise<boolean> {
  const escaped = quoteStockString(schema).slice(1, -1);
  if (!ctx.tool.profile.escapesSchemaOfEvents || escaped === schema) return true;
  try {
    await session.execute(`USE ${quoteIdentifier(escaped)}`);
    return true;
  } catch (error) {
    ctx.tool.failed(gotError(ctx.tool.profile, 'when selecting the database', error));
    return false;
  }
}
