// A dump to load, as the steps of its load. Of a dump with an index the definitions come first,
// then all rows, the largest first, and what needs the rows last; a stream is one step, taken
// as it comes.

import { stat } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { openDump } from '../../archive/open-dump.js';
import type { StoredDump } from '../../archive/stored-dump.js';
import { describeSection } from '../../archive/section-name.js';
import { TsdumpError } from '../../base/errors.js';
import type { Manifest, StoredSection } from '../../model/manifest.js';
import { toUnreadable } from '../../storage/local/local-source.js';

/** SQL of statements, in order. */
export interface SqlStep {
  readonly kind: 'sql';
  /** Database its names are in; undefined where the SQL says so. */
  readonly schema: string | undefined;
  /** For messages. */
  readonly label: string;
  readonly read: () => AsyncIterable<Uint8Array>;
}

/** INSERTs of one table, that may be loaded whenever the table is there. */
export interface RowsStep {
  readonly kind: 'rows';
  readonly schema: string;
  readonly table: string;
  readonly label: string;
  readonly rows: number;
  readonly sqlBytes: number;
  /** Each reader has its own file and decoder. */
  readonly read: () => AsyncIterable<Uint8Array>;
}

export interface SourceTable {
  readonly schema: string;
  readonly name: string;
  readonly rows: number;
  readonly sqlBytes: number;
}

export interface LoadSource {
  /** For messages. */
  readonly name: string;
  /** The same for the same dump only, 32 hex digits. */
  readonly id: string;
  /** Undefined where it has no index: what is in it shows only while it is read. */
  readonly manifest: Manifest | undefined;
  readonly before: readonly SqlStep[];
  readonly rows: readonly RowsStep[];
  readonly after: readonly SqlStep[];
  close(): Promise<void>;
}

/** Each file of a directory has its own; one is enough for a load. */
const FRAME_KINDS: ReadonlySet<string> = new Set(['prologue', 'epilogue', 'unlogged']);
/** What needs the rows of tables, or all tables, to be there. */
const LATE_KINDS: ReadonlySet<string> = new Set([
  'triggers',
  'histograms',
  'events',
  'routines',
  'final-view',
  'flush-privileges',
  'replication-tail',
  'epilogue',
]);

/** `database` is for a dump that names none. Rejects with `dump-unreadable`. */
export async function openLoadSource(
  path: string | undefined,
  database: string | undefined,
  openStream: (path: string | undefined) => AsyncIterable<Uint8Array>,
): Promise<LoadSource> {
  if (path !== undefined && (await hasIndex(path))) return await openIndexed(path, database);
  return await openUnindexed(path, openStream);
}

async function hasIndex(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: unknown) => {
    throw toUnreadable(JSON.stringify(path), error);
  });
  if (found.isDirectory()) return true;
  if (!found.isFile()) return false;
  try {
    const dump = await openDump(path);
    await dump.close();
    return true;
  } catch (error) {
    // Any other dump is read from its beginning; one of ours that is damaged says so there.
    if (error instanceof TsdumpError && error.code === 'dump-unreadable') return false;
    throw error;
  }
}

async function openIndexed(path: string, database: string | undefined): Promise<LoadSource> {
  const dump = await openDump(path);
  const { manifest } = dump;
  const { sections } = manifest;
  const first = sections.find(({ kind }) => kind === 'prologue');
  const last = sections.findLast(({ kind }) => kind === 'epilogue');
  const taken = sections.filter(
    (section) => !FRAME_KINDS.has(section.kind) || section === first || section === last,
  );
  const sql = taken.filter(({ kind }) => kind !== 'rows' && kind !== 'use-database');
  const namesDatabases = sections.some(({ kind }) => kind === 'database');
  const schemaOf = ({ schema }: StoredSection): string | undefined =>
    schema === undefined || namesDatabases ? schema : (database ?? schema);
  const toSql = (section: StoredSection): SqlStep => ({
    kind: 'sql',
    schema: section.kind === 'database' ? undefined : schemaOf(section),
    label: describeSection(section),
    read: () => dump.readSection(section),
  });
  const rows = taken
    .filter(({ kind }) => kind === 'rows')
    .map((section) => toRows(dump, section, schemaOf(section) ?? ''));
  return {
    name: dump.name,
    id: toId(JSON.stringify(sections.map(({ sha256 }) => sha256))),
    manifest,
    before: sql.filter((section) => !isLate(section)).map(toSql),
    rows: rows.sort((left, right) => right.sqlBytes - left.sqlBytes),
    after: sql.filter(isLate).map(toSql),
    close: async () => await dump.close(),
  };
}

function isLate({ kind }: StoredSection): boolean {
  return LATE_KINDS.has(kind);
}

function toRows(dump: StoredDump, section: StoredSection, schema: string): RowsStep {
  return {
    kind: 'rows',
    schema,
    table: section.name ?? '',
    label: describeSection(section),
    rows: section.rows,
    sqlBytes: section.frames.reduce((sum, { sqlBytes }) => sum + sqlBytes, 0),
    read: () => readBeside(dump, section),
  };
}

async function* readBeside(
  dump: StoredDump,
  section: StoredSection,
): AsyncGenerator<Uint8Array, void> {
  const beside = dump.beside();
  try {
    yield* beside.readSection(section);
  } finally {
    await beside.close();
  }
}

async function openUnindexed(
  path: string | undefined,
  openStream: (path: string | undefined) => AsyncIterable<Uint8Array>,
): Promise<LoadSource> {
  const name = path === undefined ? 'standard input' : JSON.stringify(path);
  const { beginning, whole } = await lookAhead(openStream(path));
  return {
    name,
    id: toId(beginning.toString('latin1')),
    manifest: undefined,
    before: [{ kind: 'sql', schema: undefined, label: name, read: () => whole }],
    rows: [],
    after: [],
    close: () => Promise.resolve(),
  };
}

/** What a dump is told by, and all of it, to be read once. */
async function lookAhead(
  pieces: AsyncIterable<Uint8Array>,
): Promise<{ beginning: Buffer; whole: AsyncGenerator<Uint8Array, void> }> {
  const rest = pieces[Symbol.asyncIterator]();
  const read: Buffer[] = [];
  for (let bytes = 0; bytes < HEAD_BYTES; ) {
    const next = await rest.next();
    if (next.done === true) break;
    // A piece is valid until the next is asked for.
    read.push(Buffer.from(next.value));
    bytes += next.value.byteLength;
  }
  async function* readOn(): AsyncGenerator<Uint8Array, void> {
    yield* read.splice(0);
    for (;;) {
      const next = await rest.next();
      if (next.done === true) return;
      yield next.value;
    }
  }
  return { beginning: Buffer.concat(read).subarray(0, HEAD_BYTES), whole: readOn() };
}

/** Of SQL: where it is from, what it begins with. */
const HEAD_BYTES = 64 * 1024;

function toId(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
