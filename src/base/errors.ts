// The one error class and the one registry of error codes. A code fixes the exit status;
// the documentation is checked against this table. Knows nothing of databases.

/** Where the failure is: the server read from, the server written to, or the dump's place. */
export type Side = 'source' | 'target' | 'storage';

interface ErrorKind {
  /** Process exit status. */
  readonly exit: number;
  /** What the code means, one sentence, for the documentation. */
  readonly meaning: string;
  /** Unless the error says otherwise; absent where the cause tells. */
  readonly side?: Side;
  /** Whether the same run can succeed later; absent where the error or its cause tells. */
  readonly retry?: boolean;
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
  | 'target-refused'
  | 'load-failed'
  | 'rows-differ'
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
  bug: { exit: 1, meaning: 'A defect in tsdump itself; please report it.', retry: false },
  usage: { exit: 2, meaning: 'The command line or an option file is wrong.', retry: false },
  'objects-skipped': {
    exit: 3,
    meaning:
      'The dump is complete but for what the server could not show or keeps elsewhere, each named.',
    side: 'source',
    retry: false,
  },
  'connect-failed': {
    exit: 10,
    meaning: 'The server cannot be reached or refuses the login.',
    side: 'source',
  },
  'preflight-refused': {
    exit: 11,
    meaning: 'Refused before any lock: a privilege is missing, or an object or feature is unknown.',
    side: 'source',
    retry: false,
  },
  'window-denied': {
    exit: 12,
    meaning:
      'No window: the lock was not granted in time, is busy, was refused, or was held too long.',
    side: 'source',
  },
  'consistency-lost': {
    exit: 13,
    meaning:
      'The lock or snapshot was lost while reading, or `--verify-source` found other rows than were written; the dump is worthless.',
    side: 'source',
    retry: true,
  },
  'read-failed': { exit: 14, meaning: 'Reading the source failed.', side: 'source' },
  'stock-failed': {
    exit: 2,
    meaning: 'As a drop-in: what the tool it stands for says, with its exit status.',
  },
  'target-refused': {
    exit: 15,
    meaning:
      'tsload: refused before any change: the target lacks a privilege or a feature, or has what would be loaded.',
  },
  'load-failed': {
    exit: 16,
    meaning: 'tsload: the load stopped half-way; `--resume` goes on, `--abort` takes it away.',
  },
  'rows-differ': {
    exit: 17,
    meaning: 'tsload: `--verify` found tables whose rows are not those of the dump, each named.',
  },
  'write-failed': {
    exit: 20,
    meaning: 'Writing the dump failed: full disk, closed pipe, failed fsync.',
    side: 'storage',
  },
  'sink-refused': {
    exit: 21,
    meaning: 'The output cannot be used, nothing was written.',
    side: 'storage',
  },
  'dump-unreadable': {
    exit: 22,
    meaning: 'The dump to read is not there, is cut off, or has no index.',
    side: 'storage',
  },
  'dump-damaged': {
    exit: 23,
    meaning: 'Verification failed: the dump does not hold what its index says.',
    side: 'storage',
    retry: false,
  },
  'server-not-restored': {
    exit: 50,
    meaning: 'The server is not in the state it was found in; the SQL to run is printed.',
    side: 'source',
    retry: false,
  },
  hangup: {
    exit: 129,
    meaning: 'Interrupted by SIGHUP, after the server was restored.',
    retry: false,
  },
  interrupted: {
    exit: 130,
    meaning: 'Interrupted by SIGINT, after the server was restored.',
    retry: false,
  },
  terminated: {
    exit: 143,
    meaning: 'Interrupted by SIGTERM, after the server was restored.',
    retry: false,
  },
};

export interface ErrorDetails {
  /** What to do next, full sentences. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
  /** Exit status of a drop-in, where the code alone does not decide. */
  readonly exitStatus?: number | undefined;
  /** These three only where neither the code nor the cause says it. */
  readonly side?: Side | undefined;
  readonly retry?: boolean | undefined;
  readonly object?: string | undefined;
}

/**
 * A failure with a documented code. `message` is one lowercase sentence saying
 * what and where; `hint` says what to do next.
 */
export class TsdumpError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  /** Undefined where the failure is in no one place: a wrong option, an interruption. */
  readonly side: Side | undefined;
  /** The same run can succeed later, though nobody has changed anything. */
  readonly retry: boolean;
  /** `schema.name` of the table, view or routine that failed, if it was one. */
  readonly object: string | undefined;
  readonly #exitStatus: number | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    const { cause } = details;
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'TsdumpError';
    this.code = code;
    this.hint = details.hint;
    const below = cause instanceof TsdumpError ? cause : undefined;
    this.side = details.side ?? errorKinds[code].side ?? below?.side;
    this.retry = details.retry ?? errorKinds[code].retry ?? mayPass(cause);
    this.object = details.object ?? below?.object;
    this.#exitStatus = details.exitStatus;
  }

  get exitCode(): number {
    return this.#exitStatus ?? errorKinds[this.code].exit;
  }
}

/** What the system reports of the network, or while something else takes its last resources. */
const PASSING: ReadonlySet<unknown> = new Set([
  'EAGAIN',
  'EAI_AGAIN',
  'EBUSY',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'EMFILE',
  'ENETDOWN',
  'ENETUNREACH',
  'ENFILE',
  'ETIMEDOUT',
]);

/** An error of another class may say it by a `retry` of its own. */
function mayPass(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false;
  if ('retry' in cause) return cause.retry === true;
  if (cause instanceof AggregateError) return cause.errors.some(mayPass);
  return ('code' in cause && PASSING.has(cause.code)) || mayPass(cause.cause);
}

/** What a server has sent is nothing a server sends. `message` says what is wrong with it. */
export class Malformed extends RangeError {}

/** Any thrown value as a TsdumpError; what we did not classify is a bug of ours. */
export function toTsdumpError(error: unknown): TsdumpError {
  if (error instanceof TsdumpError) return error;
  if (error instanceof Malformed) {
    return new TsdumpError('read-failed', `the server sent ${error.message}`, {
      hint: 'No server does that: look at what is in between, and whether it can be trusted.',
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
  return new TsdumpError(code, message, { hint, cause: second });
}

/**
 * `error` of a server that is written to: everything that says "source" of servers by
 * default (connecting, locks, statements) is the target's then.
 */
export function toTargetError(error: unknown): TsdumpError {
  const { code, hint, message, object, retry, side, exitCode, cause } = toTsdumpError(error);
  const ofServer = side === 'source';
  const details = { hint, object, retry, exitStatus: exitCode, cause };
  return new TsdumpError(code, message, { ...details, side: ofServer ? 'target' : side });
}
