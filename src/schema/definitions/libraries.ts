// JavaScript libraries of a schema: MySQL 9.2 and later.

import { commentSafe } from '../../encode/text/comment.js';
import { quoteString } from '../../encode/text/quote.js';
import type { Schema } from '../../model/catalog.js';
import { isAtLeast } from '../../model/server.js';
import type { Row } from '../../mysql/protocol/row.js';
import type { Session } from '../../mysql/protocol/session.js';
import { serverRules } from '../text/body-rules.js';
import { chooseDelimiter } from '../text/body-syntax.js';
import { checkProgram, checkWords } from '../text/check-definition.js';
import { restoreSqlMode, saveSqlMode } from '../text/saved-settings.js';
import type { SectionContext } from '../text/section-context.js';
import { NotShown, showDefinition } from '../text/show-definition.js';
import { comment, type SectionText, toByteText } from '../text/section-text.js';
import { showBytes } from './show-bytes.js';

/** False where the stock tool gives up all routines of the schema. */
export async function writeLibraries(
  session: Session,
  ctx: SectionContext,
  out: SectionText,
  schema: Schema,
): Promise<boolean> {
  const { facts } = ctx;
  if (facts.flavor !== 'mysql' || !isAtLeast(facts.version, 9, 2)) return true;
  const rows = await showBytes(
    session,
    ctx,
    schema.name,
    'SELECT LIBRARY_NAME AS name FROM information_schema.LIBRARIES' +
      ` WHERE LIBRARY_SCHEMA = ${quoteString(schema.name)} ORDER BY LIBRARY_NAME`,
  );
  for (const row of rows) {
    const library = row.bytes('name')?.toString(ctx.style.text) ?? '';
    if (!(await writeLibrary(session, ctx, out, schema, library))) return false;
  }
  return true;
}

/** False where the others are given up. */
async function writeLibrary(
  session: Session,
  ctx: SectionContext,
  out: SectionText,
  schema: Schema,
  library: string,
): Promise<boolean> {
  const name = ctx.names.write(library);
  const statement = `SHOW CREATE LIBRARY ${name}`;
  const object = `library ${schema.name}.${library}`;
  const row = await showDefinition(ctx, object, statement, async () => {
    const [shown] = await showBytes(session, ctx, schema.name, statement);
    if (shown !== undefined) checkLibrary(ctx, object, shown);
    return shown;
  });
  if (row instanceof NotShown) {
    if (!ctx.style.notesFailures) return false;
    const text = `\n-- failed on ${commentSafe(`${statement}: ${row.reason}`)}\n`;
    out.add(comment(ctx.format, text));
    return true;
  }
  const create = row?.bytes('Create Library') ?? undefined;
  if (row === undefined || create === undefined) {
    ctx.failed({ object, reason: 'hidden-library', subject: statement });
    return true;
  }
  const modes = row.string('sql_mode');
  const delimiter = ctx.style.guardsBodies ? chooseDelimiter(toByteText(create)) : ';;';
  out.add(
    ctx.format.addDropTable ? `DROP LIBRARY IF EXISTS ${name};\n` : '',
    saveSqlMode(modes, ' ;'),
    `DELIMITER ${delimiter}\n`,
    create,
    ` ${delimiter}\nDELIMITER ;\n`,
    restoreSqlMode(' ;'),
  );
  return true;
}

function checkLibrary(ctx: SectionContext, object: string, row: Row): void {
  const create = row.bytes('Create Library');
  if (create === null) return;
  const modes = row.string('sql_mode');
  checkWords(object, modes);
  if (!ctx.style.guardsBodies) return;
  checkProgram(object, toByteText(create), serverRules(ctx.facts, modes));
}
