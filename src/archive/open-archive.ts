// Opens a dump that is one file: from its end, in two or three reads whatever its size. A file
// that was cut off anywhere has no end we know, so that is reported before anything else.

import { TsdumpError } from '../base/errors.js';
import type { Manifest, StoredSection } from '../model/manifest.js';
import { SourceFile } from '../storage/local/local-source.js';
import { buildSeekTableOf } from './archive-tail.js';
import { parseIndexFrame } from './index-frame.js';
import { MANIFEST_BYTES_MAX } from './parse-manifest.js';
import { FOOTER_BYTES, readLastFrameBytes, readTableBytes } from './seek-table.js';
import { type Place, StoredDump } from './stored-dump.js';

/** Nearly always enough for the seek table and the index: one read. */
const TAIL_BYTES = 256 * 1024;
const TABLE_BYTES_MAX = 128 * 1024 * 1024;

const ZSTD_MAGIC = 0xfd2fb528;

/** Rejects with `dump-unreadable`. */
export async function openArchive(path: string): Promise<StoredDump> {
  const file = await SourceFile.open(path);
  try {
    const manifest = await readManifest(file);
    return new StoredDump(path, manifest, placeSections(path, manifest));
  } finally {
    await file.close();
  }
}

async function readManifest(file: SourceFile): Promise<Manifest> {
  // Fills the file's window.
  await file.read(Math.max(0, file.size - TAIL_BYTES), Math.min(file.size, TAIL_BYTES));
  if (file.size < FOOTER_BYTES) throw await tellKind(file);
  const footer = await file.read(file.size - FOOTER_BYTES, FOOTER_BYTES);
  const tableBytes = readTableBytes(footer);
  if (tableBytes === undefined) throw await tellKind(file);
  const tableStart = file.size - tableBytes;
  if (tableStart < 0 || tableBytes > TABLE_BYTES_MAX) throw badIndex(file, 'its length is wrong');
  const table = await file.read(tableStart, tableBytes);
  const indexBytes = readLastFrameBytes(table);
  const indexStart = tableStart - indexBytes;
  if (indexStart < 0 || indexBytes > MANIFEST_BYTES_MAX) {
    throw badIndex(file, 'its length is wrong');
  }
  try {
    const manifest = parseIndexFrame(await file.read(indexStart, indexBytes));
    if (!table.equals(buildSeekTableOf(manifest, indexBytes)))
      throw new TsdumpError('dump-unreadable', 'the seek table is that of another dump');
    if (sumStored(manifest) !== indexStart)
      throw new TsdumpError('dump-unreadable', 'the file is not as long as its index says');
    return manifest;
  } catch (error) {
    if (error instanceof TsdumpError) throw badIndex(file, error.message, error);
    throw error;
  }
}

function sumStored({ sections }: Manifest): number {
  let sum = 0;
  for (const { frames } of sections) for (const { storedBytes } of frames) sum += storedBytes;
  return sum;
}

function placeSections(path: string, manifest: Manifest): Map<StoredSection, Place> {
  const places = new Map<StoredSection, Place>();
  let offset = 0;
  for (const section of manifest.sections) {
    places.set(section, { path, offset });
    for (const { storedBytes } of section.frames) offset += storedBytes;
  }
  return places;
}

function badIndex({ name }: SourceFile, reason: string, cause?: TsdumpError): TsdumpError {
  return new TsdumpError('dump-unreadable', `the index of ${name} is damaged: ${reason}`, {
    hint: cause?.hint ?? 'Take another copy. zstd -dc may still decode what comes before it.',
    cause,
  });
}

/** Why a file that does not end as ours cannot be read. */
async function tellKind(file: SourceFile): Promise<TsdumpError> {
  const { name, size } = file;
  if (size === 0) return new TsdumpError('dump-unreadable', `${name} is empty`);
  const start = await file.read(0, Math.min(4, size));
  if (start.byteLength === 4 && start.readUInt32LE(0) === ZSTD_MAGIC)
    return new TsdumpError('dump-unreadable', `${name} is cut off, or was written without index`, {
      hint: 'A dump by tsdump ends with one: take another copy. zstd -dc decodes what there is.',
    });
  const isGzip = start[0] === 0x1f && start[1] === 0x8b;
  const what = isGzip ? 'is compressed with gzip' : 'is not a zstd stream';
  return new TsdumpError('dump-unreadable', `${name} ${what} and so has no index`, {
    hint: 'A single file has one when it is written with --compress=zstd, the default.',
  });
}
