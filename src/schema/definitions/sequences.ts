// MariaDB's sequences: their definitions, which may come before all tables, and where they stand.

import { commentSafe } from '../../encode/text/comment.js';
import type { Sequence } from '../../model/catalog.js';
import type { Session } from '../../mysql/protocol/session.js';
import { checkStatement, checkWords } from '../text/check-definition.js';
import type { SectionContext } from '../text/section-context.js';
import { comment, heading, type SectionText, toByteText } from '../text/section-text.js';
import { showText } from './show-bytes.js';
import { couldntExecute } from '../../dropin/messages/failures.js';

export async function writeSequence(
  session: Session,
  ctx: SectionContext,
  out: SectionText,
  sequence: Sequence,
): Promise<void> {
  const { format } = ctx;
  const name = ctx.names.quote(sequence.name);
  ctx.verbose(`-- Retrieving sequence structure for  ${sequence.name}...`);
  const title = `Sequence structure for ${commentSafe(name)}`;
  const statement = `SHOW CREATE SEQUENCE ${name}`;
  let create: Buffer;
  try {
    const [row] = await showText(session, sequence.schema, statement);
    create = row?.bytesAt(1) ?? Buffer.alloc(0);
    if (ctx.style.guardsBodies) checkStatement(objectOf(sequence), toByteText(create));
  } catch (error) {
    if (ctx.style.notesFailures) out.add(heading(format, title));
    noteFailure(ctx, out, sequence, statement, error);
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
  try {
    const [row] = await showText(session, sequence.schema, statement);
    const next = row?.bytesAt(0) ?? undefined;
    checkWords(objectOf(sequence), toByteText(next ?? Buffer.alloc(0)));
    if (next !== undefined) out.add(`DO SETVAL(${name}, `, next, ', 0);\n');
  } catch (error) {
    noteFailure(ctx, out, sequence, statement, error);
  }
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
  statement: string,
  error: unknown,
): void {
  const reason = ctx.failed(couldntExecute(objectOf(sequence), statement, error));
  if (!ctx.style.notesFailures) return;
  const name = ctx.names.quote(sequence.name);
  out.add(comment(ctx.format, `\n-- failed on sequence ${commentSafe(`${name}: ${reason}`)}\n`));
}
