// The one error class and the one registry of error codes. A code fixes the exit
// status; documentation is generated from this table. Knows nothing of databases.

interface ErrorKind {
  /** Process exit status. */
  readonly exit: number;
  /** What the code means, one sentence, for the documentation. */
  readonly meaning: string;
}

export type ErrorCode =
  | 'bug'
  | 'usage'
  | 'objects-skipped'
  | 'connect-failed'
  | 'preflight-refused'
  | 'window-denied'
  | 'consistency-lost'
  | 'read-failed'
  | 'stock-failed'
  | 'write-failed'
  | 'sink-refused'
  | 'dump-unreadable'
  | 'dump-damaged'
  | 'server-not-restored'
  | 'hangup'
  | 'interrupted'
  | 'terminated';

/** Every code with its exit status and meaning, in exit order. */
export const errorKinds: Readonly<Record<ErrorCode, ErrorKind>> = {
  bug: { exit: 1, meaning: 'A defect in tsdump itself; please report it.' },
  usage: { exit: 2, meaning: 'The command line or an option file is wrong.' },
  'objects-skipped': {
    exit: 3,
    meaning:
      'The dump is complete but for what the server could not show or keeps elsewhere, each named.',
  },
  'connect-failed': { exit: 10, meaning: 'The server cannot be reached or refuses the login.' },
  'preflight-refused': {
    exit: 11,
    meaning: 'Refused before any lock: a privilege is missing, or an object or feature is unknown.',
  },
  'window-denied': {
    exit: 12,
    meaning:
      'No window: the lock was not granted in time, is busy, was refused, or was held too long.',
  },
  'consistency-lost': {
    exit: 13,
    meaning:
      'The lock or snapshot was lost while reading, or `--verify-source` found other rows than were written; the dump is worthless.',
  },
  'read-failed': { exit: 14, meaning: 'Reading the source failed.' },
  'stock-failed': {
    exit: 2,
    meaning: 'As a drop-in: what the tool it stands for says, with its exit status.',
  },
  'write-failed': {
    exit: 20,
    meaning: 'Writing the dump failed: full disk, closed pipe, failed fsync.',
  },
  'sink-refused': { exit: 21, meaning: 'The output cannot be used, nothing was written.' },
  'dump-unreadable': {
    exit: 22,
    meaning: 'The dump to read is not there, is cut off, or has no index.',
  },
  'dump-damaged': {
    exit: 23,
    meaning: 'Verification failed: the dump does not hold what its index says.',
  },
  'server-not-restored': {
    exit: 50,
    meaning: 'The server is not in the state it was found in; the SQL to run is printed.',
  },
  hangup: { exit: 129, meaning: 'Interrupted by SIGHUP, after the server was restored.' },
  interrupted: { exit: 130, meaning: 'Interrupted by SIGINT, after the server was restored.' },
  terminated: { exit: 143, meaning: 'Interrupted by SIGTERM, after the server was restored.' },
};

export interface ErrorDetails {
  /** What to do next, full sentences. */
  readonly hint?: string;
  readonly cause?: unknown;
  /** Exit status of a drop-in, where the code alone does not decide. */
  readonly exitStatus?: number;
}

/**
 * A failure with a documented code. `message` is one lowercase sentence saying
 * what and where; `hint` says what to do next.
 */
export class TsdumpError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly #exitStatus: number | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'TsdumpError';
    this.code = code;
    this.hint = details.hint;
    this.#exitStatus = details.exitStatus;
  }

  get exitCode(): number {
    return this.#exitStatus ?? errorKinds[this.code].exit;
  }
}

/** What a server has sent is nothing a server sends. `message` says what is wrong with it. */
export class Malformed extends RangeError {}

/** Any thrown value as a TsdumpError; what we did not classify is a bug of ours. */
export function toTsdumpError(error: unknown): TsdumpError {
  if (error instanceof TsdumpError) return error;
  if (error instanceof Malformed) {
    return new TsdumpError('read-failed', `the server sent ${error.message}`, {
      hint: 'No server does that: look at what stands between, and whether it can be trusted.',
      cause: error,
    });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new TsdumpError('bug', `unexpected failure: ${message}`, {
    hint: 'This is a defect in tsdump; please report it with the output of --log-level debug.',
    cause: error,
  });
}

/**
 * The error to report when several happened: a server left unrestored outranks
 * everything, otherwise the first one is the cause and the rest are consequences.
 */
export function worstError(first: TsdumpError, second: TsdumpError): TsdumpError {
  if (second.code !== 'server-not-restored' || second === first) return first;
  const { code, hint } = second;
  const message = `${second.message}; what came first: ${first.message}`;
  return new TsdumpError(code, message, { ...(hint === undefined ? {} : { hint }), cause: second });
}
