// The directory of a dump of many files: all of them private and on disk before the one
// that says the dump is complete. A dump that fails takes with it what it made.

import fs from 'node:fs';
import { rmdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import { TsdumpError, toTsdumpError } from '../../base/errors.js';
import type { Sink } from '../../model/sink.js';
import { DescriptorSink } from './descriptor-sink.js';
import { openFileSink } from './file-sink.js';
import { syncDirectory } from './partial-file.js';
import { buildAborted, errnoName, toSinkRefused, toWriteFailed } from './write-failure.js';

export class DumpDirectory {
  readonly #path: string;
  /** For messages. */
  readonly #name: string;
  /** It was not there before. */
  readonly #isOurs: boolean;
  readonly #files: string[] = [];
  #last: Sink | undefined;
  #commit: Promise<void> | undefined;
  #abort: Promise<void> | undefined;

  private constructor(directory: string, isOurs: boolean) {
    this.#path = directory;
    this.#name = JSON.stringify(directory);
    this.#isOurs = isOurs;
  }

  /** Makes it, unless it is there and empty. Throws `sink-refused`. */
  static open(directory: string): DumpDirectory {
    const name = JSON.stringify(directory);
    try {
      return new DumpDirectory(directory, make(directory, name));
    } catch (error) {
      throw toSinkRefused(name, error);
    }
  }

  /** A new file in it, mode 0600. Throws `write-failed`. */
  create(file: string): Sink {
    const target = path.join(this.#path, file);
    const name = JSON.stringify(target);
    if (this.#abort !== undefined) throw buildAborted(name);
    try {
      const fd = fs.openSync(target, 'wx', 0o600);
      this.#files.push(target);
      return new DescriptorSink({ fd, name, owned: true, sync: 'required' });
    } catch (error) {
      throw toWriteFailed('create', name, error);
    }
  }

  /** All files are committed: `file` with `bytes` is the last. Rejects with `write-failed`. */
  async commit(file: string, bytes: Uint8Array): Promise<void> {
    this.#commit ??= this.#publish(file, bytes);
    await this.#commit;
  }

  /** Removes what was made, unless the commit went through. Never rejects. */
  async abort(): Promise<void> {
    this.#abort ??= this.#remove();
    await this.#abort;
  }

  async #publish(file: string, bytes: Uint8Array): Promise<void> {
    // Their names outlive a crash before that of the last one does.
    await this.#sync(this.#path);
    if (this.#isOurs) await this.#sync(path.dirname(path.resolve(this.#path)));
    const last = await this.#openLast(path.join(this.#path, file));
    this.#last = last;
    try {
      await last.write(bytes);
      if (this.#abort !== undefined) throw buildAborted(this.#name);
      await last.commit();
    } catch (error) {
      await last.abort();
      throw error;
    }
  }

  async #openLast(target: string): Promise<Sink> {
    try {
      return await openFileSink(target);
    } catch (error) {
      // All the others are written: it is too late to refuse.
      const { message, hint = '' } = toTsdumpError(error);
      throw new TsdumpError('write-failed', message, { hint, cause: error });
    }
  }

  async #sync(directory: string): Promise<void> {
    try {
      await syncDirectory(directory);
    } catch (error) {
      throw toWriteFailed('fsync', JSON.stringify(directory), error);
    }
  }

  async #remove(): Promise<void> {
    await this.#last?.abort();
    try {
      if (this.#commit !== undefined) return await this.#commit;
    } catch {
      // It is not complete.
    }
    for (const file of this.#files) await unlink(file).catch(() => undefined);
    if (this.#isOurs) await rmdir(this.#path).catch(() => undefined);
  }
}

/** False where it is there already. */
function make(directory: string, name: string): boolean {
  try {
    fs.mkdirSync(directory, 0o700);
    return true;
  } catch (error) {
    if (errnoName(error) !== 'EEXIST') throw error;
  }
  if (!fs.statSync(directory).isDirectory())
    throw new TsdumpError('sink-refused', `${name} is not a directory`, {
      hint: 'A dump of many files makes its directory itself.',
    });
  if (fs.readdirSync(directory).length > 0)
    throw new TsdumpError('sink-refused', `the directory ${name} is not empty`, {
      hint:
        'Name one that does not exist yet, or an empty one. Where it has no manifest.json ' +
        'it is what a killed dump left, and can be removed.',
    });
  fs.accessSync(directory, fs.constants.W_OK);
  return false;
}
