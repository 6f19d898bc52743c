// Opens a dump that is a directory: manifest.json and the files it names, each as long as it
// says. Several sections may share a file, one after the other.

import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TsdumpError } from '../base/errors.js';
import type { Manifest, StoredSection } from '../model/manifest.js';
import { SourceFile, toUnreadable } from '../storage/local/local-source.js';
import { parseManifestFile } from './manifest-file.js';
import { MANIFEST_BYTES_MAX } from './parse-manifest.js';
import { type Place, StoredDump } from './stored-dump.js';

/** Written last: without it a dump is not complete. */
export const MANIFEST_FILE = 'manifest.json';

/** Rejects with `dump-unreadable`. */
export async function openDirectory(directory: string): Promise<StoredDump> {
  const manifest = await readManifest(directory);
  const places = new Map<StoredSection, Place>();
  /** Of each file the bytes its sections have taken. */
  const taken = new Map<string, number>();
  for (const section of manifest.sections) {
    if (section.frames.length === 0) continue;
    if (section.file === undefined)
      throw new TsdumpError(
        'dump-unreadable',
        `${JSON.stringify(directory)} names no file for a section`,
      );
    const path = join(directory, section.file);
    const offset = taken.get(path) ?? 0;
    places.set(section, { path, offset });
    taken.set(
      path,
      section.frames.reduce((end, { storedBytes }) => end + storedBytes, offset),
    );
  }
  for (const [path, bytes] of taken) await checkSize(path, bytes);
  return new StoredDump(directory, manifest, places);
}

async function readManifest(directory: string): Promise<Manifest> {
  const path = join(directory, MANIFEST_FILE);
  if (!existsSync(path))
    throw new TsdumpError(
      'dump-unreadable',
      `${JSON.stringify(directory)} has no ${MANIFEST_FILE}`,
      {
        hint: 'A complete dump has one: this dump is not complete, or the directory holds no dump.',
      },
    );
  const file = await SourceFile.open(path);
  try {
    if (file.size > MANIFEST_BYTES_MAX)
      throw new TsdumpError('dump-unreadable', `${file.name} is too large`);
    return parseManifestFile(await file.read(0, file.size));
  } catch (error) {
    if (!(error instanceof TsdumpError)) throw error;
    throw new TsdumpError('dump-unreadable', `${file.name} is not a manifest: ${error.message}`, {
      hint: error.hint ?? 'Take another copy of the directory.',
      cause: error,
    });
  } finally {
    await file.close();
  }
}

async function checkSize(path: string, bytes: number): Promise<void> {
  const name = JSON.stringify(path);
  let size: number;
  try {
    ({ size } = await stat(path));
  } catch (error) {
    throw toUnreadable(name, error);
  }
  if (size === bytes) return;
  throw new TsdumpError('dump-unreadable', `${name} has ${size} bytes instead of ${bytes}`, {
    hint: 'It is cut off, or of another dump: take another copy.',
  });
}
