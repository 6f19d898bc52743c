// NDB's logfile groups and tablespaces (`--all-tablespaces`). Needs PROCESS. General
// tablespaces of InnoDB are not among them, as in the stock tools.

import { commentSafe } from '../encode/comment.js';
import { quoteIdentifier, quoteString } from '../encode/identifier.js';
import type { Row } from '../mysql/row.js';
import type { Session } from '../mysql/session.js';
import type { SectionContext } from './section-context.js';
import { comment, heading, type SectionText } from './section-text.js';

const LOGFILE_GROUPS =
  'SELECT LOGFILE_GROUP_NAME, FILE_NAME, INITIAL_SIZE, ENGINE, EXTRA' +
  " FROM information_schema.FILES WHERE FILE_TYPE = 'UNDO LOG' AND FILE_NAME IS NOT NULL" +
  ' AND LOGFILE_GROUP_NAME IS NOT NULL ORDER BY LOGFILE_GROUP_NAME';

const TABLESPACES =
  'SELECT DISTINCT TABLESPACE_NAME, FILE_NAME, LOGFILE_GROUP_NAME, EXTENT_SIZE, INITIAL_SIZE,' +
  " ENGINE FROM information_schema.FILES WHERE FILE_TYPE = 'DATAFILE'" +
  ' ORDER BY TABLESPACE_NAME, LOGFILE_GROUP_NAME';

export async function writeTablespaces(
  session: Session,
  ctx: SectionContext,
  out: SectionText,
): Promise<void> {
  const groups = await session.query(LOGFILE_GROUPS);
  const spaces = await session.query(TABLESPACES);
  out.add(
    ...eachFile(groups, 'LOGFILE_GROUP_NAME', (row, isFirst) => logfileGroup(ctx, row, isFirst)),
    ...eachFile(spaces, 'TABLESPACE_NAME', (row, isFirst) => tablespace(ctx, row, isFirst)),
  );
}

/** The first file of a group creates it, each further one is added. */
function eachFile(
  rows: readonly Row[],
  nameColumn: string,
  build: (row: Row, isFirst: boolean) => string,
): string[] {
  return rows.map((row, index) => {
    const before = rows[index - 1]?.string(nameColumn);
    return build(row, before !== row.string(nameColumn));
  });
}

function logfileGroup(ctx: SectionContext, row: Row, isFirst: boolean): string {
  const name = row.string('LOGFILE_GROUP_NAME');
  const buffer = /UNDO_BUFFER_SIZE=(\d+)/.exec(row.string('EXTRA'))?.[1];
  return (
    title(ctx, isFirst, `Logfile group: ${name}`) +
    `${isFirst ? 'CREATE' : 'ALTER'} LOGFILE GROUP ${quoteIdentifier(name)}\n` +
    `  ADD UNDOFILE ${quoteString(row.string('FILE_NAME'))}\n` +
    (isFirst && buffer !== undefined ? `  UNDO_BUFFER_SIZE ${buffer}\n` : '') +
    `  INITIAL_SIZE ${row.string('INITIAL_SIZE')}\n  ENGINE=${row.string('ENGINE')};\n`
  );
}

function tablespace(ctx: SectionContext, row: Row, isFirst: boolean): string {
  const name = row.string('TABLESPACE_NAME');
  const group = quoteIdentifier(row.string('LOGFILE_GROUP_NAME'));
  return (
    title(ctx, isFirst, `Tablespace: ${name}`) +
    `${isFirst ? 'CREATE' : 'ALTER'} TABLESPACE ${quoteIdentifier(name)}\n` +
    `  ADD DATAFILE ${quoteString(row.string('FILE_NAME'))}\n` +
    (isFirst ? `  USE LOGFILE GROUP ${group}\n  EXTENT_SIZE ${row.string('EXTENT_SIZE')}\n` : '') +
    `  INITIAL_SIZE ${row.string('INITIAL_SIZE')}\n  ENGINE=${row.string('ENGINE')};\n`
  );
}

function title(ctx: SectionContext, isFirst: boolean, text: string): string {
  if (!isFirst) return '\n';
  return heading(ctx.format, commentSafe(text)) + comment(ctx.format, '\n');
}
