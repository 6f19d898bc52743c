// Tells the failure of one object (skipped and reported) from the failure of the dump.

import { serverErrno, serverMessage } from '../mysql/server-error.js';
import type { SectionContext } from './section-context.js';

/** The connection, the query or the server as a whole failed; numbers of 9.7 and 10.11. */
const FATAL: ReadonlySet<number> = new Set([
  1021, // disk full
  1037, // out of memory
  1038, // out of sort memory
  1040, // too many connections
  1041, // out of resources
  1053, // server shutdown
  1152, // aborting connection
  1153, // packet too large
  1205, // lock wait timeout
  1213, // deadlock
  1226, // resource limit of the account
  1317, // query interrupted
  1412, // table definition has changed
  1927, // connection was killed (MariaDB)
  1969, // max_statement_time exceeded (MariaDB)
  3024, // max_execution_time exceeded
  3169, // session was killed
  4031, // disconnected for inactivity
]);

export function isObjectError(error: unknown): boolean {
  const errno = serverErrno(error);
  if (errno === undefined || FATAL.has(errno)) return false;
  // 2000 to 2999 are the client's: the connection is gone.
  return errno < 2000 || errno >= 3000;
}

/** Reports `object` as left out because of `error`; rethrows what is no object's fault. */
export function skipObject(ctx: SectionContext, object: string, error: unknown): string {
  if (!isObjectError(error)) throw error;
  const reason = serverMessage(error);
  ctx.skip(object, reason);
  return reason;
}
