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
import { sparingSequence } from '../../schema/definitions/sequences.js';
import { listSequences } from '../../schema/text/own-database.js';
import { abortOutput, finishOutput, openOutput } from '../run/open-output.js';

export interface ExtractOptions {
  /** Of the dump. */
  readonly path: string;
  readonly names: readonly ObjectName[];
  /** Create the databases where they are missing, and enter them. */
  readonly entersDatabase: boolean;
  readonly output: OutputOptions;
}

interface Extraction extends ExtractOptions {
  /** Sequences that were not asked for. */
  readonly needed: readonly ObjectName[];
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
    const { names, entersDatabase } = options;
    const chosen = selectSections(dump.manifest, names, entersDatabase);
    const needed = await listNeeded(dump, chosen, options);
    const selected =
      needed.length === 0
        ? chosen
        : selectSections(dump.manifest, [...names, ...needed], entersDatabase);
    return await copySections(dump, selected, { ...options, needed }, signal);
  } finally {
    await dump.close();
  }
}

async function copySections(
  dump: StoredDump,
  selected: readonly StoredSection[],
  { names, needed, output: options }: Extraction,
  signal: AbortSignal,
): Promise<ExtractReport> {
  const whole = listWholeSchemas(names);
  const { codec } = options.compression;
  const { output, sections } = await openOutput(options, codec === 'zstd');
  try {
    let rows = 0;
    for (const section of selected) {
      const sql = dump.readSection(section);
      const spared = sparing(section, whole, needed);
      const { kind, schema, name, chunk } = section;
      const label = { kind, schema, name, chunk };
      if (kind === 'prologue') await sections.write(label, await collect(sql));
      else {
        sections.begin(label);
        await copyTo(sections, spared === undefined ? sql : rewrite(sql, spared), signal);
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

/** Sequences that the defaults of chosen tables take their values from. */
async function listNeeded(
  dump: StoredDump,
  chosen: readonly StoredSection[],
  { entersDatabase }: ExtractOptions,
): Promise<ObjectName[]> {
  const there = dump.manifest.sections.filter(({ kind }) => kind === 'sequence');
  if (there.length === 0) return [];
  const needed = new Set<StoredSection>();
  for (const section of chosen) {
    if (section.kind !== 'table') continue;
    const sql = (await collect(dump.readSection(section))).toString('latin1');
    for (const { schema, name } of listSequences(sql)) {
      const [inSchema, called] = [schema, name].map((part) =>
        part === undefined ? section.schema : Buffer.from(part, 'latin1').toString(),
      );
      // Another database is not entered where none is.
      if (!entersDatabase && inSchema !== section.schema) continue;
      const found = there.find((one) => one.schema === inSchema && one.name === called);
      if (found !== undefined && !chosen.includes(found)) needed.add(found);
    }
  }
  return [...needed].map(({ schema = '', name = '' }) => ({ schema, name }));
}

/** What is changed in a section of something that was not asked for, or not all of it. */
function sparing(
  { kind, schema, name }: StoredSection,
  whole: ReadonlySet<string>,
  needed: readonly ObjectName[],
): ((sql: string) => string) | undefined {
  if (kind === 'database' && !whole.has(schema ?? '')) {
    // Restoring one table must not drop the others (--add-drop-database).
    const drop = Buffer.from(dropDatabase(quoteIdentifier(schema ?? ''))).toString('latin1');
    return (sql) => sql.replace(drop, '');
  }
  if (kind !== 'sequence') return undefined;
  const isNeeded = needed.some((one) => one.schema === schema && one.name === name);
  return isNeeded ? sparingSequence : undefined;
}

async function* rewrite(
  pieces: AsyncIterable<Uint8Array>,
  change: (sql: string) => string,
): AsyncGenerator<Uint8Array, void> {
  yield Buffer.from(change((await collect(pieces)).toString('latin1')), 'latin1');
}
