// Writes every section but the rows themselves, as app/ does, and reads what the stock
// tool wrote for comparison.

import type { Format, ReplicationOptions, Scope, Selection } from '../../src/model/options.js';
import { openSession } from '../../src/mysql/connect.js';
import { readCoordinates } from '../../src/mysql/coordinates.js';
import { readServerFacts } from '../../src/mysql/facts.js';
import { prepareSession } from '../../src/mysql/prepare-session.js';
import { dialectFor } from '../../src/schema/dialect.js';
import { listSections } from '../../src/schema/list-sections.js';
import { readCatalog } from '../../src/schema/read-catalog.js';
import { buildRowsHead, buildRowsTail } from '../../src/schema/rows-frame.js';
import type { SectionContext } from '../../src/schema/section-context.js';
import { writeSection } from '../../src/schema/write-section.js';
import { connectionOptions } from '../support/connection-options.js';
import type { TestServer } from '../support/test-server.js';

export interface Changes {
  readonly selection?: Partial<Selection>;
  readonly format?: Partial<Format>;
  readonly replication?: Partial<ReplicationOptions>;
  readonly user?: string;
}

export interface Written {
  readonly bytes: Buffer;
  /** Objects reported as left out. */
  readonly skipped: readonly string[];
}

export async function writeAll(
  server: TestServer,
  scope: Scope,
  changes: Changes = {},
): Promise<Written> {
  const session = await openSession(
    connectionOptions(server, changes.user === undefined ? {} : { user: changes.user }),
  );
  try {
    const facts = await readServerFacts(session);
    await prepareSession(session, facts, true);
    const skipped: string[] = [];
    const ctx: SectionContext = {
      facts,
      dialect: dialectFor(facts.flavor),
      format: { ...FORMAT, ...changes.format },
      selection: { ...SELECTION, scope, ...changes.selection },
      replication: { ...REPLICATION, ...changes.replication },
      coordinates: await readCoordinates(session, facts),
      host: 'localhost',
      toolVersion: '0',
      skip: (object) => skipped.push(object),
    };
    const catalog = await readCatalog(session, facts, ctx.selection);
    const parts: Buffer[] = [];
    for (const section of listSections(catalog, ctx)) {
      if (section.kind === 'rows') {
        parts.push(buildRowsHead(ctx, section.table, []), buildRowsTail(ctx, section.table));
      } else {
        parts.push(await writeSection(section, session, ctx));
      }
    }
    return { bytes: Buffer.concat(parts), skipped };
  } finally {
    await session.close();
  }
}

/** A dump of either tool without what may differ: names and times of the tool, rows. */
export function comparable(dump: Buffer): string[] {
  const lines: string[] = [];
  let inInsert = false;
  for (const line of dump.toString('latin1').split('\n')) {
    if (line.startsWith('INSERT ')) inInsert = true;
    const isTool = /^(-- (MySQL dump|MariaDB dump|tsdump) |\/\*M!999999)/.test(line);
    const isDate = line.startsWith('-- Dump completed on ');
    if (!inInsert && !isTool) lines.push(isDate ? '-- Dump completed' : line);
    if (line.endsWith(';')) inInsert = false;
  }
  return lines;
}

const SELECTION: Omit<Selection, 'scope'> = {
  ignoreTables: new Set(),
  ignoreTableData: new Set(),
  ignoreDatabases: new Set(),
  where: undefined,
  routines: true,
  events: true,
  triggers: true,
  data: true,
  createInfo: true,
  createDb: true,
  tablespaces: false,
};

const FORMAT: Format = {
  addDropDatabase: false,
  addDropTable: true,
  addDropTrigger: false,
  addLocks: true,
  disableKeys: true,
  comments: true,
  dumpDate: true,
  completeInsert: false,
  extendedInsert: true,
  insertVerb: 'INSERT',
  hexBlob: false,
  tzUtc: true,
  setCharset: true,
  noAutocommit: false,
  orderByPrimary: false,
  netBufferLength: 1_046_528,
  exactFloat: true,
  exactText: true,
};

const REPLICATION: ReplicationOptions = {
  sourceData: 0,
  dumpReplica: 0,
  applyReplicaStatements: false,
  includeSourceHostPort: false,
  setGtidPurged: 'off',
  gtid: false,
};
