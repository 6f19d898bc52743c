// Many files out of many sections: each has its sections in the order they were opened, and
// is on disk once its epilogue is. All files go their own way; the manifest is written when
// the last of them is there.

import { TsdumpError, toTsdumpError } from '../../base/errors.js';
import { buildManifestFile } from '../../archive/manifest-file.js';
import { MANIFEST_FILE } from '../../archive/open-directory.js';
import type { DumpFacts, SectionLabel, StoredSection } from '../../model/manifest.js';
import type { OpenSlot, Output, SlotWriter } from '../../model/sink.js';
import type { DumpDirectory } from '../../storage/local/dump-directory.js';
import { OrderedOutput } from './ordered-output.js';

/** How far a file's writers may be ahead of it, and what follows them. */
const FILE_BUFFER_BYTES = 4 * 1024 * 1024;
/** Files that wait for the disk; more would only take descriptors and its cache. */
const FINISHING_MAX = 16;

interface DumpFile {
  readonly output: OrderedOutput;
  /** Sections that are not ended. */
  open: number;
  /** The last one is open, or was. */
  hasEnd: boolean;
}

export class DirectoryOutput implements Output {
  readonly #directory: DumpDirectory;
  /** Those under way. */
  readonly #files = new Map<string, DumpFile>();
  /** In the order they were opened, which is that of a restore. */
  readonly #sections: (StoredSection | undefined)[] = [];
  readonly #finishing = new Set<Promise<void>>();
  #failure: TsdumpError | undefined;
  #finishedBytes = 0;

  constructor(directory: DumpDirectory) {
    this.#directory = directory;
  }

  get writtenBytes(): number {
    let bytes = this.#finishedBytes;
    for (const { output } of this.#files.values()) bytes += output.writtenBytes;
    return bytes;
  }

  open(label: SectionLabel, writer: SlotWriter): OpenSlot {
    if (this.#failure !== undefined) throw this.#failure;
    const { file: name } = label;
    if (name === undefined) {
      if (label.kind === 'empty') return NOWHERE;
      throw new TsdumpError('bug', `a section of ${label.kind} belongs to no file`);
    }
    const file = this.#files.get(name) ?? this.#create(name);
    const slot = file.output.open(label, writer);
    const at = this.#sections.push(undefined) - 1;
    file.open += 1;
    file.hasEnd ||= label.kind === 'epilogue';
    return {
      write: async (bytes, done) => {
        while (this.#finishing.size > FINISHING_MAX) await Promise.race(this.#finishing);
        if (this.#failure !== undefined) throw this.#failure;
        await slot.write(bytes, done);
      },
      end: (stored, rows) => {
        slot.end(stored, rows);
        this.#sections[at] = { ...label, rows, ...stored };
        file.open -= 1;
        if (file.hasEnd && file.open === 0) this.#finish(name, file);
      },
    };
  }

  async commit(facts: DumpFacts | undefined): Promise<void> {
    await Promise.all(this.#finishing);
    if (this.#failure !== undefined) throw this.#failure;
    const sections = this.#sections.filter((section) => section !== undefined);
    const isWhole = this.#files.size === 0 && sections.length === this.#sections.length;
    if (!isWhole || facts === undefined)
      throw new TsdumpError('bug', 'a file of the dump was never ended');
    const manifest = buildManifestFile({ format: 'tsdump', version: 1, dump: facts, sections });
    await this.#directory.commit(MANIFEST_FILE, manifest);
    this.#finishedBytes += manifest.byteLength;
  }

  /** Nothing is left to be spoilt. */
  async abort(): Promise<void> {
    this.#failure ??= new TsdumpError('write-failed', 'the dump was given up');
    await Promise.all([...this.#files.values()].map(async ({ output }) => await output.drop()));
    await Promise.all(this.#finishing);
    await this.#directory.abort();
  }

  #create(name: string): DumpFile {
    const output = new OrderedOutput(this.#directory.create(name), {
      bufferBytes: FILE_BUFFER_BYTES,
      spool: undefined,
      indexed: false,
    });
    const file = { output, open: 0, hasEnd: false };
    this.#files.set(name, file);
    return file;
  }

  #finish(name: string, { output }: DumpFile): void {
    const finishing = output.commit(undefined).then(
      () => {
        this.#files.delete(name);
        this.#finishedBytes += output.writtenBytes;
      },
      (error: unknown) => {
        this.#failure ??= toTsdumpError(error);
      },
    );
    this.#finishing.add(finishing);
    void finishing.then(() => this.#finishing.delete(finishing));
  }
}

/** A dump without anything in it has no file. */
const NOWHERE: OpenSlot = {
  write: (bytes, done) => {
    done(bytes.buffer);
    return Promise.resolve();
  },
  end: () => undefined,
};
