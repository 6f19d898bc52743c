// JavaScript libraries of a schema: MySQL 9.2 and later.

import { commentSafe } from '../encode/comment.js';
import { quoteIdentifier, quoteString } from '../encode/identifier.js';
import type { Schema } from '../model/catalog.js';
import { isAtLeast } from '../model/server.js';
import type { Row } from '../mysql/row.js';
import type { Session } from '../mysql/session.js';
import { chooseDelimiter } from './body-syntax.js';
import { skipObject } from './object-error.js';
import { restoreSqlMode, saveSqlMode } from './saved-settings.js';
import type { SectionContext } from './section-context.js';
import { comment, joinBytes, toByteText } from './section-text.js';
import { showBytes } from './show-bytes.js';

export async function writeLibraries(
  session: Session,
  ctx: SectionContext,
  schema: Schema,
): Promise<Buffer> {
  const { facts } = ctx;
  if (facts.flavor !== 'mysql' || !isAtLeast(facts.version, 9, 2)) return Buffer.alloc(0);
  const rows = await session.query(
    'SELECT LIBRARY_NAME AS name FROM information_schema.LIBRARIES' +
      ` WHERE LIBRARY_SCHEMA = ${quoteString(schema.name)} ORDER BY LIBRARY_NAME`,
  );
  const parts: Buffer[] = [];
  for (const row of rows) {
    parts.push(await writeLibrary(session, ctx, schema, row.string('name')));
  }
  return Buffer.concat(parts);
}

async function writeLibrary(
  session: Session,
  ctx: SectionContext,
  schema: Schema,
  library: string,
): Promise<Buffer> {
  const name = quoteIdentifier(library);
  const statement = `SHOW CREATE LIBRARY ${name}`;
  let row: Row | undefined;
  try {
    [row] = await showBytes(session, schema.name, statement);
  } catch (error) {
    const reason = skipObject(ctx, `library ${schema.name}.${library}`, error);
    const text = `\n-- failed on ${commentSafe(`${statement}: ${reason}`)}\n`;
    return Buffer.from(comment(ctx.format, text));
  }
  const create = row?.bytes('Create Library') ?? undefined;
  if (row === undefined || create === undefined) {
    ctx.skip(`library ${schema.name}.${library}`, 'the account may not see its body');
    return Buffer.alloc(0);
  }
  const delimiter = chooseDelimiter(toByteText(create));
  return joinBytes([
    ctx.format.addDropTable ? `DROP LIBRARY IF EXISTS ${name};\n` : '',
    saveSqlMode(row.string('sql_mode'), ' ;'),
    `DELIMITER ${delimiter}\n`,
    create,
    ` ${delimiter}\nDELIMITER ;\n`,
    restoreSqlMode(' ;'),
  ]);
}
