// Which consistency mode the options ask for, and which of them exclude each other,
// as in mysqldump. Pure.

import { TsdumpError } from '../../base/errors.js';
import type { Consistency, ReplicationOptions } from '../../model/options.js';
import type { Settings } from '../table/options.js';

const REFUSED_WITH_READ_ONLY = ['lock-all-tables', 'single-transaction', 'lock-tables'] as const;

/** Throws `usage`. */
export function resolveConsistency(settings: Settings): Consistency {
  const { 'single-transaction': transaction, 'lock-all-tables': allTables } = settings;
  if (settings['read-only']) {
    for (const other of REFUSED_WITH_READ_ONLY)
      if (settings[other] === true) throw exclusive('read-only', other);
    return 'read-only';
  }
  if (transaction && allTables) throw exclusive('single-transaction', 'lock-all-tables');
  if (transaction) return 'single-transaction';
  if (allTables) return 'lock-all-tables';
  const lockTables = settings['lock-tables'];
  if (lockTables === undefined) return 'snapshot';
  // Neither would give coordinates that fit the rows; mysqldump turns -x on as well.
  if (wantsCoordinates(settings)) return 'lock-all-tables';
  return lockTables ? 'lock-tables' : 'none';
}

export function resolveReplication(settings: Settings): ReplicationOptions {
  const dumpReplica = toDigit(settings['dump-replica']);
  return {
    // A dump can start only one kind of replica; as in mysqldump.
    sourceData: dumpReplica === 0 ? toDigit(settings['source-data']) : 0,
    dumpReplica,
    applyReplicaStatements: settings['apply-replica-statements'],
    includeSourceHostPort: settings['include-source-host-port'],
    setGtidPurged: settings['set-gtid-purged'],
    gtid: settings.gtid,
    deleteSourceLogs: false,
    outputAsVersion: 'server',
    galeraInfo: false,
  };
}

function wantsCoordinates(settings: Settings): boolean {
  return settings['source-data'] !== '0' || settings['dump-replica'] !== '0';
}

export function toDigit(text: '0' | '1' | '2'): 0 | 1 | 2 {
  if (text === '0') return 0;
  return text === '1' ? 1 : 2;
}

function exclusive(one: string, other: string): TsdumpError {
  return new TsdumpError('usage', `--${one} and --${other} exclude each other`, {
    hint: 'Each is a way to keep the server still; choose one.',
  });
}
