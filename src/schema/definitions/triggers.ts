// The triggers of one table, in the order they must be created.

import { commentSafe } from '../../encode/text/comment.js';
import type { Schema, Table } from '../../model/catalog.js';
import type { Session } from '../../mysql/protocol/session.js';
import { splitDefiner } from '../text/body-syntax.js';
import { listStoredTriggers, writeOldTrigger } from '../../dropin/dump/old-trigger.js';
import { backtickNames } from '../text/names.js';
import {
  restoreCharsets,
  restoreSqlMode,
  saveCharsets,
  saveSqlMode,
  switchDatabase,
} from '../text/saved-settings.js';
import type { SectionContext } from '../text/section-context.js';
import { comment, type SectionText, toBytes } from '../text/section-text.js';
import { couldntExecute } from '../../dropin/messages/failures.js';
import { readProgram, readProgramText, type StoredProgram } from './stored-program.js';

export async function writeTriggers(
  session: Session,
  ctx: SectionContext,
  out: SectionText,
  schema: Schema,
  table: Table,
): Promise<void> {
  const names = keepsNames(ctx) ? table.triggers : await listStoredTriggers(session, ctx, table);
  for (const trigger of names) {
    if (!(await writeTrigger(session, ctx, out, schema, table, trigger))) return;
  }
}

/** The stock tools send names as the server stores them, whatever their own character set. */
function keepsNames({ charset, style }: SectionContext): boolean {
  return style.drop === undefined || charset.startsWith('utf8') || charset === 'binary';
}

/** False where the stock tools leave the table's other triggers. */
async function writeTrigger(
  session: Session,
  ctx: SectionContext,
  out: SectionText,
  schema: Schema,
  table: Table,
  trigger: string,
): Promise<boolean> {
  const names = backtickNames(ctx);
  const statement = `SHOW CREATE TRIGGER ${names.quote(trigger)}`;
  const object = `trigger ${schema.name}.${trigger}`;
  let program: StoredProgram;
  try {
    program = await readProgram(session, ctx, {
      object,
      schema: schema.name,
      statement,
      createColumn: 'SQL Original Statement',
    });
  } catch (error) {
    if (!ctx.style.notesFailures && ctx.dialect.rewritesHiddenTriggers) {
      await writeOldTrigger(session, ctx, out, table, trigger);
      return true;
    }
    const reason = ctx.failed(couldntExecute(object, statement, error));
    if (!ctx.style.notesFailures) {
      ctx.names.toBackticks();
      return false;
    }
    out.add(comment(ctx.format, `\n-- failed on ${commentSafe(`${statement}: ${reason}`)}\n`));
    return true;
  }
  const { created } = program;
  const end = ' ;';
  const database = ctx.style.omitsOwnDatabase ? '' : names.write(schema.name);
  out.add(
    switchDatabase(database, schema.collation, created.databaseCollation, end),
    saveCharsets(created, end),
    saveSqlMode(created.sqlMode, end),
    ctx.format.addDropTrigger
      ? `/*!50032 DROP TRIGGER IF EXISTS ${dropName(ctx, trigger)} */;\n`
      : '',
    buildCreateTrigger(ctx, program),
    restoreSqlMode(end),
    restoreCharsets(end),
    switchDatabase(database, created.databaseCollation, schema.collation, end),
  );
  return true;
}

function buildCreateTrigger(ctx: SectionContext, program: StoredProgram): Buffer {
  const { text, syntax, delimiter } = readProgramText(ctx, program);
  const parts = splitDefiner(text);
  // A comment at the end must not swallow what follows it.
  const end = syntax.endsInLineComment ? ' \n*/' : ctx.dialect.versionCommentEnd;
  let create: string;
  if (syntax.breaksVersionComment) create = `${text}\n`;
  else if (parts === undefined) create = `/*!50003 ${text}${end}`;
  else create = `/*!50003 CREATE*/ /*!50017 ${parts.definer}*/ /*!50003 ${parts.rest}${end}`;
  return toBytes(`DELIMITER ${delimiter}\n${create}${delimiter}\nDELIMITER ;\n`);
}

/** mysqldump writes the bare name, which serves only plain ones. */
function dropName(ctx: SectionContext, trigger: string): string {
  const isPlain = /^[A-Za-z_$\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*$/.test(trigger);
  return ctx.dialect.dropsBareTriggerNames && (isPlain || !ctx.style.guardsBodies)
    ? trigger
    : backtickNames(ctx).write(trigger);
}
