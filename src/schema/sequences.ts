// MariaDB's sequences: definition and where they stand.

import { commentSafe } from '../encode/comment.js';
import { quoteIdentifier } from '../encode/identifier.js';
import type { Sequence } from '../model/catalog.js';
import type { Row } from '../mysql/row.js';
import type { Session } from '../mysql/session.js';
import { skipObject } from './object-error.js';
import type { SectionContext } from './section-context.js';
import { comment, heading, joinBytes } from './section-text.js';
import { showBytes, showText } from './show-bytes.js';

export async function writeSequence(
  session: Session,
  ctx: SectionContext,
  sequence: Sequence,
): Promise<Buffer> {
  const { format } = ctx;
  const name = quoteIdentifier(sequence.name);
  const title = heading(format, `Sequence structure for ${commentSafe(name)}`);
  let shown: Row | undefined;
  let state: Row | undefined;
  try {
    [shown] = await showBytes(session, sequence.schema, `SHOW CREATE SEQUENCE ${name}`);
    const select = `SELECT next_not_cached_value FROM ${name}`;
    [state] = await showText(session, sequence.schema, select);
  } catch (error) {
    const reason = skipObject(ctx, `sequence ${sequence.schema}.${sequence.name}`, error);
    const text = comment(format, `\n-- failed on sequence ${commentSafe(`${name}: ${reason}`)}\n`);
    return joinBytes([title, text]);
  }
  return joinBytes([
    title,
    comment(format, '\n'),
    format.addDropTable ? `DROP SEQUENCE IF EXISTS ${name};\n` : '',
    shown?.bytesAt(1) ?? '',
    ';\n',
    `DO SETVAL(${name}, ${state?.string('next_not_cached_value') ?? ''}, 0);\n`,
  ]);
}
