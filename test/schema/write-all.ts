// Writes every section but the rows themselves, as app/ does, and reads what the stock
// tool wrote for comparison.

import type { Format, ReplicationOptions, Scope, Selection } from '../../src/model/options.js';
import { OWN_STYLE } from '../../src/model/style.js';
import { openSession } from '../../src/mysql/protocol/connect.js';
import { readCoordinates } from '../../src/mysql/server/coordinates.js';
import { readServerFacts } from '../../src/mysql/server/facts.js';
import { prepareSession } from '../../src/mysql/server/prepare-session.js';
import { dialectFor } from '../../src/schema/text/dialect.js';
import { listSections, viewCatalog } from '../../src/schema/sections/list-sections.js';
import { namesFor } from '../../src/schema/text/names.js';
import { readCatalog } from '../../src/schema/catalog/read-catalog.js';
import {
  writeRowsOpening,
  writeRowsTail,
  writeRowsTitle,
} from '../../src/schema/definitions/rows-frame.js';
import { failureReason, isObjectError } from '../../src/schema/text/object-failure.js';
import type { SectionContext } from '../../src/schema/text/section-context.js';
import { SectionText } from '../../src/schema/text/section-text.js';
import { writeSection } from '../../src/schema/sections/write-section.js';
import { connectionOptions } from '../support/connection-options.js';
import type { TestServer } from '../support/test-server.js';
import { WHOLE_SELECTION } from './selection.js';
import { isPlace } from '../../src/schema/text/section.js';

export interface Changes {
  readonly selection?: Partial<Selection>;
  readonly format?: Partial<Format>;
  readonly replication?: Partial<ReplicationOptions>;
  readonly user?: string;
  /** Sequences stand with the tables of their schema, as the stock tool has them. */
  readonly sequencesInPlace?: boolean;
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
    await prepareSession(session, facts, {
      charset: 'utf8mb4',
      compatible: [],
      tzUtc: true,
      skipGipk: false,
    });
    const skipped: string[] = [];
    const coordinates = await readCoordinates(session, facts);
    const ctx: SectionContext = {
      settings: [],
      facts,
      style: OWN_STYLE,
      charset: 'utf8mb4',
      dialect: dialectFor(facts.flavor),
      names: namesFor({ format: { ...FORMAT, ...changes.format }, charset: 'utf8mb4' }),
      format: { ...FORMAT, ...changes.format },
      selection: { ...WHOLE_SELECTION, scope, ...changes.selection },
      replication: { ...REPLICATION, ...changes.replication },
      coordinates,
      host: 'localhost',
      inFiles: false,
      title: 'tsdump 0',
      failed: (failure) => {
        if ('error' in failure && !isObjectError(failure.error)) throw failure.error;
        skipped.push(failure.object);
        return failureReason(failure);
      },
      leaveOutRows: () => undefined,
      sawView: () => undefined,
      namesOwnDatabase: () => undefined,
      remark: () => undefined,
    };
    const catalog = await readCatalog(session, facts, ctx.selection);
    const out = new SectionText('utf8');
    const { ahead = [], ...inPlace } = viewCatalog(catalog, ctx);
    const view = changes.sequencesInPlace === true ? inPlace : { ...inPlace, ahead };
    for await (const section of listSections(view, ctx)) {
      if (section.kind === 'rows') {
        writeRowsTitle(ctx, out, section.table, []);
        writeRowsOpening(ctx, out, section.table);
        writeRowsTail(ctx, out, section.table);
      } else if (!isPlace(section) && section.kind !== 'step') {
        await writeSection(section, session, ctx, out);
      }
    }
    return { bytes: out.take(), skipped };
  } finally {
    await session.close();
  }
}

/** Ours writes it unasked, at the end of a dump of the accounts' tables. */
const FLUSH_PRIVILEGES = /\n--\n-- Flush Grant Tables \n--\n\n\/\*! FLUSH PRIVILEGES \*\/;\n/;

/** A dump of either tool without what may differ: names and times of the tool, rows. */
export function comparable(dump: Buffer): string[] {
  const lines: string[] = [];
  let inInsert = false;
  const text = dump.toString('latin1').replace(FLUSH_PRIVILEGES, '');
  for (const line of text.split('\n')) {
    if (line.startsWith('INSERT ')) inInsert = true;
    const isTool = /^(-- (MySQL dump|MariaDB dump|tsdump) |\/\*M!999999)/.test(line);
    const isDate = line.startsWith('-- Dump completed on ');
    if (!inInsert && !isTool) lines.push(isDate ? '-- Dump completed' : withoutDatabase(line));
    if (line.endsWith(';')) inInsert = false;
  }
  return lines;
}

/** Only the stock tools name the database that is altered, which is the current one. */
function withoutDatabase(line: string): string {
  return line.replace(/^ALTER DATABASE `[^`]*` /, 'ALTER DATABASE ');
}

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
  replace: false,
  insertIgnore: false,
  delayedInsert: false,
  compact: false,
  compatible: [],
  createOptions: true,
  quoteNames: true,
  allowKeywords: false,
  addDropUser: false,
  addDropMaskingPolicy: true,
  flushPrivileges: false,
  skipGipk: false,
  skipSecondaryEngine: false,
  logQueries: true,
  xml: false,
  tab: undefined,
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
  deleteSourceLogs: false,
  outputAsVersion: 'server',
  galeraInfo: false,
};
