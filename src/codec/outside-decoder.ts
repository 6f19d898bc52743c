// Decodes with a program of the machine, for the compressions that Node does not have: bytes
// in at its stdin, bytes out of its stdout, and its word at the end that it was all.

import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { TsdumpError } from '../base/errors.js';
import { feedStream } from './feed-stream.js';

const MESSAGE_BYTES_MAX = 1000;

/** `program` has to take `-dc`. Rejects with `dump-unreadable` where it is not there. */
export async function* decodeOutside(
  program: string,
  stored: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  const child = spawn(program, ['-dc'], { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = waitForEnd(child, program);
  let message = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    message = (message + text).slice(0, MESSAGE_BYTES_MAX);
  });
  // A program that ended early says why itself.
  child.stdin.on('error', () => undefined);
  const feeding = feedStream(child.stdin, stored);
  try {
    yield* child.stdout as AsyncIterable<Uint8Array>;
    const failure = await feeding;
    if (failure !== undefined) throw failure;
    const status = await ended;
    if (status === 0) return;
    if (status instanceof TsdumpError) throw status;
    throw new TsdumpError(
      'dump-damaged',
      `${program} cannot decode it (${message.trim() || `status ${status}`})`,
    );
  } finally {
    child.kill('SIGKILL');
    await feeding;
  }
}

/** Its exit status, or why it has none. Never rejects. */
async function waitForEnd(
  child: ChildProcessWithoutNullStreams,
  program: string,
): Promise<number | null | TsdumpError> {
  try {
    const [status] = (await once(child, 'close')) as [number | null];
    return status;
  } catch (error) {
    return new TsdumpError('dump-unreadable', `${program} cannot be started on this machine`, {
      hint: `Install ${program}, or decompress the dump elsewhere.`,
      cause: error,
    });
  }
}
