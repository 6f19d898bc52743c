// An error on its way between threads, as plain data: what a TsdumpError and a server's error
// say, and what of any other one is of use, each with its cause. Neither class survives a
// message by itself, and the main thread decides by both.

import { type ErrorDetails, TsdumpError } from '../../base/errors.js';
import { ServerError } from '../../mysql/protocol/server-error.js';

/** More than any chain has; a ring has no end. */
const DEPTH_MAX = 10;

type PlainError = PlainTsdumpError | PlainServerError | PlainOther;

export interface PlainTsdumpError extends Pick<TsdumpError, 'code' | 'message' | 'stack'> {
  readonly type: 'tsdump';
  readonly details: Omit<ErrorDetails, 'cause'>;
  readonly cause: PlainError | undefined;
}

interface PlainServerError extends Pick<ServerError, 'errno' | 'sqlState' | 'message' | 'stack'> {
  readonly type: 'server';
}

interface PlainOther extends Pick<Error, 'name' | 'message' | 'stack'> {
  readonly type: 'other';
  /** Of a failure of the system: `code`, `errno`, `syscall`, `path`. */
  readonly fields: Readonly<Record<string, string | number>>;
  readonly cause: PlainError | undefined;
}

export function toPlainTsdumpError(error: TsdumpError, depth: number = 0): PlainTsdumpError {
  const { code, exitCode, hint, message, object, retry, side, stack } = error;
  return {
    type: 'tsdump',
    code,
    message,
    details: { hint, object, retry, side, exitStatus: exitCode },
    cause: toPlainError(error.cause, depth + 1),
    stack: stack ?? message,
  };
}

/** Undefined for what is not an error. */
function toPlainError(error: unknown, depth: number): PlainError | undefined {
  if (!(error instanceof Error) || depth > DEPTH_MAX) return undefined;
  if (error instanceof TsdumpError) return toPlainTsdumpError(error, depth);
  const { message, name, stack = message } = error;
  if (error instanceof ServerError) {
    return { type: 'server', errno: error.errno, sqlState: error.sqlState, message, stack };
  }
  const fields = Object.fromEntries(
    Object.entries(error).filter(([, value]) => ['string', 'number'].includes(typeof value)),
  );
  return {
    type: 'other',
    name,
    message,
    fields,
    cause: toPlainError(error.cause, depth + 1),
    stack,
  };
}

/** The error of the other thread, of its class, with that thread's stack. */
export function fromPlainError(plain: PlainTsdumpError): TsdumpError;
export function fromPlainError(plain: PlainError): Error;
export function fromPlainError(plain: PlainError): Error {
  const error = rebuild(plain);
  if (plain.stack !== undefined) error.stack = plain.stack;
  return error;
}

function rebuild(plain: PlainError): Error {
  if (plain.type === 'server') return new ServerError(plain.errno, plain.sqlState, plain.message);
  const cause = plain.cause === undefined ? undefined : fromPlainError(plain.cause);
  if (plain.type === 'tsdump') {
    return new TsdumpError(plain.code, plain.message, { ...plain.details, cause });
  }
  const error = new Error(plain.message, cause === undefined ? undefined : { cause });
  return Object.assign(error, plain.fields, { name: plain.name });
}
