// Column masking policies, which MySQL's enterprise servers have since 9.7. Others have no
// such table, which is no failure.

import { commentSafe } from '../../encode/text/comment.js';
import type { Row } from '../../mysql/protocol/row.js';
import { serverErrno } from '../../mysql/protocol/server-error.js';
import type { Session } from '../../mysql/protocol/session.js';
import type { ToolContext } from '../messages/tool-context.js';
import { heading, type SectionText } from '../../schema/text/section-text.js';
import { couldntExecute, serverText } from '../messages/failures.js';

const NO_SUCH_TABLE = 1146;

export async function writeMaskingPolicies(
  session: Session,
  ctx: ToolContext,
  out: SectionText,
): Promise<void> {
  for (const name of await listPolicies(session, ctx)) {
    const quoted = ctx.names.write(name);
    const statement = `SHOW CREATE MASKING POLICY ${quoted}`;
    let row: Row | undefined;
    try {
      [row] = await session.query(statement);
    } catch (error) {
      ctx.tool.failed(couldntExecute(statement, error));
      return;
    }
    out.add(
      heading(ctx.format, `Masking policy structure for policy ${commentSafe(quoted)}`, '\n'),
      ctx.format.addDropMaskingPolicy ? `DROP MASKING POLICY IF EXISTS ${quoted};\n` : '',
      row?.bytesAt(1) ?? '',
      ';\n',
    );
  }
}

async function listPolicies(session: Session, ctx: ToolContext): Promise<readonly string[]> {
  try {
    const rows = await session.query(
      'SELECT policy_name FROM performance_schema.column_masking_policy',
    );
    return rows.map((row) => row.stringAt(0));
  } catch (error) {
    if (serverErrno(error) !== NO_SUCH_TABLE) {
      ctx.tool.complain(`Error: '${serverText(error)}' when trying to dump masking policies`);
    }
    return [];
  }
}
