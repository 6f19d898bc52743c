// Plugins, loadable functions and foreign servers as SQL (mariadb-dump --system).

import type { Row } from '../../mysql/protocol/row.js';
import type { Session } from '../../mysql/protocol/session.js';
import { askStock } from './ask.js';
import { quoteStockString } from '../../encode/text/quote-c.js';
import { StockStatus } from '../messages/failures.js';
import type { ToolContext } from '../messages/tool-context.js';
import type { SectionText } from '../../schema/text/section-text.js';

/** By number, as mysql.func has them. */
const FUNCTION_TYPES: readonly string[] = ['STRING', 'REAL', 'INT', 'ROW', 'DECIMAL', 'TIME'];

const SERVERS =
  'SELECT Server_name, Host, Db AS `Database`, Username AS `User`, Password, Port, Socket,' +
  ' Wrapper, Owner FROM mysql.servers';
const SERVER_OPTIONS: readonly string[] = [
  'Host',
  'Database',
  'User',
  'Password',
  'Port',
  'Socket',
  'Owner',
];

export async function writeSystemPlugins(
  session: Session,
  ctx: ToolContext,
  out: SectionText,
): Promise<void> {
  const { insertIgnore, replace } = ctx.format;
  for (const row of (await askStock(session, ctx, 'SHOW PLUGINS')) ?? []) {
    const library = row.text('Library');
    // The others are built in, or not running.
    if (row.string('Status') !== 'ACTIVE' || library === null) continue;
    const name = ctx.names.write(row.string('Name'));
    out.add(
      replace ? `/*M!100401 UNINSTALL PLUGIN IF EXIST ${name} */;\n` : '',
      `INSTALL PLUGIN ${name} ${insertIgnore ? '/*M!100401 IF NOT EXISTS */' : ''}`,
      ` SONAME ${quoteStockString(library)};\n`,
    );
  }
}

export async function writeSystemFunctions(
  session: Session,
  ctx: ToolContext,
  out: SectionText,
): Promise<void> {
  const { insertIgnore, replace } = ctx.format;
  for (const row of (await askStock(session, ctx, 'SELECT * FROM mysql.func')) ?? []) {
    const type = FUNCTION_TYPES[row.number('ret')];
    if (type === undefined) {
      failFunction(ctx, row.string('name'));
      continue;
    }
    const name = ctx.names.write(row.string('name'));
    const orReplace = replace ? '/*M!100103 OR REPLACE */ ' : '';
    const aggregate = row.string('type') === 'aggregate' ? 'AGGREGATE ' : '';
    const ifMissing = insertIgnore ? 'IF NOT EXISTS ' : '';
    out.add(
      replace ? `/*!50701 DROP FUNCTION IF EXISTS ${name} */;\n` : '',
      `CREATE ${orReplace}${aggregate}FUNCTION ${ifMissing}${name} RETURNS ${type}`,
      ` SONAME ${quoteStockString(row.string('dl'))};\n`,
    );
  }
}

function failFunction(ctx: ToolContext, name: string): void {
  ctx.tool.failed({
    complaint: `Error: invalid return type on udf function '${name}'`,
    status: StockStatus.server,
    endsDump: false,
  });
}

export async function writeSystemServers(
  session: Session,
  ctx: ToolContext,
  out: SectionText,
): Promise<void> {
  const { insertIgnore, replace } = ctx.format;
  for (const row of (await askStock(session, ctx, SERVERS)) ?? []) {
    const orReplace = replace ? '/*M!100103 OR REPLACE */ ' : '';
    const ifMissing = insertIgnore ? '/*M!100103 IF NOT EXISTS */ ' : '';
    out.add(
      `CREATE ${orReplace}SERVER ${ifMissing}${ctx.names.write(row.string('Server_name'))}`,
      ` FOREIGN DATA WRAPPER ${quoteStockString(row.string('Wrapper'))}`,
      ` OPTIONS (${serverOptions(row).join(', ')});\n`,
    );
  }
}

/** Those that are set; the port is a number, and always is. */
function serverOptions(row: Row): string[] {
  return SERVER_OPTIONS.flatMap((option) => {
    const value = row.string(option);
    if (value === '') return [];
    return [`${option} ${option === 'Port' ? value : quoteStockString(value)}`];
  });
}
