// The events of a schema. One delimiter stays in force from one event to the next, so each
// DROP ends with the delimiter of the event before it.

import { commentSafe } from '../../encode/text/comment.js';
import type { Schema } from '../../model/catalog.js';
import { isAtLeast } from '../../model/server.js';
import type { Session } from '../../mysql/protocol/session.js';
import { chooseDelimiter, disableOnReplica, splitDefiner } from '../text/body-syntax.js';
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
import { NotShown, showDefinition } from '../text/show-definition.js';
import { comment, heading, type SectionText, toBytes, toByteText } from '../text/section-text.js';
import { showText } from './show-bytes.js';
import { readProgramText, showProgram, type StoredProgram } from './stored-program.js';

const DISABLED =
  '-- A replica must not run events: they are disabled. Elsewhere ALTER EVENT ... ENABLE.\n';

/** `mayBegin`: asked once it is known that there are events; false leaves them out. */
export async function writeEvents(
  session: Session,
  ctx: SectionContext,
  out: SectionText,
  schema: Schema,
  mayBegin: () => Promise<boolean> = () => Promise.resolve(true),
): Promise<void> {
  const title = `Dumping events for database '${commentSafe(schema.name)}'`;
  out.add(heading(ctx.format, title));
  const rows = await showDefinition(
    ctx,
    `events of ${schema.name}`,
    'show events',
    async () => await showText(session, schema.name, 'SHOW EVENTS'),
  );
  if (rows instanceof NotShown) return out.add(note(ctx, `SHOW EVENTS: ${rows.reason}`));
  if (rows.length === 0) return;
  if (isForReplica(ctx)) out.add(comment(ctx.format, DISABLED));
  out.add('/*!50106 SET @save_time_zone= @@TIME_ZONE */ ;\n');
  if (!(await mayBegin())) return;
  let delimiter = ';';
  for (const row of rows) {
    const event = row.string('Name');
    const program = await readEvent(session, ctx, schema, event);
    if (program instanceof NotShown) {
      out.add(note(ctx, `${showEvent(ctx, event)}: ${program.reason}`));
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

async function readEvent(
  session: Session,
  ctx: SectionContext,
  schema: Schema,
  event: string,
): Promise<StoredProgram | NotShown> {
  const question = {
    object: `event ${schema.name}.${event}`,
    schema: schema.name,
    statement: showEvent(ctx, event),
    createColumn: 'Create Event',
    commented: { kind: 'EVENT', schema: schema.name, name: event },
  } as const;
  return await showProgram(session, ctx, question);
}

function showEvent(ctx: SectionContext, event: string): string {
  return `SHOW CREATE EVENT ${ctx.names.write(event)}`;
}

function note({ format, style }: SectionContext, failure: string): string {
  if (!style.notesFailures) return '';
  return comment(format, `\n-- failed on ${commentSafe(failure)}\n`);
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
