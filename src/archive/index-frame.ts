// The manifest as a skippable zstd frame, so that `zstd -dc` knows nothing of it. Pure.
//
//    0  u32  0x184D2A54, a magic number of skippable frames
//    4  u32  bytes that follow
//    8  8    'tsdump-i'
//   16  u32  bytes of the JSON
//   20  32   SHA-256 of all that follows
//   52       the JSON in UTF-8, as one zstd frame
//
// Numbers are little-endian.

import { createHash } from 'node:crypto';
import { TsdumpError } from '../base/errors.js';
import { compressToFrame, decompressFrame } from '../codec/zstd-frame.js';
import type { Manifest } from '../model/manifest.js';
import { buildManifest, MANIFEST_BYTES_MAX, parseManifest } from './parse-manifest.js';

const SKIPPABLE_MAGIC = 0x184d2a54;
const OUR_MAGIC = 'tsdump-i';
const HASH_START = 20;
const HEADER_BYTES = 52;

export function buildIndexFrame(manifest: Manifest): Uint8Array {
  const json = buildManifest(manifest);
  const packed = compressToFrame(json);
  const header = Buffer.alloc(HASH_START);
  header.writeUInt32LE(SKIPPABLE_MAGIC, 0);
  header.writeUInt32LE(HEADER_BYTES - 8 + packed.byteLength, 4);
  header.write(OUR_MAGIC, 8, 'latin1');
  header.writeUInt32LE(json.byteLength, 16);
  return Buffer.concat([header, sha256(packed), packed]);
}

/** `frame` is all of it. Throws `dump-unreadable` without saying of which file. */
export function parseIndexFrame(frame: Buffer): Manifest {
  const isOurs =
    frame.byteLength > HEADER_BYTES &&
    frame.readUInt32LE(0) === SKIPPABLE_MAGIC &&
    frame.readUInt32LE(4) === frame.byteLength - 8 &&
    frame.toString('latin1', 8, 16) === OUR_MAGIC;
  if (!isOurs)
    throw new TsdumpError('dump-unreadable', 'no tsdump index is at the end of the file');
  const packed = frame.subarray(HEADER_BYTES);
  if (!frame.subarray(HASH_START, HEADER_BYTES).equals(sha256(packed)))
    throw new TsdumpError('dump-unreadable', 'its hash is not that of its bytes');
  const jsonBytes = frame.readUInt32LE(16);
  if (jsonBytes > MANIFEST_BYTES_MAX)
    throw new TsdumpError('dump-unreadable', `it claims to hold ${jsonBytes} bytes`);
  return parseManifest(decompressFrame(packed, jsonBytes));
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
