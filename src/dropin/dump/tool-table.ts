// The definition of a table, where the stock tools do something else before or besides.

import type { Table } from '../../model/catalog.js';
import type { Session } from '../../mysql/protocol/session.js';
import {
  readCreateTable,
  showTable,
  writeCreateTable,
} from '../../schema/definitions/table-structure.js';
import { type SectionText, toBytes, toByteText } from '../../schema/text/section-text.js';
import { couldntExecute } from '../messages/failures.js';
import type { ToolContext } from '../messages/tool-context.js';
import { readStockOrder } from './row-order.js';
import { isCopiedFromS3, isLeftOnS3, movedFromS3 } from './s3-table.js';

export async function writeToolTable(
  session: Session,
  ctx: ToolContext,
  out: SectionText,
  table: Table,
): Promise<void> {
  if (isLeftOnS3(ctx, table)) return ctx.leaveOutRows(table);
  let create: Buffer;
  try {
    create = await readCreateTable(session, ctx, table);
  } catch (error) {
    // They read the keys first; what they say of them comes first, too.
    if (ctx.format.orderByPrimary) await readStockOrder(session, ctx, table);
    ctx.tool.failed(couldntExecute(showTable(ctx, table), error));
    return ctx.leaveOutRows(table);
  }
  const moved = isCopiedFromS3(ctx, table) ? toBytes(movedFromS3(toByteText(create))) : create;
  writeCreateTable(ctx, out, table, moved);
}
