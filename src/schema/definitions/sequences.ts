// MariaDB's sequences: definition and where they stand.

import { commentSafe } from '../../encode/text/comment.js';
import type { Sequence } from '../../model/catalog.js';
import type { Row } from '../../mysql/protocol/row.js';
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
  const { format, style } = ctx;
  const name = ctx.names.quote(sequence.name);
  const object = `sequence ${sequence.schema}.${sequence.name}`;
  ctx.verbose(`-- Retrieving sequence structure for  ${sequence.name}...`);
  const title = `Sequence structure for ${commentSafe(name)}`;
  const shown = await ask(`SHOW CREATE SEQUENCE ${name}`);
  if (shown === undefined) return;
  const create = shown.bytesAt(1) ?? Buffer.alloc(0);
  out.add(
    heading(format, title, '\n'),
    format.addDropTable ? `DROP SEQUENCE IF EXISTS ${name};\n` : '',
    create,
    ';\n',
  );
  const state = await ask(`SELECT next_not_cached_value FROM ${name}`);
  const next = state?.bytesAt(0) ?? undefined;
  if (next !== undefined) out.add(`DO SETVAL(${name}, `, next, ', 0);\n');

  async function ask(statement: string): Promise<Row | undefined> {
    const isShow = statement.startsWith('SHOW');
    try {
      const [row] = await showText(session, sequence.schema, statement);
      const answer = toByteText(row?.bytesAt(isShow ? 1 : 0) ?? Buffer.alloc(0));
      if (!isShow) checkWords(object, answer);
      else if (style.guardsBodies) checkStatement(object, answer);
      return row;
    } catch (error) {
      const reason = ctx.failed(couldntExecute(object, statement, error));
      if (!style.notesFailures) return undefined;
      const note = `\n-- failed on sequence ${commentSafe(`${name}: ${reason}`)}\n`;
      out.add(isShow ? heading(format, title) : '', comment(format, note));
      return undefined;
    }
  }
}
