// A statement whose failure the stock tools report, and go on without its answer.

import type { Row } from '../../mysql/protocol/row.js';
import type { Session } from '../../mysql/protocol/session.js';
import type { SectionContext } from '../../schema/text/section-context.js';
import { couldntExecute } from '../messages/failures.js';

/** Undefined where it failed and the dump goes on. */
export async function askStock(
  session: Session,
  ctx: SectionContext,
  statement: string,
): Promise<Row[] | undefined> {
  try {
    return await session.query(statement);
  } catch (error) {
    ctx.failed(couldntExecute('part of the system tables', statement, error));
    return undefined;
  }
}
