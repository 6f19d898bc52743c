// Enters a database: CREATE DATABASE and USE. Positional `db tables` writes neither.

import { commentSafe } from '../../encode/text/comment.js';
import type { Session } from '../../mysql/protocol/session.js';
import { checkStatement } from '../text/check-definition.js';
import type { SectionContext } from '../text/section-context.js';
import { isSystemSchema } from '../catalog/system-tables.js';
import { heading, type SectionText, toByteText } from '../text/section-text.js';

export async function writeDatabase(
  session: Session,
  ctx: SectionContext,
  out: SectionText,
  schema: string,
): Promise<void> {
  const { format, selection } = ctx;
  const name = ctx.names.write(schema);
  const isSystem = isSystemSchema(ctx.style, schema);
  out.add(
    databaseHeading(ctx, schema),
    isSystem && savesLogOutput(ctx) ? ctx.dialect.logOutput.save : '',
  );
  const create = selection.createDb ? await showCreateDatabase(session, ctx, schema) : undefined;
  // The server lives in this one: dropping it leaves nothing to restore into.
  const isSpared = ctx.style.sparesSystemSchema && isSystem;
  const drops = format.addDropDatabase && !isSpared;
  out.add(
    create !== undefined && drops ? dropDatabase(name) : '',
    ...(create === undefined ? [] : ['\n', create, ';\n']),
    `\nUSE ${name};\n`,
  );
}

/** Stands before the CREATE; `name` as it is written. */
export function dropDatabase(name: string): string {
  return `\n/*!40000 DROP DATABASE IF EXISTS ${name}*/;\n`;
}

/** Back into a database for its final views. */
export function writeUseDatabase(ctx: SectionContext, out: SectionText, schema: string): void {
  out.add(databaseHeading(ctx, schema), `\nUSE ${ctx.names.write(schema)};\n`);
}

/** When the tables of the logs are there. */
export function writeLogOutput(ctx: SectionContext, out: SectionText): void {
  if (savesLogOutput(ctx)) out.add(ctx.dialect.logOutput.restore);
}

function savesLogOutput({ format, style }: SectionContext): boolean {
  return format.addDropDatabase && !style.sparesSystemSchema;
}

function databaseHeading(ctx: SectionContext, schema: string): string {
  return heading(ctx.format, `Current Database: ${commentSafe(ctx.names.write(schema))}`);
}

async function showCreateDatabase(
  session: Session,
  ctx: SectionContext,
  schema: string,
): Promise<Buffer | undefined> {
  const name = ctx.names.write(schema);
  const statement = `SHOW CREATE DATABASE IF NOT EXISTS ${name}`;
  try {
    const [row] = await session.query(statement);
    const create = row?.bytesAt(1) ?? undefined;
    if (ctx.style.guardsBodies && create !== undefined) {
      checkStatement(`database ${schema}`, toByteText(create));
    }
    return create;
  } catch (error) {
    // The stock tools take it for an old server, which is no failure.
    if (ctx.style.notesFailures) ctx.failed({ object: `database ${schema}`, statement, error });
    return Buffer.from(`CREATE DATABASE /*!32312 IF NOT EXISTS*/ ${name}`, ctx.style.text);
  }
}
