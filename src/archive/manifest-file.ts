// The manifest of a directory, manifest.json. It begins with the SHA-256 of all that follows
// that line: it names the binlog coordinates, and a bit that changed on a disk must not be
// a wrong place to replicate from. Pure.
//
//    {"sha256":"...",
//    "format":"tsdump", ...}

import { createHash } from 'node:crypto';
import { TsdumpError } from '../base/errors.js';
import type { Manifest } from '../model/manifest.js';
import { buildManifest, parseManifest } from './parse-manifest.js';

const HEAD = /^\{"sha256":"([0-9a-f]{64})",\n/;
const HEAD_BYTES = 78;

export function buildManifestFile(manifest: Manifest): Uint8Array {
  const rest = buildManifest(manifest).subarray(1);
  return Buffer.concat([Buffer.from(`{"sha256":"${hashOf(rest)}",\n`), rest]);
}

/** Throws `dump-unreadable` without saying of which file. */
export function parseManifestFile(bytes: Buffer): Manifest {
  const hash = HEAD.exec(bytes.toString('latin1', 0, HEAD_BYTES))?.[1];
  const rest = bytes.subarray(HEAD_BYTES);
  if (hash === undefined)
    throw new TsdumpError('dump-unreadable', 'it does not begin with its hash');
  if (hash !== hashOf(rest))
    throw new TsdumpError('dump-unreadable', 'it was changed after it was written');
  return parseManifest(Buffer.concat([Buffer.from('{'), rest]));
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
