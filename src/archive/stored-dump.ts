// A stored dump: what is in it, and the SQL of each of its sections.
// One file or a directory is all the same here, once each section has its place.

import { createHash, type Hash } from 'node:crypto';
import { TsdumpError } from '../base/errors.js';
import { openDecoder } from '../codec/open-decoder.js';
import type { Frame, Manifest, StoredSection } from '../model/manifest.js';
import { SourceFile } from '../storage/local/local-source.js';
import { describeSection } from './section-name.js';
import type { FrameDecoder } from '../codec/codec.js';

/** Where the bytes of a section are. */
export interface Place {
  readonly path: string;
  readonly offset: number;
}

export class StoredDump {
  /** For messages. */
  readonly name: string;
  readonly manifest: Manifest;
  readonly #path: string;
  readonly #places: ReadonlyMap<StoredSection, Place>;
  readonly #decoder: FrameDecoder;
  /** The file that was read last: a directory may have more than can be open at once. */
  #file: SourceFile | undefined;

  /** `places`: of every section that has frames. */
  constructor(path: string, manifest: Manifest, places: ReadonlyMap<StoredSection, Place>) {
    this.name = JSON.stringify(path);
    this.#path = path;
    this.manifest = manifest;
    this.#places = places;
    this.#decoder = openDecoder(manifest.dump.codec);
  }

  /** The same dump with a file and a decoder of its own, to read beside this one. */
  beside(): StoredDump {
    return new StoredDump(this.#path, this.manifest, this.#places);
  }

  /**
   * The SQL of a section of the manifest; a piece is valid until the next is asked for.
   * Rejects with `dump-damaged`, at its end at the latest, when it is not what was written.
   */
  async *readSection(section: StoredSection): AsyncGenerator<Uint8Array, void> {
    const hash = createHash('sha256');
    const place = this.#places.get(section);
    try {
      let offset = place?.offset ?? 0;
      for (const frame of section.frames) {
        if (place !== undefined) yield* this.#readFrame(place.path, offset, frame, hash);
        offset += frame.storedBytes;
      }
      if (hash.digest('hex') !== section.sha256)
        throw new TsdumpError('dump-damaged', 'its bytes are not those that were written');
    } catch (error) {
      if (!(error instanceof TsdumpError) || error.code !== 'dump-damaged') throw error;
      const where = `${describeSection(section)} in ${this.name}`;
      throw new TsdumpError('dump-damaged', `${where} is damaged: ${error.message}`, {
        hint: 'Take another copy of the dump. What else is in it can still be extracted.',
        cause: error,
      });
    }
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }

  async *#readFrame(
    path: string,
    offset: number,
    { sqlBytes, storedBytes }: Frame,
    hash: Hash,
  ): AsyncGenerator<Uint8Array, void> {
    const file = await this.#open(path);
    const stored = hashAll(file.readRange(offset, storedBytes), hash);
    let decoded = 0;
    for await (const piece of this.#decoder.decode(stored)) {
      decoded += piece.byteLength;
      if (decoded > sqlBytes) break;
      yield piece;
    }
    if (decoded !== sqlBytes)
      throw new TsdumpError('dump-damaged', 'its SQL is not as long as it was');
  }

  async #open(path: string): Promise<SourceFile> {
    if (this.#file?.path === path) return this.#file;
    await this.close();
    this.#file = await SourceFile.open(path);
    return this.#file;
  }
}

async function* hashAll(
  pieces: AsyncIterable<Uint8Array>,
  hash: Hash,
): AsyncGenerator<Uint8Array, void> {
  for await (const piece of pieces) {
    hash.update(piece);
    yield piece;
  }
}
