// Why a text is not read as a dump: each with the line.

import { TsdumpError } from '../../base/errors.js';
import type { Position } from './statement.js';

export function buildClientCommandRefusal(name: string, { line }: Position): TsdumpError {
  return new TsdumpError('dump-unreadable', `line ${line} has the client command ${name}`, {
    hint: 'A dump may not read other files or start programs, and has no use for the others. Remove the line, or give the file that it reads by itself.',
  });
}

export function buildCutOff(inside: string, { line }: Position): TsdumpError {
  return new TsdumpError(
    'dump-unreadable',
    `the dump ends inside ${inside}; the statement begins at line ${line}`,
    { hint: 'It is cut off, or is not SQL. Take another copy of it.' },
  );
}

export function buildTooLong(bytesMax: number, { line }: Position): TsdumpError {
  return new TsdumpError(
    'dump-unreadable',
    `the statement at line ${line} is longer than ${bytesMax} bytes and is not a list of rows`,
    { hint: 'A quote or a delimiter may be missing there.' },
  );
}

export function buildNotRows(bytesMax: number, { line }: Position): TsdumpError {
  return new TsdumpError(
    'dump-unreadable',
    `the INSERT at line ${line} is longer than ${bytesMax} bytes and not a list of rows to its end`,
    { hint: 'It is cut off, has comments between its rows, or something follows them.' },
  );
}
