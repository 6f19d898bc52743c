// The answer of SHOW CREATE TRIGGER, FUNCTION, PROCEDURE, PACKAGE or EVENT.

import { TsdumpError } from '../base/errors.js';
import type { Row } from '../mysql/row.js';
import {
  type BodySyntax,
  chooseDelimiter,
  hasBackslashEscapes,
  PLAIN_BODY,
  scanBody,
} from './body-syntax.js';
import { checkProgram, checkWords } from './definition.js';
import type { CreationContext } from './saved-settings.js';
import type { SectionContext } from './section-context.js';
import { toByteText } from './section-text.js';

export interface StoredProgram {
  /** As stored; empty where the account may not see it. */
  readonly create: Buffer;
  readonly created: CreationContext;
  /** Events only. */
  readonly timeZone: string;
}

/** `createColumn` names the column that holds the statement that creates `object`. */
export function readProgram(
  { style }: Pick<SectionContext, 'style'>,
  object: string,
  row: Row | undefined,
  createColumn: string,
): StoredProgram {
  if (row === undefined) {
    throw new TsdumpError('read-failed', `the server did not answer with a ${createColumn}`);
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
  // One the account may not see is empty.
  if (style.guardsBodies && create.length > 0) {
    checkProgram(object, toByteText(create), hasBackslashEscapes(created.sqlMode));
  }
  return { create, created, timeZone };
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
  const syntax = scanBody(text, hasBackslashEscapes(program.created.sqlMode));
  return { text, syntax, delimiter: chooseDelimiter(text) };
}
