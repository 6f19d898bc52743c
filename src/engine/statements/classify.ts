// What a statement is, and of which object: what selection, order and trust go by. Sees
// through executable comments; what it does not know is `other`. Pure.

import { classifyAlter, classifyCreate, classifyDrop } from './classify-definition.js';
import type { Classified, StatementClass, Verdict } from './classified.js';
import { HeadCursor } from './head-cursor.js';
import { PLAIN_QUOTES, type QuoteRules } from './statement.js';
import {
  isSymbol,
  isWord,
  type Runner,
  splitAtCommas,
  toByteText,
  type Token,
  TokenReader,
} from './tokens.js';

const OF_THE_SESSION: ReadonlySet<StatementClass> = new Set([
  'lock',
  'unlock',
  'transaction',
  'use',
  'set-session',
  'prepare',
]);

/**
 * `runner`: who will run it. Without one each executable comment is taken for run; what a foreign
 * dump may do must be asked with it, or a comment that is skipped hides what is not.
 */
export function classify(
  sql: Uint8Array,
  rules: QuoteRules = PLAIN_QUOTES,
  runner?: Runner,
): Classified {
  const byteText = toByteText(sql);
  const verdict = classifyHead(new HeadCursor(new TokenReader(byteText, rules, runner)));
  const objects = (verdict.objects ?? []).filter((name) => name !== undefined);
  const isSessionEffect = OF_THE_SESSION.has(verdict.class) || verdict.isTemporary === true;
  return { ...verdict, objects, isSessionEffect };
}

function classifyHead(head: HeadCursor): Verdict {
  if (head.isAtEnd) return { class: 'empty' };
  const verb = head.take();
  if (isSymbol(verb, '(')) return { class: isWord(head.token, 'SELECT') ? 'select' : 'other' };
  if (verb?.kind !== 'word') return { class: 'other' };
  const classifier = CLASSIFIERS[verb.text.toUpperCase()];
  if (classifier === undefined) return { class: 'other' };
  return typeof classifier === 'string' ? { class: classifier } : classifier(head);
}

const CLASSIFIERS: Readonly<Record<string, StatementClass | ((head: HeadCursor) => Verdict)>> = {
  CREATE: classifyCreate,
  DROP: classifyDrop,
  ALTER: classifyAlter,
  INSERT: classifyInsert,
  REPLACE: classifyInsert,
  SET: classifySet,
  USE: (head) => ({ class: 'use', objects: [head.objectName()] }),
  LOCK: (head) =>
    head.word('TABLES', 'TABLE') === undefined
      ? { class: 'other' }
      : { class: 'lock', objects: head.objectNames() },
  UNLOCK: (head) => ({
    class: head.word('TABLES', 'TABLE') === undefined ? 'other' : 'unlock',
  }),
  BEGIN: (head) => ({
    class: head.isAtEnd || head.word('WORK') !== undefined ? 'transaction' : 'other',
  }),
  COMMIT: 'transaction',
  ROLLBACK: 'transaction',
  SAVEPOINT: 'transaction',
  RELEASE: 'transaction',
  START: (head) => ({
    class:
      head.word('TRANSACTION') !== undefined
        ? 'transaction'
        : head.word('SLAVE', 'REPLICA', 'ALL', 'GROUP_REPLICATION') !== undefined
          ? 'replication'
          : 'other',
  }),
  STOP: (head) => ({
    class:
      head.word('SLAVE', 'REPLICA', 'ALL', 'GROUP_REPLICATION') === undefined
        ? 'other'
        : 'replication',
  }),
  RESET: 'replication',
  CHANGE: 'change-source',
  GRANT: 'account',
  REVOKE: 'account',
  RENAME: (head) =>
    head.word('TABLE', 'TABLES') === undefined
      ? { class: head.word('USER') === undefined ? 'other' : 'account' }
      : { class: 'alter-table', objects: head.objectNames() },
  LOAD: (head) => ({ class: head.word('DATA', 'XML') === undefined ? 'other' : 'load-data' }),
  UPDATE: 'change-rows',
  DELETE: (head) => ({
    class: 'change-rows',
    objects: head.word('FROM') === undefined ? [] : [head.objectName()],
  }),
  TRUNCATE: (head) => {
    head.word('TABLE');
    return { class: 'change-rows', objects: [head.objectName()] };
  },
  DO: (head) => {
    if (head.word('SETVAL') === undefined || !head.symbol('(')) return { class: 'other' };
    return { class: 'sequence-value', objects: [head.objectName()] };
  },
  PREPARE: 'prepare',
  EXECUTE: 'prepare',
  DEALLOCATE: 'prepare',
  ANALYZE: (head) => {
    head.word('NO_WRITE_TO_BINLOG', 'LOCAL');
    if (head.word('TABLE', 'TABLES') === undefined) return { class: 'other' };
    return { class: 'analyze', objects: head.objectNames() };
  },
  FLUSH: 'flush',
  SELECT: 'select',
};

function classifyInsert(head: HeadCursor): Verdict {
  while (head.word('LOW_PRIORITY', 'DELAYED', 'HIGH_PRIORITY', 'IGNORE', 'INTO') !== undefined);
  const objects = [head.objectName()];
  // Up to what the rows are: a query of its own may stand in parentheses.
  let depth = 0;
  for (let token = head.take(); token !== undefined; token = head.take()) {
    if (isSymbol(token, '(')) depth++;
    if (isSymbol(token, ')')) depth--;
    if (isWord(token, 'SELECT', 'TABLE', 'WITH')) return { class: 'insert-select', objects };
    if (depth === 0 && isWord(token, 'VALUES', 'VALUE', 'SET')) return { class: 'insert', objects };
  }
  return { class: 'other', objects };
}

function classifySet(head: HeadCursor): Verdict {
  if (isWord(head.token, 'PASSWORD', 'ROLE', 'DEFAULT', 'RESOURCE')) {
    return { class: isWord(head.token, 'RESOURCE') ? 'other' : 'account' };
  }
  // Runs another one.
  if (isWord(head.token, 'STATEMENT')) return { class: 'other' };
  const targets = splitAtCommas(head.rest()).map(readTarget);
  const variables = targets.map(({ name }) => name);
  if (variables.includes('GTID_PURGED') || variables.includes('GTID_SLAVE_POS'))
    return { class: 'gtid-purged', variables };
  const isGlobal = targets.some((target) => target.isGlobal);
  return { class: isGlobal ? 'set-global' : 'set-session', variables };
}

const TARGET = /^(?:@ @ )?(?:(GLOBAL|PERSIST|PERSIST_ONLY|SESSION|LOCAL) (?:\. )?)?(@ )?(\S*)/;

/** What is left of the `=`, or the first word of what has none: `NAMES utf8mb4`. */
function readTarget(tokens: readonly Token[]): { name: string; isGlobal: boolean } {
  const sign = tokens.findIndex((token) => isSymbol(token, '=') || isSymbol(token, ':'));
  const words = sign < 0 ? tokens : tokens.slice(0, sign);
  const text = words.map((token) => token.text.replaceAll('`', '').toUpperCase()).join(' ');
  const [, scope, at = '', name = ''] = TARGET.exec(text) ?? [];
  return { name: at.trim() + name, isGlobal: /^(?:GLOBAL|PERSIST)/.test(scope ?? '') };
}
