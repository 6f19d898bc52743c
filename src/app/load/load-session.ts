// What every session of a load is set to before the dump says anything.

import { TsdumpError } from '../../base/errors.js';
import type { LoadOptions } from '../../model/load-options.js';
import type { ServerFacts } from '../../model/server.js';
import { buildSet } from '../../mysql/protocol/pinned-settings.js';
import { isConnectionLost, serverErrno, serverMessage } from '../../mysql/protocol/server-error.js';
import type { Session } from '../../mysql/protocol/session.js';

/** Longest silence: of us while a source stands still, of the server while it builds an index. */
const PATIENCE_SECONDS = 86_400;

export async function openLoadSession(
  session: Session,
  facts: ServerFacts,
  { connection }: LoadOptions,
  logsBinlog: boolean,
): Promise<void> {
  const settings = [
    ...facts.waitSettings,
    `wait_timeout = ${PATIENCE_SECONDS}`,
    `net_read_timeout = ${PATIENCE_SECONDS}`,
    `net_write_timeout = ${PATIENCE_SECONDS}`,
    facts.flavor === 'mysql' ? 'max_execution_time = 0' : 'max_statement_time = 0',
    ...(connection.session ?? []),
  ];
  await session.execute(buildSet(settings));
  if (!logsBinlog) await stopLogging(session, facts);
  if (facts.flavor === 'mysql') await takeTablesWithoutKey(session);
  await session.execute(`SET NAMES ${connection.charset}`);
  // As restores are done: what the dump says comes after it.
  await session.execute(
    "SET time_zone = '+00:00', unique_checks = 0, foreign_key_checks = 0," +
      " sql_mode = 'NO_AUTO_VALUE_ON_ZERO', sql_notes = 0",
  );
}

async function stopLogging(session: Session, { account }: ServerFacts): Promise<void> {
  try {
    await session.execute('SET SESSION sql_log_bin = 0');
  } catch (error) {
    if (isConnectionLost(serverErrno(error))) throw error;
    throw new TsdumpError(
      'target-refused',
      `the account ${account} may not keep the load out of the binary log: ${serverMessage(error)}`,
      {
        hint: 'Grant it SESSION_VARIABLES_ADMIN (MySQL) or BINLOG ADMIN (MariaDB), or give --log-bin and --set-gtid-purged=off.',
        cause: error,
      },
    );
  }
}

/** Where the account may: the server refuses them, or makes a key up, otherwise. */
async function takeTablesWithoutKey(session: Session): Promise<void> {
  await session
    .execute('SET SESSION sql_require_primary_key = 0, sql_generate_invisible_primary_key = 0')
    .catch((error: unknown) => {
      if (isConnectionLost(serverErrno(error))) throw error;
    });
}

/** What the dumps of tsdump do to take tables without a key; every session of a load has done it. */
export function preparesKeys(sql: Uint8Array): boolean {
  return /^\/\*!80030 (?:PREPARE|EXECUTE|DEALLOCATE PREPARE) TSDUMP_KEYS\b/.test(toText(sql));
}

function toText(sql: Uint8Array): string {
  return Buffer.from(sql.subarray(0, 80)).toString('latin1');
}
