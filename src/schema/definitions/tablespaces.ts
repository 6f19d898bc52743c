// NDB's logfile groups and tablespaces (`--all-tablespaces`). Needs PROCESS. General
// tablespaces of InnoDB are not among them, as in the stock tools.

import { commentSafe } from '../../encode/text/comment.js';
import { quoteIdentifier, quoteString } from '../../encode/text/quote.js';
import type { Row } from '../../mysql/protocol/row.js';
import type { Session } from '../../mysql/protocol/session.js';
import { isObjectError } from '../text/object-failure.js';
import type { SectionContext } from '../text/section-context.js';
import { comment, heading, type SectionText } from '../text/section-text.js';

export async function writeTablespaces(
  session: Session,
  ctx: SectionContext,
  out: SectionText,
): Promise<void> {
  const scope = restrictToScope(ctx);
  if (scope === undefined) return;
  const ask = async (statement: string): Promise<Row[] | undefined> => {
    try {
      return await session.query(statement);
    } catch (error) {
      if (!ctx.style.toleratesHiddenTablespaces || !isObjectError(error)) throw error;
      ctx.remark({ at: 'tablespaces-refused', error });
      return undefined;
    }
  };
  const groups = await ask(logfileGroupsQuery(ctx, scope));
  if (groups === undefined) return;
  out.add(
    ...eachFile(groups, 'LOGFILE_GROUP_NAME', (row, isFirst) => logfileGroup(ctx, row, isFirst)),
  );
  const spaces = await ask(tablespacesQuery(scope));
  if (spaces === undefined) return;
  out.add(...eachFile(spaces, 'TABLESPACE_NAME', (row, isFirst) => tablespace(ctx, row, isFirst)));
}

/** As the stock tools ask, since what they are refused is seen on stderr. */
function logfileGroupsQuery({ dialect }: SectionContext, scope: string): string {
  const engine = dialect.undoLogEngine;
  const ofScope =
    scope === ''
      ? ''
      : ' AND LOGFILE_GROUP_NAME IN (SELECT DISTINCT LOGFILE_GROUP_NAME' +
        ` FROM INFORMATION_SCHEMA.FILES WHERE ${engine}FILE_TYPE = 'DATAFILE'${scope})`;
  return (
    'SELECT LOGFILE_GROUP_NAME, FILE_NAME, TOTAL_EXTENTS, INITIAL_SIZE, ENGINE, EXTRA' +
    ` FROM INFORMATION_SCHEMA.FILES WHERE ${engine}FILE_TYPE = 'UNDO LOG'` +
    ` AND FILE_NAME IS NOT NULL AND LOGFILE_GROUP_NAME IS NOT NULL${ofScope}` +
    ' GROUP BY LOGFILE_GROUP_NAME, FILE_NAME, ENGINE, TOTAL_EXTENTS, INITIAL_SIZE' +
    ' ORDER BY LOGFILE_GROUP_NAME'
  );
}

function tablespacesQuery(scope: string): string {
  return (
    'SELECT DISTINCT TABLESPACE_NAME, FILE_NAME, LOGFILE_GROUP_NAME, EXTENT_SIZE, INITIAL_SIZE,' +
    ` ENGINE FROM INFORMATION_SCHEMA.FILES WHERE FILE_TYPE = 'DATAFILE'${scope}` +
    ' ORDER BY TABLESPACE_NAME, LOGFILE_GROUP_NAME'
  );
}

function list(names: readonly string[]): string {
  return names.map(quoteString).join(',');
}

/** Those that hold a table of what is dumped; empty for all of them, undefined for none. */
function restrictToScope({ selection }: SectionContext): string | undefined {
  const { allTablespaces, scope } = selection;
  if (allTablespaces || scope.kind === 'all-databases' || scope.kind === 'user-schemas') return '';
  const schemas = scope.kind === 'databases' ? scope.names : [scope.schema];
  if (schemas.length === 0) return undefined;
  const tables = scope.kind === 'tables' ? scope.tables : [];
  const ofTables = tables.length === 0 ? '' : ` AND TABLE_NAME IN (${list(tables)})`;
  return (
    ' AND TABLESPACE_NAME IN (SELECT DISTINCT TABLESPACE_NAME FROM INFORMATION_SCHEMA.PARTITIONS' +
    ` WHERE TABLE_SCHEMA IN (${list(schemas)})${ofTables})`
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
