// The seek table that ends a stream of zstd frames, of the standard seekable format (facebook/
// zstd, contrib/seekable_format): a skippable frame with the sizes of every frame before it.
// Pure.

import { TsdumpError } from '../base/errors.js';
import type { Frame } from '../model/manifest.js';

const SKIPPABLE_MAGIC = 0x184d2a5e;
const SEEKABLE_MAGIC = 0x8f92eab1;
const HEADER_BYTES = 8;
const ENTRY_BYTES = 8;
/** Number of frames, descriptor, magic. */
export const FOOTER_BYTES = 9;

/** What readers of the format take, ours among them. */
const FRAMES_MAX = 0x8000000;
const FRAME_SQL_BYTES_MAX = 0x40000000;
const FRAME_STORED_BYTES_MAX = 0xffffffff;

/** Throws `bug` for what the format has no room for. */
export function buildSeekTable(frames: readonly Frame[]): Uint8Array {
  if (frames.length > FRAMES_MAX) throw new TsdumpError('bug', 'too many frames for a seek table');
  const bytes = Buffer.alloc(HEADER_BYTES + frames.length * ENTRY_BYTES + FOOTER_BYTES);
  bytes.writeUInt32LE(SKIPPABLE_MAGIC, 0);
  bytes.writeUInt32LE(bytes.length - HEADER_BYTES, 4);
  let at = HEADER_BYTES;
  for (const { sqlBytes, storedBytes } of frames) {
    if (sqlBytes > FRAME_SQL_BYTES_MAX || storedBytes > FRAME_STORED_BYTES_MAX)
      throw new TsdumpError('bug', `a frame of ${sqlBytes} bytes is too large for a seek table`);
    bytes.writeUInt32LE(storedBytes, at);
    bytes.writeUInt32LE(sqlBytes, at + 4);
    at += ENTRY_BYTES;
  }
  bytes.writeUInt32LE(frames.length, at);
  bytes.writeUInt32LE(SEEKABLE_MAGIC, at + 5);
  return bytes;
}

/** Bytes of the table that ends with `footer`; undefined where it is not ours. */
export function readTableBytes(footer: Buffer): number | undefined {
  const [descriptor, count] = [footer.readUInt8(4), footer.readUInt32LE(0)];
  if (footer.readUInt32LE(5) !== SEEKABLE_MAGIC || descriptor !== 0 || count === 0)
    return undefined;
  return HEADER_BYTES + count * ENTRY_BYTES + FOOTER_BYTES;
}

/** Stored bytes of the last frame in the table. */
export function readLastFrameBytes(table: Buffer): number {
  return table.readUInt32LE(table.length - FOOTER_BYTES - ENTRY_BYTES);
}
