// Functions, procedures, and MariaDB's packages of a schema; MySQL's libraries come first.

import { commentSafe } from '../../encode/text/comment.js';
import { quoteString } from '../../encode/text/quote.js';
import type { Schema } from '../../model/catalog.js';
import { isAtLeast } from '../../model/server.js';
import type { Row } from '../../mysql/protocol/row.js';
import type { Session } from '../../mysql/protocol/session.js';
import { writeLibraries } from './libraries.js';
import {
  restoreCharsets,
  restoreSqlMode,
  saveCharsets,
  saveSqlMode,
  switchDatabase,
} from '../text/saved-settings.js';
import type { SectionContext } from '../text/section-context.js';
import { NotShown } from '../text/show-definition.js';
import { complaintComment, heading, type SectionText, toBytes } from '../text/section-text.js';
import { showBytes } from './show-bytes.js';
import { readProgramText, showProgram, type StoredProgram } from './stored-program.js';

type RoutineKind = 'FUNCTION' | 'PROCEDURE' | 'PACKAGE' | 'PACKAGE BODY';

/** Asked before each routine of a schema; false leaves it and the others out. */
export type MayWriteRoutine = (schema: string, routine: string) => Promise<boolean>;

/** No routine is left out. */
export const ALL_ROUTINES: MayWriteRoutine = () => Promise.resolve(true);

export async function writeRoutines(
  session: Session,
  ctx: SectionContext,
  out: SectionText,
  schema: Schema,
  mayWrite: MayWriteRoutine = ALL_ROUTINES,
): Promise<void> {
  const title = `Dumping routines for database '${commentSafe(schema.name)}'`;
  out.add(heading(ctx.format, title));
  if (!(await writeLibraries(session, ctx, out, schema))) return;
  for (const kind of routineKinds(ctx)) {
    const statement = `SHOW ${kind} STATUS WHERE Db = ${quoteString(schema.name)}`;
    const rows = await listRoutines(session, ctx, schema, statement);
    if (rows === undefined) return;
    for (const row of rows) {
      const name = row.bytes('Name')?.toString(ctx.style.text) ?? '';
      if (!(await mayWrite(schema.name, name))) return;
      if (!(await writeRoutine(session, ctx, out, schema, kind, name))) return;
    }
  }
}

/** Undefined where that failed and the dump goes on without the schema's routines. */
async function listRoutines(
  session: Session,
  ctx: SectionContext,
  schema: Schema,
  statement: string,
): Promise<readonly Row[] | undefined> {
  try {
    return await showBytes(session, ctx, schema.name, statement);
  } catch (error) {
    if (!ctx.style.stopsAtObjects) throw error;
    ctx.failed({ object: `routines of ${schema.name}`, statement, error });
    return undefined;
  }
}

export function routineKinds({ facts }: SectionContext): readonly RoutineKind[] {
  const hasPackages = facts.flavor === 'mariadb' && isAtLeast(facts.version, 10, 3);
  return hasPackages
    ? ['FUNCTION', 'PROCEDURE', 'PACKAGE', 'PACKAGE BODY']
    : ['FUNCTION', 'PROCEDURE'];
}

/** False where the stock tools leave the schema's other routines. */
async function writeRoutine(
  session: Session,
  ctx: SectionContext,
  out: SectionText,
  schema: Schema,
  kind: RoutineKind,
  routine: string,
): Promise<boolean> {
  const name = ctx.names.write(routine);
  const statement = `SHOW CREATE ${kind} ${name}`;
  const object = `${kind.toLowerCase()} ${schema.name}.${routine}`;
  const program = await showProgram(session, ctx, {
    object,
    schema: schema.name,
    statement,
    createColumn: `Create ${titleCase(kind)}`,
    commented: { kind, schema: schema.name, name: routine },
  });
  if (program instanceof NotShown) {
    if (ctx.style.notesFailures) out.add(insufficientPrivileges(ctx, statement));
    return ctx.dialect.routineEndsOthers !== true;
  }
  if (program.create.length === 0) {
    out.add(insufficientPrivileges(ctx, statement));
    ctx.failed({ object, reason: 'hidden-body', subject: statement, account: accountName(ctx) });
    return true;
  }
  const { created } = program;
  const end = ' ;';
  const database = ctx.style.omitsOwnDatabase ? '' : ctx.names.write(schema.name);
  const sqlMode = saveSqlMode(created.sqlMode, end);
  const { sqlModeFirst } = ctx.dialect;
  out.add(
    sqlModeFirst ? sqlMode : '',
    ctx.format.addDropTable ? `/*!50003 DROP ${kind} IF EXISTS ${name} */;\n` : '',
    switchDatabase(database, schema.collation, created.databaseCollation, end),
    saveCharsets(created, end),
    sqlModeFirst ? '' : sqlMode,
    buildCreateRoutine(ctx, program),
    restoreSqlMode(end),
    restoreCharsets(end),
    switchDatabase(database, created.databaseCollation, schema.collation, end),
  );
  return true;
}

function buildCreateRoutine(ctx: SectionContext, program: StoredProgram): Buffer {
  const { text, syntax, delimiter } = readProgramText(ctx, program);
  const end = syntax.endsInLineComment ? '\n' : ctx.dialect.routineEnd;
  return toBytes(`DELIMITER ${delimiter}\n${text}${end}${delimiter}\nDELIMITER ;\n`);
}

export function accountName(ctx: SectionContext): string {
  return ctx.facts.account.replace(/^'(.*)'@.*$/s, '$1');
}

function insufficientPrivileges(ctx: SectionContext, statement: string): string {
  const account = commentSafe(accountName(ctx));
  const text =
    `\n-- insufficient privileges to ${commentSafe(statement)}\n` +
    `-- does ${account} have permissions on mysql.proc?\n\n`;
  return complaintComment(ctx, text);
}

/** `PACKAGE BODY` as the answer's column spells it: `Package body`. */
function titleCase(kind: RoutineKind): string {
  return kind.charAt(0) + kind.slice(1).toLowerCase();
}
