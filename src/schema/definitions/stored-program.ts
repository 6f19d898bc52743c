// The answer of SHOW CREATE TRIGGER, FUNCTION, PROCEDURE, PACKAGE or EVENT, and how it is
// written so that server and client read the same in it.

import { TsdumpError } from '../../base/errors.js';
import type { Row } from '../../mysql/protocol/row.js';
import type { Session } from '../../mysql/protocol/session.js';
import {
  backtickEscaping,
  type BodySyntax,
  chooseDelimiter,
  PLAIN_BODY,
  scanBody,
} from '../text/body-syntax.js';
import { clientRules, maskCharacters, serverRules } from '../text/body-rules.js';
import { checkProgram, checkWords, isProgram } from '../text/check-definition.js';
import { UnsoundDefinition } from '../text/object-failure.js';
import { namesDatabase, triggerWithoutDatabase } from '../text/own-database.js';
import { type Commented, mendComment } from '../text/program-comment.js';
import type { CreationContext } from '../text/saved-settings.js';
import type { SectionContext } from '../text/section-context.js';
import { toByteText, toBytes } from '../text/section-text.js';
import { NotShown, showDefinition } from '../text/show-definition.js';
import { showBytes, showText } from './show-bytes.js';

export interface StoredProgram {
  /** As stored; empty where the account may not see it. */
  readonly create: Buffer;
  readonly created: CreationContext;
  /** Events only. */
  readonly timeZone: string;
}

/** What is asked, and about what. */
export interface Question {
  readonly object: string;
  readonly schema: string;
  readonly statement: string;
  /** Column that holds the statement that creates the object. */
  readonly createColumn: string;
  /** Undefined of a trigger, which has no comment. */
  readonly commented?: Commented;
}

export async function readProgram(
  session: Session,
  ctx: SectionContext,
  question: Question,
): Promise<StoredProgram> {
  const { object, schema, statement } = question;
  const program = toProgram(question, (await showBytes(session, ctx, schema, statement))[0]);
  // One the account may not see is empty.
  if (!ctx.style.guardsBodies || program.create.length === 0) return program;
  checkSound(ctx, object, program);
  const mended = await withComment(session, question, program);
  if (mended !== undefined && isReadByClient(ctx, mended)) {
    return withoutDatabase(ctx, question, mended);
  }
  // Where the last byte of a character is a backslash the stock client escapes by it.
  const [row] = await showText(session, schema, statement);
  const asText = toProgram(question, row);
  const created = { ...asText.created, charset: ctx.charset };
  const rules = serverRules(ctx.facts, created.sqlMode);
  const text = backtickEscaping(toByteText(asText.create), rules);
  const shown = { ...asText, create: toBytes(text), created };
  const rewritten = (await withComment(session, question, shown)) ?? shown;
  checkSound(ctx, object, rewritten);
  if (isReadByClient(ctx, rewritten)) return withoutDatabase(ctx, question, rewritten);
  throw new UnsoundDefinition(`no stock client would read the end of ${object} where it is`);
}

/** The same; what is refused is reported. */
export async function showProgram(
  session: Session,
  ctx: SectionContext,
  question: Question,
): Promise<StoredProgram | NotShown> {
  const { object, statement } = question;
  const ask = async (): Promise<StoredProgram> => await readProgram(session, ctx, question);
  return await showDefinition(ctx, object, statement, ask);
}

/** Undefined where the comment cannot be said in the character set of the others. */
async function withComment(
  session: Session,
  { commented }: Question,
  program: StoredProgram,
): Promise<StoredProgram | undefined> {
  if (commented === undefined) return program;
  const text = toByteText(program.create);
  const mended = await mendComment(session, commented, text, program.created);
  return mended === undefined ? undefined : { ...program, create: toBytes(mended) };
}

function toProgram({ object, createColumn }: Question, row: Row | undefined): StoredProgram {
  if (row === undefined) {
    throw new TsdumpError('read-failed', `the server did not answer with a ${createColumn}`, {
      object,
    });
  }
  const create = row.bytes(createColumn) ?? Buffer.alloc(0);
  const created = {
    sqlMode: row.string('sql_mode'),
    charset: row.string('character_set_client'),
    collation: row.string('collation_connection'),
    databaseCollation: row.string('Database Collation'),
  };
  const timeZone = row.has('time_zone') ? row.string('time_zone') : '';
  checkWords(object, timeZone, ...Object.values(created));
  return { create, created, timeZone };
}

function checkSound({ facts }: SectionContext, object: string, program: StoredProgram): void {
  const { charset, sqlMode } = program.created;
  const text = maskCharacters(toByteText(program.create), charset);
  checkProgram(object, text, serverRules(facts, sqlMode));
}

function isReadByClient({ facts }: SectionContext, { create, created }: StoredProgram): boolean {
  return isProgram(toByteText(create), clientRules(facts, created.sqlMode));
}

/** The head is freed of it; of a body it is only told, where it may restore into another database. */
function withoutDatabase(
  ctx: SectionContext,
  { object, schema }: Question,
  program: StoredProgram,
): StoredProgram {
  // Elsewhere MariaDB's own text of it is kept: the restore goes to the database it names.
  if (!ctx.style.omitsOwnDatabase || ctx.selection.scope.kind !== 'tables') return program;
  const { charset, sqlMode } = program.created;
  const rules = serverRules(ctx.facts, sqlMode);
  const typed = toByteText(program.create);
  const text = triggerWithoutDatabase(typed, maskCharacters(typed, charset), rules);
  if (namesDatabase(maskCharacters(text, charset), toByteText(Buffer.from(schema)), rules)) {
    ctx.namesOwnDatabase(object);
  }
  return { ...program, create: toBytes(text) };
}

/** The statement of a program, and what it needs around it. */
export interface ProgramText {
  readonly text: string;
  readonly syntax: BodySyntax;
  readonly delimiter: string;
}

/** A drop-in takes every program for a plain one, as the stock tools do. */
export function readProgramText(ctx: SectionContext, program: StoredProgram): ProgramText {
  const text = toByteText(program.create);
  if (!ctx.style.guardsBodies) return { text, syntax: PLAIN_BODY, delimiter: ';;' };
  const { charset, sqlMode } = program.created;
  const syntax = scanBody(maskCharacters(text, charset), serverRules(ctx.facts, sqlMode));
  return { text, syntax, delimiter: chooseDelimiter(text) };
}
