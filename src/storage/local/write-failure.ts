// Turns what the system says about an output into our errors: `write-failed` once bytes
// may be lost, `sink-refused` as long as nothing was written. Classified by errno name,
// never by message text.

import { TsdumpError } from '../../base/errors.js';

/** A regular file's failure, or the end of a pipe: what the user can do about it. */
const HINTS: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full. Free some space or write the dump elsewhere.',
  EDQUOT: 'The disk quota is used up. Free some space or write the dump elsewhere.',
  EFBIG: 'The file system or a limit (ulimit -f) allows no file of this size.',
  EIO: 'The storage reported an error. Look into the kernel log and write the dump elsewhere.',
  EACCES: 'The user that runs tsdump may not write there. Change the permission or the path.',
  EPERM: 'The user that runs tsdump may not write there. Change the permission or the path.',
  EROFS: 'The file system is mounted read-only. Choose another path.',
  ENOENT: 'Create the directory first or correct the path.',
  ENOTDIR: 'Part of the path is not a directory. Correct the path.',
  EISDIR: 'Give the path of a file, not of a directory.',
  ENAMETOOLONG: 'Choose a shorter file name: tsdump adds up to 40 characters while it writes.',
  EPIPE: 'The command that reads the pipe ended early. Look at its own error message.',
};

/** `ENOSPC`, or the name of the error where the system gave no number. */
export function errnoName(error: unknown): string {
  if (error instanceof Error) {
    return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  }
  return 'unknown error';
}

/** The other end is gone, whatever kind of pipe it was. */
function isReaderGone(errno: string): boolean {
  return errno === 'EPIPE' || errno === 'ECONNRESET' || errno === 'ENOTCONN';
}

/** `operation` is a verb: write, fsync, close, rename. `name` is the output for humans. */
export function toWriteFailed(operation: string, name: string, error: unknown): TsdumpError {
  if (error instanceof TsdumpError) return error;
  const errno = errnoName(error);
  if (isReaderGone(errno)) {
    return new TsdumpError('write-failed', `the reader of the output pipe went away (${errno})`, {
      hint: HINTS['EPIPE'] ?? '',
      cause: error,
      retry: false,
    });
  }
  return new TsdumpError('write-failed', `cannot ${operation} ${name}: ${errno}`, {
    hint: HINTS[errno] ?? 'The dump is incomplete. Remove the cause and run it again.',
    cause: error,
  });
}

export function toSinkRefused(name: string, error: unknown): TsdumpError {
  if (error instanceof TsdumpError) return error;
  const errno = errnoName(error);
  return new TsdumpError('sink-refused', `cannot open ${name} for writing: ${errno}`, {
    hint: HINTS[errno] ?? 'Choose another output. Nothing was written.',
    cause: error,
  });
}

/** What a write gets that was still waiting when its sink was aborted. */
export function buildAborted(name: string): TsdumpError {
  return new TsdumpError('write-failed', `writing ${name} was given up`, {
    hint: 'This follows another failure or an interruption, which is reported as well.',
  });
}
