// Writes a whole source to a stream that others read the other side of, no faster than it
// takes it; a stream that closes on the way ends that.

import type { Writable } from 'node:stream';

/**
 * Ends `stream` after the last piece. Never rejects: the failure of `stored` is the answer, and what
 * the stream is destroyed with.
 */
export async function feedStream(
  stream: Writable,
  stored: AsyncIterable<Uint8Array>,
): Promise<Error | undefined> {
  try {
    for await (const piece of stored) {
      if (stream.destroyed) return undefined;
      await writePiece(stream, piece);
    }
    stream.end();
    return undefined;
  } catch (error) {
    stream.destroy(error as Error);
    return error as Error;
  }
}

/** Resolves when it is written, or never will be. */
async function writePiece(stream: Writable, piece: Uint8Array): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      stream.off('close', done);
      resolve();
    };
    stream.once('close', done);
    stream.write(piece, done);
  });
}
