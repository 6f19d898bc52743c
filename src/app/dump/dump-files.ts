// The files of a dump that is a directory: which one a section goes to, and what is at
// the beginning and the end of each, so that the stock client restores it by itself.

import type { ChunkReader } from '../../engine/lanes/chunk-reader.js';
import type { SectionWriter } from '../../engine/rows/section-writer.js';
import { toDumpFile, toPartName, toRowsName } from '../../encode/text/dump-file-name.js';
import type { SectionLabel } from '../../model/manifest.js';
import type { Compression } from '../../model/options.js';
import { writeUseDatabase } from '../../schema/definitions/database.js';
import { writeEpilogue } from '../../schema/sections/epilogue.js';
import { partOf } from '../../schema/sections/list-file-sections.js';
import { writePrologue } from '../../schema/sections/prologue.js';
import { replicationOf } from '../../schema/definitions/replication-blocks.js';
import type { SectionContext } from '../../schema/text/section-context.js';
import { SectionText } from '../../schema/text/section-text.js';
import type { ChunkWork } from '../../engine/rows/chunk-work.js';

type Codec = Compression['codec'];

export class DumpFiles {
  readonly #ctx: SectionContext;
  readonly #sections: SectionWriter;
  readonly #codec: Codec;
  /** Names that are given away. */
  readonly #taken = new Set<string>();
  /** The file that sections are added to. */
  #current: { readonly name: string; readonly file: string } | undefined;

  constructor(ctx: SectionContext, sections: SectionWriter, codec: Codec) {
    this.#ctx = ctx;
    this.#sections = sections;
    this.#codec = codec;
  }

  /** Adds a section of `bytes` to its file; a heading alone makes none. */
  async write(label: SectionLabel, bytes: Uint8Array): Promise<void> {
    const name = toPartName(label.schema, partOf(label));
    if (this.#current?.name !== name) {
      if (isOnlyComment(bytes)) return;
      await this.end();
      this.#current = { name, file: await this.#begin(name, label) };
    }
    await this.#sections.write({ ...label, file: this.#current.file }, bytes);
  }

  /** Each chunk is a file. */
  readChunks(reader: ChunkReader): ChunkReader {
    return {
      read: async (label, work) => await this.#read(reader, label, work),
      finish: async () => await reader.finish(),
      // Or at least restored side by side.
      isParallel: true,
      get rowsUnderWay() {
        return reader.rowsUnderWay;
      },
      get sqlBytes() {
        return reader.sqlBytes;
      },
    };
  }

  /** Ends the file that sections were added to. */
  async end(): Promise<void> {
    const file = this.#current?.file;
    this.#current = undefined;
    if (file !== undefined) await this.#endFile(file);
  }

  async #read(reader: ChunkReader, label: SectionLabel, work: ChunkWork): Promise<void> {
    await this.end();
    const { schema, table, index } = work.task;
    const file = await this.#begin(toRowsName(schema, table, index), label);
    await reader.read({ ...label, file }, work);
    // Waits for the rows inside the file.
    await this.#endFile(file);
  }

  /** Returns the name of the file. */
  async #begin(name: string, { kind, schema }: SectionLabel): Promise<string> {
    const file = toDumpFile(name, this.#codec, this.#taken);
    const ctx = this.#ctx;
    const out = new SectionText(ctx.style.text);
    // Statistics are saved for all files at once, or not at all.
    writePrologue(ctx, out, false);
    await this.#add({ kind: 'prologue', file }, out);
    replicationOf(ctx).file(ctx, out);
    await this.#add({ kind: 'unlogged', file }, out);
    // Named by itself it is restored into any database; what creates one enters it.
    if (schema !== undefined && kind !== 'database' && ctx.selection.scope.kind !== 'tables') {
      writeUseDatabase(ctx, out, schema);
      await this.#add({ kind: 'use-database', schema, file }, out);
    }
    return file;
  }

  async #endFile(file: string): Promise<void> {
    const out = new SectionText(this.#ctx.style.text);
    writeEpilogue(this.#ctx, out, false, new Date());
    await this.#add({ kind: 'epilogue', file }, out);
  }

  async #add(label: SectionLabel, out: SectionText): Promise<void> {
    const bytes = out.take();
    const isFrame = label.kind === 'prologue' || label.kind === 'epilogue';
    if (bytes.length > 0 || isFrame) await this.#sections.write(label, bytes);
  }
}

function isOnlyComment(bytes: Uint8Array): boolean {
  return /^(?:--[^\n]*\n|\n)*$/.test(Buffer.from(bytes).toString('latin1'));
}
