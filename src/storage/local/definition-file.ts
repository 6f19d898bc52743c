// The files of definitions that --tab writes: small, some of them in two goes. Under our
// own name they are private and on disk; a drop-in leaves that to the umask and the system.

import { constants } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { getSystemErrorMap } from 'node:util';

export interface FileNature {
  readonly mode: number;
  readonly syncs: boolean;
}

export const PRIVATE_FILE: FileNature = { mode: 0o600, syncs: true };
export const ORDINARY_FILE: FileNature = { mode: 0o666, syncs: false };

/**
 * `append` adds to what is there; either way the file exists afterwards. Under our own name
 * what could not be written whole is taken back.
 */
export async function writeDefinitionFile(
  path: Buffer,
  bytes: Uint8Array,
  nature: FileNature,
  append: boolean,
): Promise<void> {
  const { O_APPEND, O_CREAT, O_TRUNC, O_WRONLY } = constants;
  const flags = O_WRONLY | O_CREAT | (append ? O_APPEND : O_TRUNC);
  const file = await open(path, flags, nature.mode);
  const before = await file.stat();
  try {
    await file.writeFile(bytes);
    if (nature.syncs) await file.sync();
  } catch (error) {
    if (nature.syncs && before.isFile()) await takeBack(path, file, before.size);
    throw error;
  } finally {
    await file.close();
  }
}

/** What cannot be taken back either is named by the error that is thrown. */
async function takeBack(path: Buffer, file: FileHandle, size: number): Promise<void> {
  await file.truncate(size).catch(() => undefined);
  if (size === 0) await removeFile(path);
}

/** Whether there was one does not matter. */
export async function removeFile(path: Buffer): Promise<void> {
  await unlink(path).catch(() => undefined);
}

/** Words of the C library that Node has its own for. */
const REASONS: Readonly<Record<string, string>> = {
  EISDIR: 'Is a directory',
  ENAMETOOLONG: 'File name too long',
  ELOOP: 'Too many levels of symbolic links',
  EROFS: 'Read-only file system',
  ETXTBSY: 'Text file busy',
};

/** Number and words of an error of the system, as the C library has them. */
export function describeSystemError(
  error: unknown,
): { readonly errno: number; readonly reason: string } | undefined {
  const { errno, code } = error as NodeJS.ErrnoException;
  if (typeof errno !== 'number' || typeof code !== 'string') return undefined;
  const words = getSystemErrorMap().get(errno)?.[1] ?? code;
  const reason = REASONS[code] ?? words.charAt(0).toUpperCase() + words.slice(1);
  return { errno: Math.abs(errno), reason };
}
