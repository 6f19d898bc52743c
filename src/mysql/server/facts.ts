// Reads what kind of server this is, once, right after login.

import { createHash } from 'node:crypto';
import { TsdumpError } from '../../base/errors.js';
import {
  isAtLeast,
  type Flavor,
  type ServerFacts,
  type ServerVersion,
} from '../../model/server.js';
import { readGlobalVariables } from './global-variables.js';
import { listWaitSettings, WAIT_NAMES } from '../protocol/pinned-settings.js';
import { readIdentity } from './same-server.js';
import type { Session } from '../protocol/session.js';

/** `8.0.36-28`, `10.11.19-MariaDB-log`, and MariaDB's old `5.5.5-10.4.1-MariaDB`. */
export function parseVersion(text: string): ServerVersion {
  const match = /^(?:5\.5\.5-)?(\d+)\.(\d+)\.(\d+)/.exec(text);
  if (match === null) {
    throw new TsdumpError('preflight-refused', `the server calls its version ${text}`, {
      hint: 'tsdump supports MySQL 8.0 and later and MariaDB 10.5 and later.',
    });
  }
  return { major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3]) };
}

/** Rejects where the server is older than we know, unless `takesAny` (as the stock tools do). */
export async function readServerFacts(
  session: Session,
  takesAny: boolean = false,
): Promise<ServerFacts> {
  const [row] = await session.query(
    'SELECT @@version AS version, @@version_comment AS comment, @@hostname AS hostname,' +
      ' @@port AS port, @@datadir AS datadir, CURRENT_USER() AS account',
  );
  if (row === undefined) {
    throw new TsdumpError('read-failed', 'the server did not return its version');
  }
  const versionText = row.string('version');
  const flavor: Flavor = /mariadb/i.test(versionText + row.string('comment')) ? 'mariadb' : 'mysql';
  const version = parseVersion(versionText);
  const supported = flavor === 'mysql' ? isAtLeast(version, 8, 0) : isAtLeast(version, 10, 5);
  if (!supported && !takesAny) {
    throw new TsdumpError('preflight-refused', `the server is version ${versionText}`, {
      hint: 'tsdump supports MySQL 8.0 and later and MariaDB 10.5 and later.',
    });
  }
  const [mysqlOnly] =
    flavor === 'mysql'
      ? await session.query('SELECT @@server_uuid AS id, @@GLOBAL.gtid_mode AS gtid_mode')
      : [];
  const place = `${row.string('hostname')}:${row.string('port')}:${row.string('datadir')}`;
  const uuid = mysqlOnly?.string('id');
  const serverId = createHash('sha256')
    .update(uuid ?? place)
    .digest('hex')
    .slice(0, 32);
  const present = await readGlobalVariables(session, [...WAIT_NAMES, 'wsrep_on']);
  return {
    flavor,
    version,
    versionText,
    serverId,
    gtidMode: mysqlOnly?.string('gtid_mode').toUpperCase() ?? 'OFF',
    hostname: row.string('hostname'),
    account: quoteAccount(row.string('account')),
    identity: await readIdentity(session, flavor),
    isGalera: present.get('wsrep_on') === 'ON',
    waitSettings: listWaitSettings(new Set(present.keys())),
    mark: undefined,
  };
}

/** `dump@%` as it is written in a GRANT: `'dump'@'%'`. */
function quoteAccount(account: string): string {
  const at = account.lastIndexOf('@');
  return `'${account.slice(0, at)}'@'${account.slice(at + 1)}'`;
}
