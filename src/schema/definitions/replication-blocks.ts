// Which replication blocks a dump has, from what is known before the first byte.

import type { Flavor } from '../../model/server.js';
import { writeMariadbReplicationHead, writeMariadbReplicationTail } from './replication-mariadb.js';
import {
  writeMysqlFileHead,
  writeMysqlReplicationHead,
  writeMysqlReplicationTail,
} from './replication-mysql.js';
import type { SectionContext } from '../text/section-context.js';
import type { SectionText } from '../text/section-text.js';

type WriteBlock = (ctx: SectionContext, out: SectionText) => void;

interface ReplicationBlocks {
  /** Before all else. */
  readonly head: WriteBlock;
  readonly tail: WriteBlock;
  /** In each file of a dump that is a directory. */
  readonly file: WriteBlock;
}

const BLOCKS: Readonly<Record<Flavor, ReplicationBlocks>> = {
  mysql: {
    head: writeMysqlReplicationHead,
    tail: writeMysqlReplicationTail,
    file: writeMysqlFileHead,
  },
  mariadb: {
    head: writeMariadbReplicationHead,
    tail: writeMariadbReplicationTail,
    file: () => undefined,
  },
};

export function replicationOf({ dialect }: SectionContext): ReplicationBlocks {
  return BLOCKS[dialect.flavor];
}
