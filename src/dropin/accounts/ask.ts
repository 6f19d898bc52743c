// A statement whose failure the stock tools report, and go on without its answer.

import type { Row } from '../../mysql/protocol/row.js';
import type { Session } from '../../mysql/protocol/session.js';
import type { ToolContext } from '../messages/tool-context.js';
import { couldntExecute } from '../messages/failures.js';

/** Undefined where it failed and the dump goes on. */
export async function askStock(
  session: Session,
  ctx: ToolContext,
  statement: string,
): Promise<Row[] | undefined> {
  try {
    return await session.query(statement);
  } catch (error) {
    ctx.tool.failed(couldntExecute(statement, error));
    return undefined;
  }
}
