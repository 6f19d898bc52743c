// How the server writes definitions: with or without quotes, with or without what only it
// understands. Set where the stock tools set it, at the first table: what they read before
// that is as the server likes it.

import type { Session } from '../../mysql/protocol/session.js';
import type { SectionContext } from '../text/section-context.js';

export async function setShowOptions(session: Session, ctx: SectionContext): Promise<void> {
  const { createOptions, allowKeywords, quoteNames } = ctx.format;
  const strips = !createOptions && ctx.dialect.withoutCreateOptions !== '';
  const quotes = quoteNames || allowKeywords;
  if (quotes && !strips) return;
  const stripped = strips ? ctx.dialect.withoutCreateOptions : '';
  await session.execute(`SET SQL_QUOTE_SHOW_CREATE=${quotes ? 1 : 0}${stripped}`);
}
