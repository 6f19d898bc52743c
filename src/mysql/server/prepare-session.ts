// The session settings a dump reads under: nothing of the server's or the account's
// defaults may change what SELECT and SHOW CREATE return, or cut a long dump short.

import { TsdumpError } from '../../base/errors.js';
import { isAtLeast, type ServerFacts } from '../../model/server.js';
import { buildSet, listPinnedSettings } from '../protocol/pinned-settings.js';
import { isConnectionLost, serverErrno, serverMessage } from '../protocol/server-error.js';
import type { Session } from '../protocol/session.js';

export interface SessionSettings {
  /** As SET NAMES takes it. */
  readonly charset: string;
  /** The session's sql_mode: the modes of `--compatible`. */
  readonly compatible: readonly string[];
  readonly tzUtc: boolean;
  /** Hides generated invisible primary keys (MySQL). */
  readonly skipGipk: boolean;
  /** Leaves SECONDARY_ENGINE out of definitions (MySQL). */
  readonly skipSecondaryEngine?: boolean;
  /**
   * Longest wait for a table's lock, where others of ours hold such locks too: a DDL that waits
   * for one of them makes another wait for it, and no server sees that as a deadlock.
   */
  readonly lockWaitSeconds?: number | undefined;
  /** Settings that come after ours. */
  readonly session?: readonly string[] | undefined;
}

export async function prepareSession(
  session: Session,
  facts: ServerFacts,
  {
    charset,
    compatible,
    tzUtc,
    skipGipk,
    skipSecondaryEngine = false,
    lockWaitSeconds,
    session: more = [],
  }: SessionSettings,
): Promise<void> {
  const settings = [
    `sql_mode = '${compatible.join(',')}'`,
    ...listPinnedSettings(facts),
    ...facts.waitSettings,
    ...(lockWaitSeconds === undefined ? [] : [`lock_wait_timeout = ${lockWaitSeconds}`]),
    ...(tzUtc ? ["time_zone = '+00:00'"] : []),
    ...(facts.flavor === 'mysql' && isAtLeast(facts.version, 8, 0, 30)
      ? [`show_gipk_in_create_table_and_information_schema = ${skipGipk ? 'OFF' : 'ON'}`]
      : []),
    ...(facts.flavor === 'mysql' && skipSecondaryEngine
      ? ['show_create_table_skip_secondary_engine = ON']
      : []),
    ...more,
  ];
  await session.execute(buildSet(settings));
  try {
    await session.execute(`SET NAMES ${charset}`);
  } catch (cause) {
    const errno = serverErrno(cause);
    if (errno === undefined || isConnectionLost(errno)) throw cause;
    throw new TsdumpError(
      'connect-failed',
      `the server does not take the character set ${charset}: ${serverMessage(cause)}`,
      { hint: 'Name another one with --default-character-set.', cause },
    );
  }
}
