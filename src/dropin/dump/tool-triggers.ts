// The triggers of a table as the stock tools look for them, and what they do about one that
// the server does not show.

import type { Schema, Table } from '../../model/catalog.js';
import type { Session } from '../../mysql/protocol/session.js';
import { readProgram, type StoredProgram } from '../../schema/definitions/stored-program.js';
import { askForTrigger, writeTrigger } from '../../schema/definitions/triggers.js';
import type { SectionText } from '../../schema/text/section-text.js';
import { couldntExecute } from '../messages/failures.js';
import type { ToolContext } from '../messages/tool-context.js';
import { listStoredTriggers, writeOldTrigger } from './old-trigger.js';

export async function writeToolTriggers(
  session: Session,
  ctx: ToolContext,
  out: SectionText,
  schema: Schema,
  table: Table,
): Promise<void> {
  const names = keepsNames(ctx) ? table.triggers : await listStoredTriggers(session, ctx, table);
  for (const trigger of names) {
    const question = askForTrigger(ctx, schema.name, trigger);
    let program: StoredProgram;
    try {
      program = await readProgram(session, ctx, question);
    } catch (error) {
      if (ctx.tool.profile.rewritesHiddenTriggers) {
        await writeOldTrigger(session, ctx, out, table, trigger);
        continue;
      }
      ctx.tool.failed(couldntExecute(question.statement, error));
      ctx.names.toBackticks();
      return;
    }
    writeTrigger(ctx, out, schema, trigger, program);
  }
}

/** The stock tools send names as the server stores them, whatever their own character set. */
function keepsNames({ charset }: ToolContext): boolean {
  return charset.startsWith('utf8') || charset === 'binary';
}
