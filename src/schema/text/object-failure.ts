// The failure of one object, told from the failure of the dump, as data. What follows from
// it, and what is said of it, is decided by the personality (app/run/personality.ts).

import { serverErrno, serverMessage } from '../../mysql/protocol/server-error.js';

/** Why an object is lost that the server did not refuse. */
const REASONS = {
  'hidden-body': 'the account may not see its body',
  'hidden-library': 'the account may not see its body',
  'no-file-name': 'its name cannot be the name of a file',
} as const;

export type LossReason = keyof typeof REASONS;

/** `statement` was refused, or what came of it could not be used: `error` says why. */
interface Refused {
  /** What is lost, e.g. `view d.v`. */
  readonly object: string;
  readonly statement: string;
  readonly error: unknown;
}

interface Unusable {
  readonly object: string;
  readonly reason: LossReason;
  /** What was asked, or the name that is of no use. */
  readonly subject: string;
  /** Whose privileges did not suffice. */
  readonly account?: string;
}

export type ObjectFailure = Refused | Unusable;

/** What the server shows of an object cannot be written as it is. */
export class UnsoundDefinition extends Error {}

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
  if (error instanceof UnsoundDefinition) return true;
  const errno = serverErrno(error);
  if (errno === undefined || FATAL.has(errno)) return false;
  // 2000 to 2999 are the client's: the connection is gone.
  return errno < 2000 || errno >= 3000;
}

/** Why, in one line. */
export function failureReason(failure: ObjectFailure): string {
  return 'reason' in failure ? REASONS[failure.reason] : serverMessage(failure.error);
}
