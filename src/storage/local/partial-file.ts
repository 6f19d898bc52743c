// A file that has its name only once it is whole: the bytes go to `partial`, commit()
// makes them durable and renames, anything else removes them. Owns both names; the
// writing itself is the descriptor's.

import { open, rename, unlink } from 'node:fs/promises';
import type { Sink } from '../../model/sink.js';
import { buildAborted, errnoName, toWriteFailed } from './write-failure.js';

export interface PartialFileParts {
  /** Open on `partial`, which it closes. */
  readonly bytes: Sink;
  readonly partial: string;
  readonly target: string;
  readonly directory: string;
  /** For messages. */
  readonly name: string;
}

/** A directory we may not read, or a file system that cannot sync one. */
const DIRECTORY_UNSYNCABLE: ReadonlySet<string> = new Set(['EACCES', 'EINVAL', 'ENOTSUP']);

export class PartialFile implements Sink {
  readonly #parts: PartialFileParts;
  #commit: Promise<void> | undefined;
  #removal: Promise<void> | undefined;
  #aborted = false;

  constructor(parts: PartialFileParts) {
    this.#parts = parts;
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      await this.#parts.bytes.write(bytes);
    } catch (error) {
      await this.#remove();
      throw error;
    }
  }

  async commit(): Promise<void> {
    this.#commit ??= this.#publish();
    await this.#commit;
  }

  /** Does nothing to a file whose commit went through. */
  async abort(): Promise<void> {
    this.#aborted = true;
    if (this.#commit === undefined) await this.#remove();
    else await this.#commit.catch(() => undefined);
  }

  async #publish(): Promise<void> {
    const { bytes, partial, target, directory, name } = this.#parts;
    try {
      await bytes.commit();
      if (this.#aborted) throw buildAborted(name);
      await rename(partial, target).catch((error: unknown) => {
        throw toWriteFailed('rename to', name, error);
      });
    } catch (error) {
      await this.#remove();
      throw error;
    }
    try {
      await syncDirectory(directory);
    } catch (error) {
      // The name may not survive a crash: a failed dump must not leave one that looks whole.
      await unlink(target).catch(() => undefined);
      throw toWriteFailed('fsync the directory of', name, error);
    }
  }

  async #remove(): Promise<void> {
    this.#removal ??= this.#parts.bytes.abort().then(async () => {
      // Best effort: the name says that it is partial.
      await unlink(this.#parts.partial).catch(() => undefined);
    });
    await this.#removal;
  }
}

/** Makes the names in it durable, where the file system can. */
export async function syncDirectory(directory: string): Promise<void> {
  try {
    const handle = await open(directory, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!DIRECTORY_UNSYNCABLE.has(errnoName(error))) throw error;
  }
}
