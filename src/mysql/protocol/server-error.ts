// Errors as the server (or the network under it) reports them, by number. Callers
// classify by `errno`, never by message text.

/** Numbers we act on; client-side ones (2000 up) follow libmysql. */
export const Errno = {
  tooManyConnections: 1040,
  accessDenied: 1045,
  noDatabase: 1046,
  unknownCommand: 1047,
  syntaxError: 1064,
  tooManyUserConnections: 1203,
  lockWaitTimeout: 1205,
  deadlock: 1213,
  userLimitReached: 1226,
  notPreparable: 1295,
  queryInterrupted: 1317,
  tableDefChanged: 1412,
  tooManyPrepared: 1461,
  accessDeniedNoPassword: 1698,
  connectionLost: 2013,
} as const;

/** The connection is gone, or goes with this error: whatever it held is lost. */
export function isConnectionLost(errno: number | undefined): boolean {
  return errno !== undefined && CONNECTION_LOST.has(errno);
}

const CONNECTION_LOST: ReadonlySet<number> = new Set([
  1053, // server shutdown
  1158, // the server cannot read from us, in time
  1159,
  1160, // ... nor write to us
  1161,
  1927, // connection was killed (MariaDB)
  2013, // no answer any more
  3169, // session was killed (MySQL)
  4031, // disconnected by the server for inactivity (MySQL)
]);

/** The same statement, or login, may be taken later. */
const PASSING: ReadonlySet<number> = new Set([
  Errno.tooManyConnections,
  Errno.tooManyUserConnections,
  Errno.lockWaitTimeout,
  Errno.deadlock,
  Errno.userLimitReached,
  Errno.queryInterrupted,
  Errno.tableDefChanged,
  1615, // a prepared statement needs to be prepared again
  1637, // too many transactions at once
  3101, // rolled back by Group Replication
  3572, // NOWAIT, and somebody holds the lock
]);

export class ServerError extends Error {
  readonly errno: number;
  readonly sqlState: string;
  /** See TsdumpError. */
  readonly retry: boolean;

  constructor(errno: number, sqlState: string, message: string) {
    super(message);
    this.name = 'ServerError';
    this.errno = errno;
    this.sqlState = sqlState;
    this.retry = PASSING.has(errno) || isConnectionLost(errno);
  }
}

/** The server's error number in `error` or its causes; undefined if there is none. */
export function serverErrno(error: unknown): number | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (at instanceof ServerError) return at.errno;
  }
  return undefined;
}

/** The server's own message in `error` or its causes, without our framing. */
export function serverMessage(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (at instanceof ServerError) return `${at.message} (${at.errno})`;
  }
  return error instanceof Error ? error.message : String(error);
}
