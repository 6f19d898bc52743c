// The triggers of one table, in the order they must be created.

import { commentSafe } from '../../encode/text/comment.js';
import type { Schema, Table } from '../../model/catalog.js';
import type { Session } from '../../mysql/protocol/session.js';
import { splitDefiner } from '../text/body-syntax.js';
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
import { NotShown } from '../text/show-definition.js';
import {
  type Question,
  readProgramText,
  showProgram,
  type StoredProgram,
} from './stored-program.js';

export async function writeTriggers(
  session: Session,
  ctx: SectionContext,
  out: SectionText,
  schema: Schema,
  table: Table,
): Promise<void> {
  for (const trigger of table.triggers) {
    const question = askForTrigger(ctx, schema.name, trigger);
    const program = await showProgram(session, ctx, question);
    if (program instanceof NotShown) {
      const failure = commentSafe(`${question.statement}: ${program.reason}`);
      out.add(comment(ctx.format, `\n-- failed on ${failure}\n`));
    } else writeTrigger(ctx, out, schema, trigger, program);
  }
}

export function askForTrigger(ctx: SectionContext, schema: string, trigger: string): Question {
  return {
    object: `trigger ${schema}.${trigger}`,
    schema,
    statement: `SHOW CREATE TRIGGER ${backtickNames(ctx).quote(trigger)}`,
    createColumn: 'SQL Original Statement',
  };
}

export function writeTrigger(
  ctx: SectionContext,
  out: SectionText,
  schema: Schema,
  trigger: string,
  program: StoredProgram,
): void {
  const names = backtickNames(ctx);
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
