// The data that LOAD DATA LOCAL INFILE asks its client for: sent in packets, numbered on from
// the server's request, ended by an empty one. Where the data come from is the caller's.

import type { Writable } from 'node:stream';

/**
 * Bytes for a server. A chunk is the session's until the next one is asked for; empty ones
 * are passed over.
 */
export type DataSource = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Well below the packets that any server takes. */
const PACKET_BYTES_MAX = 60 * 1024;
const HEADER_BYTES = 4;

/**
 * Sends all of `source` and the end of it, no faster than the socket takes it; stops without
 * a word once `isWanted` says no. Returns the number of the last packet. Rejects as the source does.
 */
export async function sendData(
  socket: Writable,
  source: DataSource,
  firstNumber: number,
  isWanted: () => boolean,
): Promise<number> {
  let number = firstNumber;
  for await (const chunk of source) {
    if (!isWanted()) return number;
    const frames = Math.ceil(chunk.length / PACKET_BYTES_MAX);
    if (frames === 0) continue;
    const headers = Buffer.allocUnsafe(frames * HEADER_BYTES);
    const taken = new Promise<void>((resolve) => {
      socket.cork();
      for (let frame = 0; frame < frames; frame++) {
        const from = frame * PACKET_BYTES_MAX;
        const part = chunk.subarray(from, from + PACKET_BYTES_MAX);
        const header = headers.subarray(frame * HEADER_BYTES, (frame + 1) * HEADER_BYTES);
        header.writeUIntLE(part.length, 0, 3);
        header.writeUInt8(number++ & 0xff, 3);
        socket.write(header);
        // A connection that is lost is told of elsewhere.
        socket.write(part, frame === frames - 1 ? () => resolve() : undefined);
      }
      socket.uncork();
    });
    await taken;
    if (!isWanted()) return number;
  }
  if (isWanted()) socket.write(Buffer.from([0, 0, 0, number & 0xff]));
  return number;
}
