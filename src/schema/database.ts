// Enters a database: CREATE DATABASE and USE. Positional `db tables` writes neither.

import { commentSafe } from '../encode/comment.js';
import { quoteIdentifier } from '../encode/identifier.js';
import type { Schema } from '../model/catalog.js';
import type { Session } from '../mysql/session.js';
import { skipObject } from './object-error.js';
import type { SectionContext } from './section-context.js';
import { heading, joinBytes } from './section-text.js';

export async function writeDatabase(
  session: Session,
  ctx: SectionContext,
  schema: Schema,
): Promise<Buffer> {
  const { format, selection } = ctx;
  const name = quoteIdentifier(schema.name);
  const create = selection.createDb ? await showCreateDatabase(session, ctx, schema) : undefined;
  // The server lives in this one: dropping it leaves nothing to restore into.
  const drops = format.addDropDatabase && schema.name.toLowerCase() !== 'mysql';
  return joinBytes([
    databaseHeading(ctx, schema),
    create !== undefined && drops ? `\n/*!40000 DROP DATABASE IF EXISTS ${name}*/;\n` : '',
    ...(create === undefined ? [] : ['\n', create, ';\n']),
    `\nUSE ${name};\n`,
  ]);
}

/** Back into a database for its final views. */
export function buildUseDatabase(ctx: SectionContext, schema: Schema): Buffer {
  return joinBytes([databaseHeading(ctx, schema), `\nUSE ${quoteIdentifier(schema.name)};\n`]);
}

function databaseHeading(ctx: SectionContext, schema: Schema): string {
  return heading(ctx.format, `Current Database: ${commentSafe(quoteIdentifier(schema.name))}`);
}

async function showCreateDatabase(
  session: Session,
  ctx: SectionContext,
  schema: Schema,
): Promise<Buffer | undefined> {
  const name = quoteIdentifier(schema.name);
  try {
    const [row] = await session.query(`SHOW CREATE DATABASE IF NOT EXISTS ${name}`);
    return row?.bytesAt(1) ?? undefined;
  } catch (error) {
    skipObject(ctx, `database ${schema.name}`, error);
    return Buffer.from(`CREATE DATABASE /*!32312 IF NOT EXISTS*/ ${name}`);
  }
}
