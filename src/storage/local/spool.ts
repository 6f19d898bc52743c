// What does not fit into memory waits on disk: files that have no name from the moment
// they are open, so that nothing is left whatever happens. One file per section, in
// the order its bytes come.

import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import path from 'node:path';
import { TsdumpError } from '../../base/errors.js';
import { toSinkRefused, toWriteFailed } from './write-failure.js';

export class Spool {
  readonly #directory: string;
  readonly #name: string;

  /** Throws `sink-refused` where no file can be made in `directory`. */
  constructor(directory: string) {
    this.#directory = directory;
    this.#name = JSON.stringify(directory);
    try {
      fs.accessSync(directory, fs.constants.W_OK | fs.constants.X_OK);
      if (!fs.statSync(directory).isDirectory()) {
        throw new TsdumpError('sink-refused', `${this.#name} is not a directory`, {
          hint: 'Name a directory with --spool.',
        });
      }
    } catch (error) {
      throw toSinkRefused(this.#name, error);
    }
  }

  open(): SpoolFile {
    return new SpoolFile(this.#create(), `the spool in ${this.#name}`);
  }

  async #create(): Promise<FileHandle> {
    const name = `tsdump.${process.pid}.${randomBytes(8).toString('hex')}.spool`;
    const file = path.join(this.#directory, name);
    const handle = await open(file, 'wx+', 0o600);
    try {
      await unlink(file);
      return handle;
    } catch (error) {
      await handle.close().catch(() => undefined);
      // Once more: it must not stay.
      await unlink(file).catch(() => undefined);
      throw error;
    }
  }
}

export class SpoolFile {
  readonly #handle: Promise<FileHandle>;
  readonly #name: string;
  #bytes = 0;

  constructor(handle: Promise<FileHandle>, name: string) {
    this.#handle = handle;
    this.#handle.catch(() => undefined);
    this.#name = name;
  }

  /** Returns where they begin. Rejects with `write-failed`. Not to be called twice at a time. */
  async append(bytes: Uint8Array): Promise<number> {
    const at = this.#bytes;
    this.#bytes += bytes.byteLength;
    try {
      const handle = await this.#handle;
      for (let done = 0; done < bytes.byteLength; ) {
        const left = bytes.byteLength - done;
        done += (await handle.write(bytes, done, left, at + done)).bytesWritten;
      }
      return at;
    } catch (error) {
      throw toWriteFailed('write', this.#name, error);
    }
  }

  async read(at: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(length);
    try {
      const handle = await this.#handle;
      for (let done = 0; done < length; ) {
        const { bytesRead } = await handle.read(bytes, done, length - done, at + done);
        if (bytesRead === 0) throw new Error('it is shorter than what was written');
        done += bytesRead;
      }
      return bytes;
    } catch (error) {
      throw toWriteFailed('read', this.#name, error);
    }
  }

  /** Gives the room back; never fails. */
  async close(): Promise<void> {
    await this.#handle.then((handle) => handle.close()).catch(() => undefined);
  }
}
