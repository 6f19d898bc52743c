// What ends a dump that is one file: the index, and the seek table that leads to it. Pure.

import type { Frame, Manifest } from '../model/manifest.js';
import { buildIndexFrame } from './index-frame.js';
import { buildSeekTable } from './seek-table.js';

/**
 * The bytes that follow the last section of a zstd stream: `manifest` as an index in a
 * skippable frame, and a standard seek table over all frames, the index's included. Throws
 * `bug` for a frame of more than 1 GiB of SQL.
 */
export function buildArchiveTail(manifest: Manifest): Uint8Array {
  const index = buildIndexFrame(manifest);
  return Buffer.concat([index, buildSeekTableOf(manifest, index.byteLength)]);
}

/** `indexBytes`: of the whole index frame. */
export function buildSeekTableOf(manifest: Manifest, indexBytes: number): Uint8Array {
  const frames: Frame[] = manifest.sections.flatMap((section) => section.frames);
  frames.push({ sqlBytes: 0, storedBytes: indexBytes });
  return buildSeekTable(frames);
}
