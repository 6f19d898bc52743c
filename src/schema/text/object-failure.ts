// The failure of one object, told from the failure of the dump. What follows from it is
// decided in app/: under our own name the object is left out and reported, a drop-in says
// what the stock tool says and ends, or goes on with --force.

import { serverErrno, serverMessage } from '../../mysql/protocol/server-error.js';

export interface ObjectFailure {
  /** What is lost, e.g. `view d.v`. */
  readonly object: string;
  /** What the session threw, or our words where the server gave no error. */
  readonly error: unknown;
  /** The stock tools' words for it, without their name in front. */
  readonly complaint: string;
  /** The stock tools' exit status. */
  readonly status: StockStatus;
  /** Not even --force goes on. */
  readonly isFatal?: boolean;
  /** False where the stock tools go on without being forced. */
  readonly endsDump?: false;
  /** The complaint was made before. */
  readonly told?: boolean;
}

/**
 * A drop-in's dump goes straight to its last lines: the stock tools do that where a step
 * before the first database fails and --force let them go on.
 */
export class DumpEnds extends Error {}

/** Exit statuses of both stock tools. */
export const StockStatus = {
  usage: 1,
  server: 2,
  consistency: 3,
  memory: 4,
  write: 5,
  table: 6,
} as const;

export type StockStatus = (typeof StockStatus)[keyof typeof StockStatus];

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
export function failureReason({ error }: ObjectFailure): string {
  return typeof error === 'string' ? error : serverMessage(error);
}
