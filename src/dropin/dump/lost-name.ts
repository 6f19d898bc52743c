// The stock tools look for each table by its name. One that did not survive the way through
// the connection's character set is not found by it: to them it is a table without columns.

import type { Session } from '../../mysql/protocol/session.js';
import type { ToolProfile } from '../profile/profiles.js';
import { quoteForEqual } from '../../encode/text/quote-c.js';
import type { ToolContext } from '../messages/tool-context.js';
import { serverText } from '../messages/failures.js';

/** Undefined where the current schema has `name`; otherwise why not, or nothing. */
export async function findLoss(
  session: Session,
  ctx: ToolContext,
  name: string,
): Promise<string | undefined> {
  if (!mayBeLost(ctx, name)) return undefined;
  const rows = await session
    .query(ctx.tool.profile.lookup.table + quoteForLookup(ctx.tool.profile, name))
    .catch((error: unknown) => serverText(error));
  if (typeof rows === 'string') return rows;
  return rows.length > 0 ? undefined : '';
}

/** Others come back as they went. */
function mayBeLost({ charset }: Pick<ToolContext, 'charset'>, name: string): boolean {
  return !charset.startsWith('utf8') && /[?\u0080-\uffff]/.test(name);
}

/** Byte by byte, whatever the character set. */
export function quoteForLookup({ lookup }: Pick<ToolProfile, 'lookup'>, name: string): string {
  if (lookup.quotesFor === 'equal') return quoteForEqual(name);
  return `'${name.replaceAll('\\', '\\\\\\\\').replace(/['_%]/g, '\\$&')}'`;
}
