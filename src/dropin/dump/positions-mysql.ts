// MySQL's replication blocks as mysqldump writes them: each is asked for when its turn
// comes, so that a refusal leaves what stands before it.

import type { Session } from '../../mysql/protocol/session.js';
import { replicaWords, toGtids } from '../../mysql/server/coordinates.js';
import { isAtLeast } from '../../model/server.js';
import { SkipToEpilogue } from '../../app/run/personality.js';
import { couldntExecute, StockStatus } from '../messages/failures.js';
import {
  buildChangeSource,
  buildGtidPurged,
  POSITION_TITLE,
  RESTORE_LOG_BIN,
  writeStart,
  writeStop,
} from '../../schema/definitions/replication-mysql.js';
import type { ToolContext } from '../messages/tool-context.js';
import { heading, plainComment, type SectionText } from '../../schema/text/section-text.js';

/** STOP REPLICA and GTID_PURGED. */
export async function writeStockHead(
  session: Session,
  ctx: ToolContext,
  out: SectionText,
): Promise<void> {
  writeStop(ctx, out);
  const { setGtidPurged } = ctx.replication;
  if (setGtidPurged === 'off') return;
  if (ctx.facts.gtidMode === 'OFF') {
    if (setGtidPurged === 'auto') return;
    ctx.tool.tell('Error: Server has GTIDs disabled.');
    throw new SkipToEpilogue();
  }
  out.add(
    'SET @MYSQLDUMP_TEMP_LOG_BIN = @@SESSION.SQL_LOG_BIN;\n',
    'SET @@SESSION.SQL_LOG_BIN= 0;\n',
  );
  const [row] = await ask(session, ctx, 'SELECT @@GLOBAL.GTID_EXECUTED');
  out.add(buildGtidPurged(ctx, toGtids(row?.stringAt(0) ?? '')));
}

/** CHANGE REPLICATION SOURCE, of this server and of its source. */
export async function writeStockPositions(
  session: Session,
  ctx: ToolContext,
  out: SectionText,
): Promise<void> {
  const { dumpReplica, sourceData } = ctx.replication;
  if (sourceData !== 0) await writeBinlogPosition(session, ctx, out);
  if (dumpReplica !== 0) await writeReplicaPositions(session, ctx, out);
}

async function writeBinlogPosition(
  session: Session,
  ctx: ToolContext,
  out: SectionText,
): Promise<void> {
  const { errors, facts, format, replication } = ctx;
  const statement = isAtLeast(facts.version, 8, 2)
    ? 'SHOW BINARY LOG STATUS'
    : 'SHOW MASTER STATUS';
  const [row] = await ask(session, ctx, statement);
  if (row !== undefined) {
    const at = { file: row.stringAt(0), position: Number(row.stringAt(1)) };
    out.add(heading(format, POSITION_TITLE, '\n'));
    out.add(buildChangeSource(ctx, replication.sourceData === 2, at));
    return;
  }
  if (errors.force) return;
  ctx.tool.failed({
    complaint: 'Error: Binlogging on server not active',
    status: StockStatus.server,
  });
  throw new SkipToEpilogue();
}

async function writeReplicaPositions(
  session: Session,
  ctx: ToolContext,
  out: SectionText,
): Promise<void> {
  const { facts, format, replication } = ctx;
  const words = replicaWords(facts);
  const rows = await ask(session, ctx, words.show);
  const title = `${POSITION_TITLE} (the source for this replica)`;
  for (const row of rows) {
    if (row.text(words.file) === null || row.text(words.position) === null) continue;
    const at = {
      host: row.string(words.host),
      port: row.number(words.port),
      file: row.string(words.file),
      position: row.number(words.position),
      channel: row.has(words.channel) ? row.string(words.channel) : '',
    };
    out.add(plainComment(format, `\n--\n-- ${title}\n--\n\n`));
    out.add(buildChangeSource(ctx, replication.dumpReplica === 2, at, at, rows.length > 1));
  }
}

/** What the head began ends, and the replica starts. */
export function writeStockTail(_session: Session, ctx: ToolContext, out: SectionText): void {
  const { facts, replication } = ctx;
  if (replication.setGtidPurged !== 'off' && facts.gtidMode !== 'OFF') out.add(RESTORE_LOG_BIN);
  writeStart(ctx, out);
}

type Answer = Awaited<ReturnType<Session['query']>>;

async function ask(session: Session, ctx: ToolContext, statement: string): Promise<Answer> {
  try {
    return await session.query(statement);
  } catch (error) {
    ctx.tool.failed(couldntExecute(statement, error));
    throw new SkipToEpilogue();
  }
}
