// MySQL's replication blocks around the dump: GTID_PURGED, CHANGE REPLICATION SOURCE,
// STOP and START REPLICA. Pure.

import { quoteString } from '../../encode/text/quote.js';
import type { BinlogPosition, ReplicaPosition } from '../../model/coordinates.js';
import { isAtLeast } from '../../model/server.js';
import type { SectionContext } from '../text/section-context.js';
import { heading, plainComment, type SectionText } from '../text/section-text.js';

export const POSITION_TITLE = `Position to start replication or point-in-time recovery from`;

const SAVE_LOG_BIN = 'SET @MYSQLDUMP_TEMP_LOG_BIN = @@SESSION.SQL_LOG_BIN;\n';
const LOG_BIN_OFF = 'SET @@SESSION.SQL_LOG_BIN= 0;\n';
export const RESTORE_LOG_BIN = 'SET @@SESSION.SQL_LOG_BIN = @MYSQLDUMP_TEMP_LOG_BIN;\n';

export function writeMysqlReplicationHead(ctx: SectionContext, out: SectionText): void {
  const { coordinates, format, replication } = ctx;
  writeStop(ctx, out);
  if (replication.setGtidPurged === 'noted' && coordinates.gtidExecuted !== undefined)
    out.add(buildGtidPurged(ctx, coordinates.gtidExecuted));
  if (writesGtids(ctx)) {
    if (!ctx.inFiles) out.add(SAVE_LOG_BIN, LOG_BIN_OFF);
    out.add(buildGtidPurged(ctx, coordinates.gtidExecuted ?? ''));
  }
  if (replication.sourceData !== 0 && coordinates.binlog !== undefined) {
    out.add(heading(format, POSITION_TITLE, '\n'));
    out.add(buildChangeSource(ctx, replication.sourceData === 2, coordinates.binlog));
  }
  if (replication.dumpReplica !== 0 && coordinates.replica.length > 0) {
    const title = `${POSITION_TITLE} (the source for this replica)`;
    out.add(plainComment(format, `\n--\n-- ${title}\n--\n\n`));
    const named = coordinates.replica.length > 1;
    for (const position of coordinates.replica) {
      out.add(buildChangeSource(ctx, replication.dumpReplica === 2, position, position, named));
    }
  }
}

export function writeMysqlReplicationTail(ctx: SectionContext, out: SectionText): void {
  if (writesGtids(ctx) && !ctx.inFiles) out.add(RESTORE_LOG_BIN);
  writeStart(ctx, out);
}

export function writeStart(ctx: SectionContext, out: SectionText): void {
  const { format, replication } = ctx;
  out.add(
    replication.applyReplicaStatements
      ? plainComment(format, '\n--\n-- start replica statement to make a recovery dump\n--\n\n') +
          `${words(ctx).start};\n`
      : '',
  );
}

/** In each file of a dump that claims the source's transactions for the copy. */
export function writeMysqlFileHead(ctx: SectionContext, out: SectionText): void {
  if (writesGtids(ctx)) out.add(LOG_BIN_OFF);
}

export function writeStop(ctx: SectionContext, out: SectionText): void {
  const { format, replication } = ctx;
  if (!replication.applyReplicaStatements) return;
  const title = 'stop replica statement to make a recovery dump';
  out.add(plainComment(format, `\n--\n-- ${title}\n--\n\n`), `${words(ctx).stop};\n`);
}

function writesGtids(ctx: SectionContext): boolean {
  const { setGtidPurged } = ctx.replication;
  if (setGtidPurged === 'off' || setGtidPurged === 'noted') return false;
  return ctx.coordinates.gtidExecuted !== undefined;
}

export function buildGtidPurged({ format, replication }: SectionContext, gtids: string): string {
  const statement =
    replication.setGtidPurged === 'commented' || replication.setGtidPurged === 'noted'
      ? `/* SET @@GLOBAL.GTID_PURGED='+${gtids}';*/\n`
      : `SET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ '${gtids}';\n`;
  const title = 'GTID state at the beginning of the backup ';
  return plainComment(format, `\n--\n-- ${title}\n--\n\n`) + statement;
}

export function buildChangeSource(
  ctx: SectionContext,
  asComment: boolean,
  at: BinlogPosition,
  source?: ReplicaPosition,
  named: boolean = false,
): string {
  const { change, prefix } = words(ctx);
  // The stock tool takes any text for harmless.
  const quote = ctx.style.guardsBodies ? quoteString : (text: string): string => `'${text}'`;
  const host =
    source !== undefined && ctx.replication.includeSourceHostPort
      ? `${prefix}_HOST=${quote(source.host)}, ${prefix}_PORT=${source.port}, `
      : '';
  const channel = source !== undefined && named ? ` FOR CHANNEL ${quote(source.channel)}` : '';
  return (
    `${asComment ? '-- ' : ''}${change} TO ${host}${prefix}_LOG_FILE=${quote(at.file)}, ` +
    `${prefix}_LOG_POS=${at.position}${channel};\n`
  );
}

/** As the server speaks, or as `--output-as-version` has it: the new words since 8.0.23. */
function words(ctx: SectionContext): Record<'stop' | 'start' | 'change' | 'prefix', string> {
  const isOld = ctx.replication.outputAsVersion === 'before_8_0_23';
  return isAtLeast(ctx.facts.version, 8, 0, 23) && !isOld
    ? {
        stop: 'STOP REPLICA',
        start: 'START REPLICA',
        change: 'CHANGE REPLICATION SOURCE',
        prefix: 'SOURCE',
      }
    : { stop: 'STOP SLAVE', start: 'START SLAVE', change: 'CHANGE MASTER', prefix: 'MASTER' };
}
