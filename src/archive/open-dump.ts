// Opens a stored dump: a file or a directory.

import { stat } from 'node:fs/promises';
import { toUnreadable } from '../storage/local/local-source.js';
import { openArchive } from './open-archive.js';
import { openDirectory } from './open-directory.js';
import type { StoredDump } from './stored-dump.js';

/** Rejects with `dump-unreadable`; a dump that is cut off is found here. */
export async function openDump(path: string): Promise<StoredDump> {
  let isDirectory: boolean;
  try {
    isDirectory = (await stat(path)).isDirectory();
  } catch (error) {
    throw toUnreadable(JSON.stringify(path), error);
  }
  return await (isDirectory ? openDirectory(path) : openArchive(path));
}
