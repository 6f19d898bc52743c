// The stock tools ask for the status of each table by a pattern. A name that did not survive the
// way through the connection's character set is not found by it, which is said, and no more.

import type { Session } from '../mysql/session.js';
import type { SectionContext } from './section-context.js';
import { serverText } from './stock-words.js';

export async function tellLostName(
  session: Session,
  ctx: SectionContext,
  name: string,
): Promise<void> {
  if (!mayBeLost(ctx, name)) return;
  const rows = await session
    .query(`show table status like ${quoteForLike(name)}`)
    .catch((error: unknown) => serverText(error));
  if (typeof rows !== 'string' && rows.length > 0) return;
  const reason = typeof rows === 'string' ? rows : '';
  ctx.tell(`Error: Couldn't read status information for table ${name} (${reason})`);
}

/** Others come back as they went. */
function mayBeLost({ charset }: SectionContext, name: string): boolean {
  return !charset.startsWith('utf8') && /[?\u0080-\uffff]/.test(name);
}

/** Byte by byte, whatever the character set. */
export function quoteForLike(name: string): string {
  return `'${name.replaceAll('\\', '\\\\\\\\').replace(/['_%]/g, '\\$&')}'`;
}
