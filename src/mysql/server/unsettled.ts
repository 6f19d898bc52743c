// What is open in the server and would be broken by the window, or break a replica that begins
// at the coordinates read under the global read lock: prepared transactions, temporary tables
// that the binary log knows by their statements, events in the middle of their bodies.

import type { ServerFacts } from '../../model/server.js';
import { readGlobalVariables } from './global-variables.js';
import type { Session } from '../protocol/session.js';

export interface Unsettled {
  /** Each as a message names it. */
  readonly found: readonly string[];
  /** There may be others, which this server or this account cannot see. */
  readonly hidden: boolean;
}

/** MySQL shows names with XA_RECOVER_ADMIN, numbers with PROCESS; MariaDB shows all to all. */
export async function readPrepared(session: Session, facts: ServerFacts): Promise<Unsettled> {
  const named = await session.query('XA RECOVER').catch(() => undefined);
  if (named !== undefined) {
    return { found: named.map((row) => describe(row.bytes('data'))), hidden: false };
  }
  if (facts.flavor === 'mariadb') return { found: [], hidden: true };
  const numbered = await session
    .query('SELECT trx_id FROM information_schema.INNODB_TRX WHERE trx_mysql_thread_id = 0')
    .catch(() => undefined);
  const found = numbered?.map((row) => `transaction ${row.string('trx_id')}`) ?? [];
  return { found, hidden: numbered === undefined };
}

/** An XID is any bytes. */
function describe(data: Buffer | null): string {
  const text = data?.toString('latin1') ?? '';
  return /^[\x20-\x7e]+$/.test(text) ? `'${text}'` : `0x${data?.toString('hex') ?? ''}`;
}

/** MySQL shows those of InnoDB; MariaDB only that there have been any since it was started. */
export async function readTemporary(session: Session, facts: ServerFacts): Promise<Unsettled> {
  const status = await session.query(
    "SHOW GLOBAL STATUS WHERE Variable_name IN ('Slave_open_temp_tables', 'Com_create_temporary_table')",
  );
  const counts = new Map(
    status.map((row) => [row.stringAt(0).toLowerCase(), Number(row.stringAt(1))]),
  );
  const replicated = counts.get('slave_open_temp_tables') ?? 0;
  const found = replicated === 0 ? [] : [`${replicated} of the applier`];
  if (!(await logsTemporary(session, facts))) return { found, hidden: false };
  if (facts.flavor === 'mariadb') {
    return { found, hidden: (counts.get('com_create_temporary_table') ?? 0) > 0 };
  }
  const rows = await session
    .query('SELECT NAME FROM information_schema.INNODB_TEMP_TABLE_INFO')
    .catch(() => undefined);
  // #sql, then in hex the server's process, the connection, a number.
  const owners = new Set(rows?.map((row) => parseInt(row.string('NAME').split('_')[1] ?? '', 16)));
  found.push(...[...owners].map((id) => `of connection ${id}`));
  return { found, hidden: rows === undefined };
}

/** MariaDB does so when the format is MIXED, too; its later releases have a variable for it. */
async function logsTemporary(session: Session, { flavor }: ServerFacts): Promise<boolean> {
  const names = ['log_bin', 'binlog_format', 'create_tmp_table_binlog_formats'];
  const variables = await readGlobalVariables(session, names);
  const format = variables.get('binlog_format') ?? 'ROW';
  const logging = flavor === 'mysql' ? 'STATEMENT' : 'MIXED,STATEMENT';
  const formats = variables.get('create_tmp_table_binlog_formats') ?? logging;
  return variables.get('log_bin') === 'ON' && formats.split(',').includes(format);
}

/** Of all accounts only with PROCESS. An event runs as its definer; so does nothing else that has connected only. */
export async function readRunningEvents(session: Session): Promise<Unsettled> {
  const rows = await session.query(
    'SELECT ID, USER, DB, LEFT(INFO, 80) AS INFO FROM information_schema.PROCESSLIST' +
      " WHERE COMMAND = 'Connect' AND INFO IS NOT NULL" +
      " AND USER NOT IN ('system user', 'event_scheduler', 'unauthenticated user')",
  );
  const found = rows.map((row) => {
    const doing = row.string('INFO').replace(/\s+/g, ' ');
    return `connection ${row.string('ID')} of ${row.string('USER')} in ${row.text('DB') ?? 'no database'}: ${doing}`;
  });
  return { found, hidden: false };
}
