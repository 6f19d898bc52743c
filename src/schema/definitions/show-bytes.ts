// SHOW statements whose answer must come in the form the server stores it: no conversion
// to the connection's character set. The session's own is back afterwards.

import { quoteIdentifier } from '../../encode/text/quote.js';
import type { Row } from '../../mysql/protocol/row.js';
import type { Session } from '../../mysql/protocol/session.js';
import { hasNoCharsets } from '../text/compatible.js';
import type { SectionContext } from '../text/section-context.js';

/** Runs `statement` in `schema`; one round trip, as there may be tens of thousands. */
export async function showBytes(
  session: Session,
  ctx: Pick<SectionContext, 'charset' | 'format'>,
  schema: string,
  statement: string,
): Promise<Row[]> {
  if (hasNoCharsets(ctx.format)) return await showText(session, schema, statement);
  const use = `USE ${quoteIdentifier(schema)}`;
  const restore = `SET SESSION character_set_results = '${ctx.charset}'`;
  const sql = `${use}; SET SESSION character_set_results = 'binary'; ${statement}; ${restore}`;
  try {
    return await session.query(sql);
  } catch (error) {
    // What follows a failed statement of the batch was not run.
    if (session.alive) await session.execute(restore);
    throw error;
  }
}

/** The same in the connection's character set. */
export async function showText(
  session: Session,
  schema: string,
  statement: string,
): Promise<Row[]> {
  return await session.query(`USE ${quoteIdentifier(schema)}; ${statement}`);
}
