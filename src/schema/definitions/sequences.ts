// MariaDB's sequences: their definitions, which may come before all tables, and where they stand.

import { commentSafe } from '../../encode/text/comment.js';
import type { Sequence } from '../../model/catalog.js';
import type { Session } from '../../mysql/protocol/session.js';
import { checkStatement, checkWords } from '../text/check-definition.js';
import type { SectionContext } from '../text/section-context.js';
import { NotShown, showDefinition } from '../text/show-definition.js';
import { comment, heading, type SectionText, toByteText } from '../text/section-text.js';
import { showText } from './show-bytes.js';

export async function writeSequence(
  session: Session,
  ctx: SectionContext,
  out: SectionText,
  sequence: Sequence,
): Promise<void> {
  const { format } = ctx;
  const name = ctx.names.quote(sequence.name);
  ctx.remark({ at: 'sequence', name: sequence.name });
  const title = `Sequence structure for ${commentSafe(name)}`;
  const statement = `SHOW CREATE SEQUENCE ${name}`;
  const object = objectOf(sequence);
  const create = await showDefinition(ctx, object, statement, async () => {
    const [row] = await showText(session, sequence.schema, statement);
    const shown = row?.bytesAt(1) ?? Buffer.alloc(0);
    if (ctx.style.guardsBodies) checkStatement(object, toByteText(shown));
    return shown;
  });
  if (create instanceof NotShown) {
    if (ctx.style.notesFailures) out.add(heading(format, title));
    noteFailure(ctx, out, sequence, create);
    return ctx.leaveOutRows(sequence);
  }
  out.add(
    heading(format, title, '\n'),
    format.addDropTable ? `DROP SEQUENCE IF EXISTS ${name};\n` : '',
    create,
    ';\n',
  );
}

/** Where it stands, as the rows beside it have it. */
export async function writeSequenceValue(
  session: Session,
  ctx: SectionContext,
  out: SectionText,
  sequence: Sequence,
): Promise<void> {
  const name = ctx.names.quote(sequence.name);
  const statement = `SELECT next_not_cached_value FROM ${name}`;
  const object = objectOf(sequence);
  const next = await showDefinition(ctx, object, statement, async () => {
    const [row] = await showText(session, sequence.schema, statement);
    const value = row?.bytesAt(0) ?? undefined;
    checkWords(object, toByteText(value ?? Buffer.alloc(0)));
    return value;
  });
  if (next instanceof NotShown) noteFailure(ctx, out, sequence, next);
  else if (next !== undefined) out.add(`DO SETVAL(${name}, `, next, ', 0);\n');
}

/**
 * The SQL of a definition for where others may use the sequence by now: one that is there is
 * left as it is. Its SETVAL needs no such care, since the server never goes back by it.
 */
export function sparingSequence(sql: string): string {
  return sql
    .replace(/^DROP SEQUENCE IF EXISTS (?:`(?:[^`]|``)*`|\S+);\n/m, '')
    .replace(/^CREATE SEQUENCE /m, 'CREATE SEQUENCE IF NOT EXISTS ');
}

function objectOf({ schema, name }: Sequence): string {
  return `sequence ${schema}.${name}`;
}

function noteFailure(
  ctx: SectionContext,
  out: SectionText,
  sequence: Sequence,
  { reason }: NotShown,
): void {
  if (!ctx.style.notesFailures) return;
  const name = ctx.names.quote(sequence.name);
  out.add(comment(ctx.format, `\n-- failed on sequence ${commentSafe(`${name}: ${reason}`)}\n`));
}
