// What the stock tools do when they come to a table or view, before they write anything.

import type { Table, View } from '../../model/catalog.js';
import type { Session } from '../../mysql/protocol/session.js';
import { findLoss } from './lost-name.js';
import type { ToolContext } from '../messages/tool-context.js';
import { showText } from '../../schema/definitions/show-bytes.js';
import { setShowOptions } from '../../schema/definitions/show-options.js';
import { showKeys } from './row-order.js';
import { couldntExecute } from '../messages/failures.js';
import { tellRelation, tellUnquotable } from '../messages/verbose.js';

export async function beginRelation(
  session: Session,
  ctx: ToolContext,
  relation: Table | View,
): Promise<void> {
  const { format, selection, tool } = ctx;
  const { lookup, readsFieldsAlways, readsKeysOfViews } = tool.profile;
  const { name } = relation;
  const loss = await findLoss(session, ctx, name);
  if (loss !== undefined) {
    ctx.tool.tell(`Error: Couldn't read status information for table ${name} (${loss})`);
    // Its columns are looked for in the same way.
    if (lookup.quotesFor === 'equal') ctx.leaveOutRows(relation);
  }
  const engine = 'engine' in relation ? relation.engine : undefined;
  tellRelation(ctx, name, engine);
  const looksAtKeys = engine === undefined && format.orderByPrimary && readsKeysOfViews;
  const keys = looksAtKeys ? await showKeys(session, ctx, relation) : [];
  if (format.xml) return tellUnquotable(ctx, typeof keys === 'string' ? keys : '');
  // As the server writes definitions, it writes triggers.
  await setShowOptions(session, ctx);
  const isLooked = engine === undefined || loss !== undefined;
  if (isLooked && readsFieldsAlways && !selection.createInfo)
    await readFields(session, ctx, relation);
}

/** Of what is not created; but a failure ends the tool's dump all the same. */
async function readFields(
  session: Session,
  ctx: ToolContext,
  { schema, name }: Table | View,
): Promise<void> {
  const statement = `show fields from ${ctx.names.quote(name)}`;
  try {
    await showText(session, schema, statement);
  } catch (error) {
    ctx.tool.failed(couldntExecute(statement, error));
    ctx.leaveOutRows({ schema, name });
  }
}
