// MariaDB's sequences: definition and where they stand.

import { commentSafe } from '../encode/comment.js';
import type { Sequence } from '../model/catalog.js';
import type { Row } from '../mysql/row.js';
import type { Session } from '../mysql/session.js';
import type { SectionContext } from './section-context.js';
import { comment, type SectionText } from './section-text.js';
import { showBytes, showText } from './show-bytes.js';
import { couldntExecute } from './stock-words.js';

export async function writeSequence(
  session: Session,
  ctx: SectionContext,
  out: SectionText,
  sequence: Sequence,
): Promise<void> {
  const { format } = ctx;
  const name = ctx.names.quote(sequence.name);
  let statement = `SHOW CREATE SEQUENCE ${name}`;
  let shown: Row | undefined;
  let state: Row | undefined;
  try {
    [shown] = await showBytes(session, ctx, sequence.schema, statement);
    statement = `SELECT next_not_cached_value FROM ${name}`;
    [state] = await showText(session, sequence.schema, statement);
  } catch (error) {
    const object = `sequence ${sequence.schema}.${sequence.name}`;
    const reason = ctx.failed(couldntExecute(object, statement, error));
    out.add(comment(format, `\n-- failed on sequence ${commentSafe(`${name}: ${reason}`)}\n`));
    return;
  }
  out.add(
    comment(format, `\n--\n-- Sequence structure for ${commentSafe(name)}\n--\n\n`),
    format.addDropTable ? `DROP SEQUENCE IF EXISTS ${name};\n` : '',
    shown?.bytesAt(1) ?? '',
    ';\n',
    `DO SETVAL(${name}, ${state?.string('next_not_cached_value') ?? ''}, 0);\n`,
  );
}
