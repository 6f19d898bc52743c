// gzip through Node's zlib, which compresses in the thread pool.

import { constants, createGzip, type Gzip } from 'node:zlib';
import { TsdumpError } from '../base/errors.js';
import type { Codec, Encoded, EncodeMode } from './codec.js';

const CHUNK_BYTES = 256 * 1024;

export class GzipCodec implements Codec {
  readonly #level: number;
  /** Of the member under way; each begins with its first bytes. */
  #gzip: Gzip | undefined;
  #chunks: Uint8Array<ArrayBuffer>[] = [];
  /** Settles when everything asked for so far is encoded. Never rejects. */
  #tail: Promise<unknown> = Promise.resolve();
  #broken: Error | undefined;
  #breakUp: (error: Error) => void = () => undefined;
  /** Rejects when the stream breaks or is closed. */
  readonly #breakage: Promise<never>;

  constructor(level: number) {
    this.#breakage = new Promise<never>((_resolve, reject) => {
      this.#breakUp = reject;
    });
    this.#breakage.catch((error: Error) => {
      this.#broken = error;
    });
    this.#level = level;
  }

  encode(bytes: Uint8Array<ArrayBuffer>, mode: EncodeMode): Promise<Encoded> {
    // One at a time, so that the chunks collected meanwhile are this answer's.
    const turn = this.#tail.then(async () => {
      if (this.#broken !== undefined) throw this.#broken;
      await Promise.race([this.#run(bytes, mode), this.#breakage]);
      const chunks = this.#chunks;
      this.#chunks = [];
      return { chunks, input: bytes.buffer };
    });
    this.#tail = turn.catch(() => undefined);
    return turn;
  }

  recycle(): void {
    // zlib allocates its own output.
  }

  close(): Promise<void> {
    this.#breakUp(new TsdumpError('bug', 'the gzip stream was closed while it was in use'));
    this.#gzip?.destroy();
    return Promise.resolve();
  }

  async #run(bytes: Uint8Array<ArrayBuffer>, mode: EncodeMode): Promise<void> {
    this.#gzip ??= this.#openMember();
    const gzip = this.#gzip;
    if (bytes.byteLength > 0) {
      await new Promise<void>((resolve, reject) => {
        gzip.write(bytes, (error) => (error ? reject(error) : resolve()));
      });
    }
    if (mode === 'flush') {
      await new Promise<void>((resolve) => gzip.flush(constants.Z_SYNC_FLUSH, resolve));
    } else if (mode === 'end') {
      await new Promise<void>((resolve) => gzip.once('end', resolve).end());
      this.#gzip = undefined;
    }
  }

  #openMember(): Gzip {
    const gzip = createGzip({ level: this.#level, chunkSize: CHUNK_BYTES });
    // A copy: zlib writes again to the memory of what it returned.
    gzip.on('data', (chunk: Buffer<ArrayBuffer>) => this.#chunks.push(Uint8Array.from(chunk)));
    gzip.on('error', (error) => this.#breakUp(error));
    return gzip;
  }
}
