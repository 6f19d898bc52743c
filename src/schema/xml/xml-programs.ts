// Triggers, events and routines as XML.

import { commentSafe } from '../../encode/text/comment.js';
import { quoteIdentifier, quoteString } from '../../encode/text/quote.js';
import type { Schema, Table } from '../../model/catalog.js';
import { isAtLeast } from '../../model/server.js';
import type { Session } from '../../mysql/protocol/session.js';
import {
  accountName,
  ALL_ROUTINES,
  type MayWriteRoutine,
  routineKinds,
} from '../definitions/routines.js';
import type { SectionContext } from '../text/section-context.js';
import { NotShown, showDefinition } from '../text/show-definition.js';
import { complaintComment, heading, type SectionText } from '../text/section-text.js';
import {
  type Cells,
  cellText,
  openElement,
  readRows,
  readStoredRows,
  writeElement,
} from './xml-elements.js';

interface Program {
  readonly schema: string;
  /** What it is called in a report. */
  readonly object: string;
  readonly statement: string;
  readonly element: string;
  readonly createColumn: string;
}

export async function writeXmlTriggers(
  session: Session,
  ctx: SectionContext,
  out: SectionText,
  schema: Schema,
  table: Table,
): Promise<void> {
  out.add(openElement(ctx, '\t', 'triggers', 'name', table.name));
  for (const trigger of table.triggers) {
    await writeProgram(session, ctx, out, {
      schema: schema.name,
      object: `trigger ${schema.name}.${trigger}`,
      statement: `SHOW CREATE TRIGGER ${quoteIdentifier(trigger)}`,
      element: 'trigger',
      createColumn: 'SQL Original Statement',
    });
  }
  out.add('\t</triggers>\n');
}

export async function writeXmlEvents(
  session: Session,
  ctx: SectionContext,
  out: SectionText,
  schema: Schema,
): Promise<void> {
  out.add(heading(ctx.format, `Dumping events for database '${commentSafe(schema.name)}'`));
  const events = await listOrReport(session, ctx, schema.name, 'events', 'show events');
  if (events.length === 0) return;
  out.add('\t<events>\n');
  for (const row of events) {
    const event = cellText(ctx, row, 'Name');
    await writeProgram(session, ctx, out, {
      schema: schema.name,
      object: `event ${schema.name}.${event}`,
      statement: `SHOW CREATE EVENT ${ctx.names.write(event)}`,
      element: 'event',
      createColumn: 'Create Event',
    });
  }
  out.add('\t</events>\n');
}

export async function writeXmlRoutines(
  session: Session,
  ctx: SectionContext,
  out: SectionText,
  schema: Schema,
  mayWrite: MayWriteRoutine = ALL_ROUTINES,
): Promise<void> {
  out.add(heading(ctx.format, `Dumping routines for database '${commentSafe(schema.name)}'`));
  out.add('\t<routines>\n');
  await writeLibraries(session, ctx, out, schema.name);
  for (const kind of routineKinds(ctx)) {
    const status = `SHOW ${kind} STATUS WHERE Db = ${quoteString(schema.name)}`;
    const rows = await listOrReport(session, ctx, schema.name, 'routines', status);
    for (const row of rows) {
      const routine = cellText(ctx, row, 'Name');
      if (!(await mayWrite(schema.name, routine))) return;
      await writeProgram(session, ctx, out, {
        schema: schema.name,
        object: `${kind.toLowerCase()} ${schema.name}.${routine}`,
        statement: `SHOW CREATE ${kind} ${ctx.names.write(routine)}`,
        element: 'routine',
        createColumn: `Create ${titleCase(kind)}`,
      });
    }
  }
  out.add('\t</routines>\n');
}

async function writeLibraries(
  session: Session,
  ctx: SectionContext,
  out: SectionText,
  schema: string,
): Promise<void> {
  const { facts } = ctx;
  if (facts.flavor !== 'mysql' || !isAtLeast(facts.version, 9, 2)) return;
  const statement =
    'SELECT LIBRARY_NAME FROM INFORMATION_SCHEMA.LIBRARIES WHERE LIBRARY_SCHEMA = ' +
    `${quoteString(schema)} ORDER BY LIBRARY_NAME`;
  for (const row of await listOrReport(session, ctx, schema, 'libraries', statement)) {
    const library = cellText(ctx, row, 'LIBRARY_NAME');
    await writeProgram(session, ctx, out, {
      schema,
      object: `library ${schema}.${library}`,
      statement: `SHOW CREATE LIBRARY ${ctx.names.write(library)}`,
      element: 'library',
      createColumn: 'Create Library',
    });
  }
}

async function listOrReport(
  session: Session,
  ctx: SectionContext,
  schema: string,
  what: string,
  statement: string,
): Promise<readonly Cells[]> {
  const rows = await showDefinition(
    ctx,
    `${what} of ${schema}`,
    statement,
    async () => await readRows(session, schema, statement),
  );
  return rows instanceof NotShown ? [] : rows;
}

async function writeProgram(
  session: Session,
  ctx: SectionContext,
  out: SectionText,
  program: Program,
): Promise<void> {
  const { schema, object, statement, element, createColumn } = program;
  const cells = await showDefinition(
    ctx,
    object,
    statement,
    async () => (await readStoredRows(session, ctx, schema, statement))[0],
  );
  if (cells === undefined || cells instanceof NotShown) return;
  const isHidden = cells.some(({ name, value }) => equals(name, createColumn) && value === null);
  if (!isHidden || element === 'trigger' || element === 'event') {
    const column = cells.find(({ name }) => equals(name, createColumn))?.name;
    writeElement(ctx, out, element, cells, column);
    return;
  }
  const account = accountName(ctx);
  out.add(
    complaintComment(ctx, `\n-- insufficient privileges to ${commentSafe(statement)}\n`),
    complaintComment(ctx, `-- does ${commentSafe(account)} have permissions on mysql.proc?\n\n`),
  );
  ctx.failed({ object, reason: 'hidden-body', subject: statement, account });
}

function equals(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** `PACKAGE BODY` as a caption: `Package Body`. */
function titleCase(kind: string): string {
  return kind.replace(/\B\w+/g, (letters) => letters.toLowerCase());
}
