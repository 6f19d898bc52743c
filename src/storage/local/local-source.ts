// A local file that is read from: any range, with a window ahead so that many small ranges
// in order cost one read. Says `dump-unreadable` for whatever the system refuses.

import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { TsdumpError } from '../../base/errors.js';
import { errnoName } from './write-failure.js';

const WINDOW_BYTES = 256 * 1024;

export class SourceFile {
  readonly path: string;
  /** For messages. */
  readonly name: string;
  /** Bytes, when it was opened. */
  readonly size: number;
  readonly #file: FileHandle;
  #window = Buffer.alloc(0);
  #windowStart = 0;

  private constructor(path: string, size: number, file: FileHandle) {
    this.path = path;
    this.name = JSON.stringify(path);
    this.size = size;
    this.#file = file;
  }

  static async open(path: string): Promise<SourceFile> {
    const name = JSON.stringify(path);
    let file: FileHandle | undefined;
    try {
      // A pipe would keep us waiting for who writes to it.
      file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
      const stat = await file.stat();
      if (stat.isFile()) return new SourceFile(path, stat.size, file);
    } catch (error) {
      await file?.close();
      throw toUnreadable(name, error);
    }
    await file.close();
    throw new TsdumpError('dump-unreadable', `${name} is not a regular file`, {
      hint: 'It is read from its end: save it to a file first.',
    });
  }

  /** Exactly `length` bytes, at most some megabytes; the caller may keep, not change them. */
  async read(offset: number, length: number): Promise<Buffer> {
    const start = offset - this.#windowStart;
    if (start < 0 || start + length > this.#window.byteLength) {
      this.#window = await this.#fill(offset, Math.max(length, WINDOW_BYTES));
      this.#windowStart = offset;
    }
    const from = offset - this.#windowStart;
    if (from + length <= this.#window.byteLength) return this.#window.subarray(from, from + length);
    throw new TsdumpError('dump-unreadable', `${this.name} is shorter than it was a moment ago`, {
      hint: 'Something else writes to it. Wait until that is done.',
    });
  }

  /** All of a range, in pieces. */
  async *readRange(offset: number, length: number): AsyncGenerator<Buffer, void> {
    for (let done = 0; done < length; done += WINDOW_BYTES)
      yield await this.read(offset + done, Math.min(WINDOW_BYTES, length - done));
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  /** What there is of the range: less at the end of the file. */
  async #fill(offset: number, length: number): Promise<Buffer<ArrayBuffer>> {
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    const bytes = Buffer.allocUnsafeSlow(wanted);
    let filled = 0;
    try {
      while (filled < wanted) {
        const { bytesRead } = await this.#file.read(
          bytes,
          filled,
          wanted - filled,
          offset + filled,
        );
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
    } catch (error) {
      throw toUnreadable(this.name, error);
    }
    return bytes.subarray(0, filled);
  }
}

export function toUnreadable(name: string, error: unknown): TsdumpError {
  if (error instanceof TsdumpError) return error;
  return new TsdumpError('dump-unreadable', `cannot read ${name}: ${errnoName(error)}`, {
    hint: 'Is the path right, and may you read it?',
    cause: error,
  });
}
