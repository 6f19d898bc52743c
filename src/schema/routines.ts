// Functions, procedures, and MariaDB's packages of a schema; MySQL's libraries come first.

import { commentSafe } from '../encode/comment.js';
import { quoteIdentifier, quoteString } from '../encode/identifier.js';
import type { Schema } from '../model/catalog.js';
import type { Session } from '../mysql/session.js';
import { chooseDelimiter, hasBackslashEscapes, scanBody } from './body-syntax.js';
import { writeLibraries } from './libraries.js';
import { skipObject } from './object-error.js';
import {
  restoreCharsets,
  restoreSqlMode,
  saveCharsets,
  saveSqlMode,
  switchDatabase,
} from './saved-settings.js';
import type { SectionContext } from './section-context.js';
import { comment, heading, joinBytes, toBytes, toByteText } from './section-text.js';
import { showBytes, showText } from './show-bytes.js';
import { readProgram, type StoredProgram } from './stored-program.js';

type RoutineKind = 'FUNCTION' | 'PROCEDURE' | 'PACKAGE' | 'PACKAGE BODY';

export async function writeRoutines(
  session: Session,
  ctx: SectionContext,
  schema: Schema,
): Promise<Buffer> {
  const title = `Dumping routines for database '${commentSafe(schema.name)}'`;
  const parts: (string | Buffer)[] = [heading(ctx.format, title)];
  parts.push(await writeLibraries(session, ctx, schema));
  for (const kind of routineKinds(ctx)) {
    const statement = `SHOW ${kind} STATUS WHERE Db = ${quoteString(schema.name)}`;
    for (const row of await showText(session, schema.name, statement)) {
      parts.push(await writeRoutine(session, ctx, schema, kind, row.string('Name')));
    }
  }
  return joinBytes(parts);
}

function routineKinds(ctx: SectionContext): readonly RoutineKind[] {
  return ctx.facts.flavor === 'mysql'
    ? ['FUNCTION', 'PROCEDURE']
    : ['FUNCTION', 'PROCEDURE', 'PACKAGE', 'PACKAGE BODY'];
}

async function writeRoutine(
  session: Session,
  ctx: SectionContext,
  schema: Schema,
  kind: RoutineKind,
  routine: string,
): Promise<Buffer> {
  const name = quoteIdentifier(routine);
  const statement = `SHOW CREATE ${kind} ${name}`;
  const object = `${kind.toLowerCase()} ${schema.name}.${routine}`;
  let program: StoredProgram;
  try {
    const rows = await showBytes(session, schema.name, statement);
    program = readProgram(rows[0], `Create ${titleCase(kind)}`);
  } catch (error) {
    skipObject(ctx, object, error);
    return insufficientPrivileges(ctx, statement);
  }
  if (program.create.length === 0) {
    ctx.skip(object, 'the account may not see its body');
    return insufficientPrivileges(ctx, statement);
  }
  const { created } = program;
  const end = ' ;';
  const sqlMode = saveSqlMode(created.sqlMode, end);
  const { sqlModeFirst } = ctx.dialect;
  return joinBytes([
    sqlModeFirst ? sqlMode : '',
    ctx.format.addDropTable ? `/*!50003 DROP ${kind} IF EXISTS ${name} */;\n` : '',
    switchDatabase(schema.name, schema.collation, created.databaseCollation, end),
    saveCharsets(created, end),
    sqlModeFirst ? '' : sqlMode,
    buildCreateRoutine(ctx, program),
    restoreSqlMode(end),
    restoreCharsets(end),
    switchDatabase(schema.name, created.databaseCollation, schema.collation, end),
  ]);
}

function buildCreateRoutine(ctx: SectionContext, program: StoredProgram): Buffer {
  const text = toByteText(program.create);
  const delimiter = chooseDelimiter(text);
  const syntax = scanBody(text, hasBackslashEscapes(program.created.sqlMode));
  const end = syntax.endsInLineComment ? '\n' : ctx.dialect.routineEnd;
  return toBytes(`DELIMITER ${delimiter}\n${text}${end}${delimiter}\nDELIMITER ;\n`);
}

function insufficientPrivileges(ctx: SectionContext, statement: string): Buffer {
  const account = commentSafe(ctx.facts.account.replace(/^'(.*)'@.*$/s, '$1'));
  const text =
    `\n-- insufficient privileges to ${commentSafe(statement)}\n` +
    `-- does ${account} have permissions on mysql.proc?\n\n`;
  return Buffer.from(comment(ctx.format, text));
}

/** `PACKAGE BODY` as the answer's column spells it: `Package body`. */
function titleCase(kind: RoutineKind): string {
  return kind.charAt(0) + kind.slice(1).toLowerCase();
}
