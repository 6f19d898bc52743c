// Which replication blocks a dump has: for each tool its own, under our own name from what
// is known before the first byte, in a drop-in asked for in their turn.

import type { Flavor } from '../../model/server.js';
import type { Session } from '../../mysql/protocol/session.js';
import {
  writeMariadbReplicationHead,
  writeMariadbReplicationTail,
  writeStartSlaves,
  writeStopSlaves,
} from './replication-mariadb.js';
import {
  writeMysqlFileHead,
  writeMysqlReplicationHead,
  writeMysqlReplicationTail,
} from './replication-mysql.js';
import type { SectionContext } from '../text/section-context.js';
import type { SectionText } from '../text/section-text.js';
import {
  writeMariadbDeferred,
  writeMariadbPositions,
} from '../../dropin/dump/positions-mariadb.js';
import { writeStockHead, writeStockPositions } from '../../dropin/dump/positions-mysql.js';

type WriteBlock = (session: Session, ctx: SectionContext, out: SectionText) => void | Promise<void>;

interface ReplicationBlocks {
  /** Before all else. */
  readonly head: WriteBlock;
  /** In a drop-in: once its locks stand. */
  readonly positions: WriteBlock;
  /** In a drop-in: what waited for the data. */
  readonly deferred: WriteBlock;
  readonly tail: (ctx: SectionContext, out: SectionText) => void;
  /** In each file of a dump that is a directory. */
  readonly file: (ctx: SectionContext, out: SectionText) => void;
}

const nothing: WriteBlock = () => undefined;

const OWN: Readonly<Record<Flavor, ReplicationBlocks>> = {
  mysql: {
    head: (_session, ctx, out) => writeMysqlReplicationHead(ctx, out),
    positions: nothing,
    deferred: nothing,
    tail: writeMysqlReplicationTail,
    file: writeMysqlFileHead,
  },
  mariadb: {
    head: (_session, ctx, out) => writeMariadbReplicationHead(ctx, out),
    positions: nothing,
    deferred: nothing,
    tail: writeMariadbReplicationTail,
    file: () => undefined,
  },
};

const STOCK: Readonly<Record<Flavor, ReplicationBlocks>> = {
  mysql: {
    head: writeStockHead,
    positions: writeStockPositions,
    deferred: nothing,
    tail: writeMysqlReplicationTail,
    file: () => undefined,
  },
  mariadb: {
    head: (_session, ctx, out) => writeStopSlaves(ctx, out),
    positions: writeMariadbPositions,
    deferred: writeMariadbDeferred,
    tail: writeStartSlaves,
    file: () => undefined,
  },
};

export function replicationOf({ dialect, style }: SectionContext): ReplicationBlocks {
  return (style.readsLazily ? STOCK : OWN)[dialect.flavor];
}
