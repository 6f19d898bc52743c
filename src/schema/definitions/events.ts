// The events of a schema. One delimiter stays in force from one event to the next, so each
// DROP ends with the delimiter of the event before it.

import { commentSafe } from '../../encode/text/comment.js';
import { quoteIdentifier } from '../../encode/text/quote.js';
import type { Schema } from '../../model/catalog.js';
import { isAtLeast } from '../../model/server.js';
import type { Row } from '../../mysql/protocol/row.js';
import type { Session } from '../../mysql/protocol/session.js';
import { chooseDelimiter, disableOnReplica, splitDefiner } from '../text/body-syntax.js';
import { quoteStockString } from '../../encode/text/quote-c.js';
import {
  restoreCharsets,
  restoreSqlMode,
  restoreTimeZone,
  saveCharsets,
  saveSqlMode,
  saveTimeZone,
  switchDatabase,
} from '../text/saved-settings.js';
import type { SectionContext } from '../text/section-context.js';
import { comment, heading, type SectionText, toBytes, toByteText } from '../text/section-text.js';
import { showText } from './show-bytes.js';
import { couldntExecute, gotError } from '../../dropin/messages/failures.js';
import { readProgram, readProgramText, type StoredProgram } from './stored-program.js';

const DISABLED =
  '-- A replica must not run events: they are disabled. Elsewhere ALTER EVENT ... ENABLE.\n';

export async function writeEvents(
  session: Session,
  ctx: SectionContext,
  out: SectionText,
  schema: Schema,
): Promise<void> {
  const title = `Dumping events for database '${commentSafe(schema.name)}'`;
  out.add(heading(ctx.format, title));
  let rows: Row[];
  try {
    rows = await showText(session, schema.name, 'SHOW EVENTS');
  } catch (error) {
    const reason = ctx.failed(couldntExecute(`events of ${schema.name}`, 'show events', error));
    out.add(note(ctx, `SHOW EVENTS: ${reason}`));
    return;
  }
  if (rows.length === 0) return;
  if (isForReplica(ctx)) out.add(comment(ctx.format, DISABLED));
  out.add('/*!50106 SET @save_time_zone= @@TIME_ZONE */ ;\n');
  if (!(await selectEscaped(session, ctx, schema.name))) return;
  let delimiter = ';';
  for (const row of rows) {
    const event = row.string('Name');
    const program = await readEvent(session, ctx, schema, event);
    if (typeof program === 'string') {
      out.add(program);
      // The stock tools give the others up, and do not end the block.
      if (ctx.style.stopsAtObjects) return;
      continue;
    }
    if (program.create.length === 0) continue;
    if (ctx.format.addDropTable) {
      out.add(`/*!50106 DROP EVENT IF EXISTS ${ctx.names.write(event)} */${delimiter}\n`);
    }
    delimiter = chooseDelimiter(toByteText(program.create));
    out.add(...buildEvent(ctx, schema, program, delimiter));
  }
  out.add('DELIMITER ;\n', '/*!50106 SET TIME_ZONE= @save_time_zone */ ;\n');
}

/**
 * Its source runs them; run twice their rows collide. Where the coordinates are comments (2) the
 * dump is a backup first, and a backup brings events that run.
 */
function isForReplica({ style, replication }: SectionContext): boolean {
  const { sourceData, dumpReplica } = replication;
  return style.disablesEventsOfReplicas && (sourceData === 1 || dumpReplica === 1);
}

/** As CREATE EVENT arrives on a replica by itself. */
function statusOfReplica({ facts }: SectionContext): string {
  const isModern = facts.flavor === 'mysql' && isAtLeast(facts.version, 8, 2);
  return isModern ? 'DISABLE ON REPLICA' : 'DISABLE ON SLAVE';
}

/** The event, or the comment to write in its place. */
async function readEvent(
  session: Session,
  ctx: SectionContext,
  schema: Schema,
  event: string,
): Promise<StoredProgram | string> {
  const statement = `SHOW CREATE EVENT ${ctx.names.write(event)}`;
  const object = `event ${schema.name}.${event}`;
  try {
    return await readProgram(session, ctx, {
      object,
      schema: schema.name,
      statement,
      createColumn: 'Create Event',
      commented: { kind: 'EVENT', schema: schema.name, name: event },
    });
  } catch (error) {
    const reason = ctx.failed(couldntExecute(object, statement, error));
    return note(ctx, `${statement}: ${reason}`);
  }
}

function note({ format, style }: SectionContext, failure: string): string {
  if (!style.notesFailures) return '';
  return comment(format, `\n-- failed on ${commentSafe(failure)}\n`);
}

/**
 * mariadb-dump escapes a name that needs no escaping here: a schema whose name would
 * differ is not found.
 */
async function selectEscaped(
  session: Session,
  ctx: SectionContext,
  schema: string,
): Promise<boolean> {
  const escaped = quoteStockString(schema).slice(1, -1);
  const isEscaped = ctx.style.stopsAtObjects && ctx.dialect.escapesSchemaOfEvents;
  if (!isEscaped || escaped === schema) return true;
  try {
    await session.execute(`USE ${quoteIdentifier(escaped)}`);
    return true;
  } catch (error) {
    const doing = 'when selecting the database';
    ctx.failed(gotError(ctx.dialect, `events of ${schema}`, doing, error));
    return false;
  }
}

function buildEvent(
  ctx: SectionContext,
  schema: Schema,
  program: StoredProgram,
  delimiter: string,
): (string | Buffer)[] {
  const { created } = program;
  const end = ` ${delimiter}`;
  const database = ctx.style.omitsOwnDatabase ? '' : ctx.names.write(schema.name);
  return [
    `DELIMITER ${delimiter}\n`,
    switchDatabase(database, schema.collation, created.databaseCollation, end),
    saveCharsets(created, end),
    saveSqlMode(created.sqlMode, end),
    saveTimeZone(program.timeZone, end),
    buildCreateEvent(ctx, program),
    `${end}\n`,
    restoreTimeZone(end),
    restoreSqlMode(end),
    restoreCharsets(end),
    switchDatabase(database, created.databaseCollation, schema.collation, end),
  ];
}

function buildCreateEvent(ctx: SectionContext, program: StoredProgram): Buffer {
  const { text: shown, syntax } = readProgramText(ctx, program);
  const text = isForReplica(ctx) ? disableOnReplica(shown, statusOfReplica(ctx)) : shown;
  const parts = splitDefiner(text);
  // A comment at the end must not swallow what follows it.
  const end = syntax.endsInLineComment ? ' \n*/' : ctx.dialect.versionCommentEnd;
  if (syntax.breaksVersionComment) return toBytes(`${text}\n`);
  if (parts === undefined) return toBytes(`/*!50106 ${text}${end}`);
  return toBytes(`/*!50106 CREATE*/ /*!50117 ${parts.definer}*/ /*!50106 ${parts.rest}${end}`);
}
