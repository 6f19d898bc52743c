// tsdump --extract: one table or database out of a dump, as SQL that restores by itself. Only
// its sections are read, and each is checked while it is.

import { openDump } from '../../archive/open-dump.js';
import type { ObjectName } from '../../archive/section-name.js';
import { listWholeSchemas, selectSections } from '../../archive/select-sections.js';
import type { StoredDump } from '../../archive/stored-dump.js';
import { untilAborted } from '../../base/clock.js';
import { toTsdumpError } from '../../base/errors.js';
import { quoteIdentifier } from '../../encode/text/quote.js';
import type { SectionWriter } from '../../engine/rows/section-writer.js';
import type { StoredSection } from '../../model/manifest.js';
import type { OutputOptions } from '../../model/options.js';
import { dropDatabase } from '../../schema/definitions/database.js';
import { abortOutput, finishOutput, openOutput } from '../run/open-output.js';

export interface ExtractOptions {
  /** Of the dump. */
  readonly path: string;
  readonly names: readonly ObjectName[];
  /** Create the databases where they are missing, and enter them. */
  readonly entersDatabase: boolean;
  readonly output: OutputOptions;
}

export interface ExtractReport {
  readonly rows: number;
  readonly sqlBytes: number;
}

/**
 * Compressed with zstd it is a dump with an index of its own. Rejects with `usage` for a name
 * that is not in the dump, `dump-unreadable`, `dump-damaged`, and as a dump does when the
 * output fails; what was written then cannot be restored.
 */
export async function extractDump(
  options: ExtractOptions,
  signal: AbortSignal,
): Promise<ExtractReport> {
  const dump = await openDump(options.path);
  try {
    const selected = selectSections(dump.manifest, options.names, options.entersDatabase);
    return await copySections(dump, selected, options, signal);
  } finally {
    await dump.close();
  }
}

async function copySections(
  dump: StoredDump,
  selected: readonly StoredSection[],
  { names, output: options }: ExtractOptions,
  signal: AbortSignal,
): Promise<ExtractReport> {
  const whole = listWholeSchemas(names);
  const { codec } = options.compression;
  const { output, sections } = await openOutput(options, codec === 'zstd');
  try {
    let rows = 0;
    for (const section of selected) {
      const isSpared = section.kind === 'database' && !whole.has(section.schema ?? '');
      const sql = dump.readSection(section);
      const { kind, schema, name, chunk } = section;
      const label = { kind, schema, name, chunk };
      if (kind === 'prologue') await sections.write(label, await collect(sql));
      else {
        sections.begin(label);
        await copyTo(sections, isSpared ? sparingDatabase(sql, schema ?? '') : sql, signal);
      }
      await untilAborted(sections.end(section.rows), signal);
      rows += section.rows;
    }
    const facts = { ...dump.manifest.dump, codec };
    await untilAborted(finishOutput({ output, sections }, facts), signal);
    return { rows, sqlBytes: sections.writer.sqlBytes };
  } catch (error) {
    await abortOutput({ output, sections }, signal);
    throw toTsdumpError(error);
  }
}

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const copies: Buffer[] = [];
  for await (const piece of pieces) copies.push(Buffer.from(piece));
  return Buffer.concat(copies);
}

async function copyTo(
  { writer }: SectionWriter,
  sql: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  for await (const piece of sql) await untilAborted(writer.write(piece), signal);
}

/** Who restores one table does not want to lose the others (--add-drop-database). */
async function* sparingDatabase(
  pieces: AsyncIterable<Uint8Array>,
  schema: string,
): AsyncGenerator<Uint8Array, void> {
  const text = (await collect(pieces)).toString('latin1');
  const drop = Buffer.from(dropDatabase(quoteIdentifier(schema))).toString('latin1');
  yield Buffer.from(text.replace(drop, ''), 'latin1');
}
