// MariaDB's replication blocks: CHANGE MASTER before the data, gtid_slave_pos after it
// (restoring the mysql schema would overwrite it), STOP and START ALL SLAVES. Pure. The
// wording of the comments is the stock tool's output, kept byte for byte.

import { quoteString } from '../../encode/text/quote.js';
import type { ReplicaPosition } from '../../model/coordinates.js';
import { toGtids } from '../../mysql/server/coordinates.js';
import { quoteForEqual } from '../../encode/text/quote-c.js';
import type { SectionContext } from '../text/section-context.js';
import { comment, plainComment, type SectionText } from '../text/section-text.js';

export function writeMariadbReplicationHead(ctx: SectionContext, out: SectionText): void {
  const { coordinates, replication } = ctx;
  writeStopSlaves(ctx, out);
  if (replication.sourceData !== 0 && coordinates.binlog !== undefined) {
    writeMasterData(ctx, out);
  }
  if (replication.dumpReplica !== 0 && coordinates.replica.length > 0) {
    writeDumpSlave(ctx, out);
  }
}

export function writeStopSlaves({ format, replication }: SectionContext, out: SectionText): void {
  if (!replication.applyReplicaStatements) return;
  const title = 'stop slave statement to make a recovery dump)';
  out.add(plainComment(format, `\n--\n-- ${title}\n--\n\n`), 'STOP ALL SLAVES;\n');
}

/** Wants `ctx.coordinates.binlog`. */
export function writeMasterData(ctx: SectionContext, out: SectionText): void {
  out.add(masterData(ctx));
}

export function writeDumpSlave(ctx: SectionContext, out: SectionText): void {
  out.add(dumpSlave(ctx));
}

export function writeMariadbReplicationTail(ctx: SectionContext, out: SectionText): void {
  writeSlavePositions(ctx, out);
  writeStartSlaves(ctx, out);
}

export function writeStartSlaves({ format, replication }: SectionContext, out: SectionText): void {
  if (!replication.applyReplicaStatements) return;
  const title = 'start slave statement to make a recovery dump)';
  out.add(plainComment(format, `\n--\n-- ${title}\n--\n\n`), 'START ALL SLAVES;\n');
}

/** The GTIDs, once the table that holds them has its rows. */
export function writeSlavePositions(ctx: SectionContext, out: SectionText): void {
  writeSlaveOfThis(ctx, out);
  if (ctx.coordinates.replica.length > 0) writeSlaveOfSource(ctx, out);
}

/** For a replica of the server that is dumped. */
export function writeSlaveOfThis(ctx: SectionContext, out: SectionText): void {
  const { coordinates, format, replication } = ctx;
  if (replication.sourceData !== 0 && coordinates.binlog !== undefined) {
    const text =
      '\n-- The deferred gtid setting for slave corresponding to the master-data CHANGE-MASTER follows\n';
    const advice = '\n-- Preferably use GTID to start replication from GTID position:\n\n';
    out.add(comment(format, text), comment(format, advice));
    out.add(setSlavePos(ctx, replication.sourceData, coordinates.gtidBinlogPos));
  }
}

/** For another replica of its source. */
export function writeSlaveOfSource(ctx: SectionContext, out: SectionText): void {
  const { coordinates, format, replication } = ctx;
  if (replication.dumpReplica !== 0) {
    const text =
      '\n-- The deferred gtid setting for slave corresponding to the dump-slave CHANGE-MASTER follows\n' +
      '-- GTID position to start replication:\n';
    out.add(comment(format, text));
    out.add(setSlavePos(ctx, replication.dumpReplica, coordinates.gtidSlavePos));
  }
}

function masterData(ctx: SectionContext): string {
  const { coordinates, format, replication } = ctx;
  const { binlog } = coordinates;
  const asComment = replication.sourceData === 2;
  const correspondence =
    '\n-- A corresponding to the above master-data CHANGE-MASTER settings to the slave gtid state ';
  const change =
    `${asComment || replication.gtid ? '-- ' : ''}CHANGE MASTER TO ` +
    `MASTER_LOG_FILE=${quoteValue(ctx, binlog?.file ?? '')}, MASTER_LOG_POS=${binlog?.position ?? 0};\n`;
  const explanation = comment(
    format,
    '\n--\n-- Alternately, following is the position of the binary logging from SHOW MASTER STATUS at point of backup.\n' +
      '-- Use this when creating a slave of the master server where the backup was made.\n' +
      '-- The new server will be connecting to the master server where the backup was taken.\n--\n\n',
  );
  if (!replication.gtid) {
    const later = `${correspondence}is printed as comments later in the file.\n`;
    return explanation + change + comment(format, later);
  }
  const later = comment(format, `${correspondence}is printed later in the file.\n`);
  const useGtid = `${asComment ? '-- ' : ''}CHANGE MASTER TO MASTER_USE_GTID=slave_pos;\n`;
  return useGtid + later + explanation + change;
}

function dumpSlave(ctx: SectionContext): string {
  const { coordinates, format, replication } = ctx;
  const explanation =
    '\n--\n-- The following is the SQL position of the replication taken from SHOW SLAVE STATUS at the time of backup.\n' +
    '-- Use this position when creating a clone of, or replacement server, from where the backup was taken.\n' +
    '-- This new server will connects to the same master server(s).\n--\n' +
    '\n-- A corresponding to the below dump-slave CHANGE-MASTER settings to the slave gtid state is printed later in the file.\n';
  const choice =
    '\n-- Use only the MASTER_USE_GTID=slave_pos or MASTER_LOG_FILE/MASTER_LOG_POS in the statements below.\n\n';
  const changes = coordinates.replica.map((position) => changeMaster(ctx, position));
  return comment(format, explanation + (replication.gtid ? choice : '')) + `${changes.join('')}\n`;
}

function changeMaster(ctx: SectionContext, position: ReplicaPosition): string {
  const { dumpReplica, gtid, includeSourceHostPort } = ctx.replication;
  const change = `CHANGE MASTER ${quoteValue(ctx, position.channel)} TO `;
  const prefix = dumpReplica === 2 ? '-- ' : '';
  const host = includeSourceHostPort
    ? `MASTER_HOST=${quoteValue(ctx, position.host)}, MASTER_PORT=${position.port}, `
    : '';
  return (
    (gtid ? `${prefix}${change}MASTER_USE_GTID=slave_pos;\n` : '') +
    `${gtid ? '-- ' : prefix}${change}${host}MASTER_LOG_FILE=${quoteValue(ctx, position.file)}, ` +
    `MASTER_LOG_POS=${position.position};\n`
  );
}

function setSlavePos(ctx: SectionContext, value: 1 | 2, gtids: string | undefined): string {
  const prefix = ctx.replication.gtid && value === 1 ? '' : '-- ';
  return `${prefix}SET GLOBAL gtid_slave_pos='${toGtids(gtids ?? '')}';\n`;
}

/** What a source calls itself; ours stays on its line. */
function quoteValue({ style }: SectionContext, text: string): string {
  return style.guardsBodies ? quoteString(text) : quoteForEqual(text);
}
