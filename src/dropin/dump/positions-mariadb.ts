// MariaDB's replication blocks as mariadb-dump writes them: each is asked for when its turn
// comes, so that a refusal leaves what stands before it.

import type { ReplicaPosition } from '../../model/coordinates.js';
import type { Row } from '../../mysql/protocol/row.js';
import type { Session } from '../../mysql/protocol/session.js';
import { quoteStockString } from '../../encode/text/quote-c.js';
import { SkipToEpilogue } from '../../app/run/personality.js';
import { couldntExecute, StockStatus } from '../messages/failures.js';
import {
  writeDumpSlave,
  writeMasterData,
  writeSlaveOfSource,
  writeSlaveOfThis,
} from '../../schema/definitions/replication-mariadb.js';
import type { ToolContext } from '../messages/tool-context.js';
import type { SectionText } from '../../schema/text/section-text.js';

interface BinlogAnswer {
  readonly file: string;
  readonly position: string;
  readonly gtids: string;
}

/** Where replication from this server starts, and where that of this server stands. */
export async function writeMariadbPositions(
  session: Session,
  ctx: ToolContext,
  out: SectionText,
): Promise<void> {
  const { learnt, replication } = ctx;
  if (replication.sourceData !== 0) {
    const answer = ctx.isSnapshot
      ? await readSnapshot(session, ctx)
      : await readBinlog(session, ctx);
    if (answer !== undefined) {
      const binlog = { file: answer.file, position: Number(answer.position) };
      learnt.coordinates = { ...learnt.coordinates, binlog, gtidBinlogPos: answer.gtids };
      writeMasterData({ ...ctx, coordinates: learnt.coordinates }, out);
    }
  }
  if (replication.dumpReplica !== 0) {
    const rows = await ask(session, ctx, 'SHOW ALL SLAVES STATUS');
    const [gtids] = await ask(session, ctx, 'SELECT @@GLOBAL.gtid_slave_pos');
    const replica = rows.map(toReplica);
    const gtidSlavePos = gtids?.stringAt(0) ?? '';
    learnt.coordinates = { ...learnt.coordinates, replica, gtidSlavePos };
    writeDumpSlave({ ...ctx, coordinates: learnt.coordinates }, out);
  }
}

/** What waited for the data. */
export async function writeMariadbDeferred(
  session: Session,
  ctx: ToolContext,
  out: SectionText,
): Promise<void> {
  const learnt = { ...ctx, coordinates: ctx.learnt.coordinates };
  writeSlaveOfThis(learnt, out);
  writeSlaveOfSource(learnt, out);
  if (!ctx.replication.galeraInfo) return;
  const [isOn] = await ask(session, ctx, "SHOW VARIABLES LIKE 'wsrep_on'");
  if (isOn === undefined || isOn.stringAt(1) === 'OFF') return;
  const [checkpoint] = await ask(session, ctx, "SHOW STATUS LIKE 'wsrep_checkpoint_position'");
  if (checkpoint === undefined) return;
  out.add(`SET GLOBAL wsrep_start_position = '${checkpoint.stringAt(1)}';\n`);
}

/** The snapshot knows its own position. */
async function readSnapshot(session: Session, ctx: ToolContext): Promise<BinlogAnswer> {
  const status = new Map<string, string>();
  for (const row of await ask(session, ctx, "SHOW STATUS LIKE 'binlog_snapshot_%'")) {
    status.set(row.stringAt(0), row.stringAt(1));
  }
  const file = status.get('Binlog_snapshot_file') ?? '';
  const position = status.get('Binlog_snapshot_position') ?? '';
  const select = `SELECT BINLOG_GTID_POS(${quoteStockString(file)}, ${quoteStockString(position)})`;
  const [gtids] = await ask(session, ctx, select);
  return { file, position, gtids: gtids?.stringAt(0) ?? '' };
}

async function readBinlog(session: Session, ctx: ToolContext): Promise<BinlogAnswer | undefined> {
  const [row] = await ask(session, ctx, 'SHOW MASTER STATUS');
  if (row === undefined) {
    if (ctx.errors.force) return undefined;
    ctx.tool.failed({
      complaint: 'Error: Binlogging on server not active',
      status: StockStatus.server,
    });
    throw new SkipToEpilogue();
  }
  const [gtids] = await ask(session, ctx, 'SELECT @@GLOBAL.gtid_binlog_pos');
  return { file: row.stringAt(0), position: row.stringAt(1), gtids: gtids?.stringAt(0) ?? '' };
}

function toReplica(row: Row): ReplicaPosition {
  return {
    host: row.string('Master_Host'),
    port: row.number('Master_Port'),
    file: row.string('Relay_Master_Log_File'),
    position: row.number('Exec_Master_Log_Pos'),
    channel: row.string('Connection_name'),
  };
}

/** Without an answer there is no dump, only its end. */
async function ask(session: Session, ctx: ToolContext, statement: string): Promise<Row[]> {
  try {
    return await session.query(statement);
  } catch (error) {
    ctx.tool.failed(couldntExecute(statement, error));
    throw new SkipToEpilogue();
  }
}
