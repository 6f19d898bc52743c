// Which replication blocks a drop-in's dump has: for each tool its own, each asked for in its
// turn.

import type { Flavor } from '../../model/server.js';
import type { Session } from '../../mysql/protocol/session.js';
import { writeStartSlaves, writeStopSlaves } from '../../schema/definitions/replication-mariadb.js';
import type { SectionText } from '../../schema/text/section-text.js';
import type { ToolContext } from '../messages/tool-context.js';
import { writeMariadbDeferred, writeMariadbPositions } from './positions-mariadb.js';
import { writeStockHead, writeStockPositions, writeStockTail } from './positions-mysql.js';

type WriteBlock = (session: Session, ctx: ToolContext, out: SectionText) => void | Promise<void>;

interface ReplicationBlocks {
  /** Before all else. */
  readonly head: WriteBlock;
  /** Once the locks stand. */
  readonly positions: WriteBlock;
  /** What waited for the data. */
  readonly deferred: WriteBlock;
  /** Needs no server. */
  readonly tail: WriteBlock;
}

const BLOCKS: Readonly<Record<Flavor, ReplicationBlocks>> = {
  mysql: {
    head: writeStockHead,
    positions: writeStockPositions,
    deferred: () => undefined,
    tail: writeStockTail,
  },
  mariadb: {
    head: (_session, ctx, out) => writeStopSlaves(ctx, out),
    positions: writeMariadbPositions,
    deferred: writeMariadbDeferred,
    tail: (_session, ctx, out) => writeStartSlaves(ctx, out),
  },
};

export function replicationBlocks({ dialect }: ToolContext): ReplicationBlocks {
  return BLOCKS[dialect.flavor];
}
