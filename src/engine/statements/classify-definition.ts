// CREATE, DROP and ALTER: which kind of object, which object, whose.

import type { ObjectKind, Verdict } from './classified.js';
import type { HeadCursor, Range } from './head-cursor.js';
import { isSymbol, isWord } from './tokens.js';

/** By the word in a statement. */
const KINDS: Readonly<Record<string, ObjectKind>> = {
  DATABASE: 'database',
  SCHEMA: 'database',
  TABLE: 'table',
  TABLES: 'table',
  VIEW: 'view',
  SEQUENCE: 'sequence',
  TRIGGER: 'trigger',
  PROCEDURE: 'routine',
  FUNCTION: 'routine',
  PACKAGE: 'package',
  EVENT: 'event',
  LIBRARY: 'library',
};

interface Modifiers {
  readonly definer: Range | undefined;
  readonly isTemporary: boolean;
}

export function classifyCreate(head: HeadCursor): Verdict {
  const { definer, isTemporary } = readModifiers(head);
  if (isWord(head.token, 'USER', 'ROLE')) return { class: 'account' };
  if (head.word('INDEX') !== undefined) return classifyIndex(head);
  const kind = takeKind(head);
  if (kind === undefined) return { class: 'other' };
  if (head.word('IF') !== undefined) head.skipPast('EXISTS');
  const objects = [head.objectName()];
  if (kind === 'trigger') {
    // `BEFORE INSERT ON t`.
    const table = head.skipPast('ON') ? head.objectName() : undefined;
    return { class: 'create-trigger', objects, table, definer };
  }
  if (kind === 'table') {
    const isOwn = isSymbol(head.token, '(') && !hasSource(head);
    return { class: isOwn ? 'create-table' : 'create-table-from', objects, isTemporary };
  }
  // Without parameters it is of a shared library.
  if (kind === 'routine' && !isSymbol(head.token, '(')) {
    const isUdf = head.word('RETURNS') !== undefined && head.skipPast('SONAME');
    return { class: isUdf ? 'create-udf' : 'create-routine', objects, definer };
  }
  return { class: `create-${kind}`, objects, definer };
}

/** What comes between CREATE and the kind, in whatever order. */
function readModifiers(head: HeadCursor): Modifiers {
  let definer: Range | undefined;
  let isTemporary = false;
  for (;;) {
    const start = head.token?.start ?? 0;
    const word = head.word(
      'OR',
      'ALGORITHM',
      'DEFINER',
      'SQL',
      'TEMPORARY',
      'AGGREGATE',
      'UNIQUE',
      'FULLTEXT',
      'SPATIAL',
      'VECTOR',
      // A view of JSON documents: MySQL 9.4.
      'JSON',
      'RELATIONAL',
      'DUALITY',
    );
    if (word === undefined) return { definer, isTemporary };
    if (word === 'OR' || word === 'SQL') head.take();
    if (word === 'SQL') head.take();
    if (word === 'TEMPORARY') isTemporary = true;
    if (word === 'ALGORITHM') {
      head.symbol('=');
      head.take();
    }
    if (word === 'DEFINER') {
      head.symbol('=');
      const end = head.accountEnd();
      if (end !== undefined) definer = { start, end };
    }
  }
}

function takeKind(head: HeadCursor): ObjectKind | undefined {
  const word = head.word(...Object.keys(KINDS));
  if (word === 'PACKAGE') head.word('BODY');
  return word === undefined ? undefined : KINDS[word];
}

function classifyIndex(head: HeadCursor): Verdict {
  const name = head.objectName();
  const table = head.skipPast('ON') ? head.objectName() : undefined;
  return { class: 'create-index', objects: [name], table };
}

/** A query, or the name of another table, after or inside of the columns. */
function hasSource(head: HeadCursor): boolean {
  let depth = 0;
  for (let token = head.take(); token !== undefined; token = head.take()) {
    if (isSymbol(token, '(')) {
      depth++;
      if (depth === 1 && isWord(head.token, 'LIKE')) return true;
    }
    if (isSymbol(token, ')')) depth--;
    if (isWord(token, 'SELECT')) return true;
    if (depth === 0 && isWord(token, 'LIKE', 'VALUES', 'TABLE', 'WITH', 'AS')) {
      if (!isWord(token, 'WITH') || !isWord(head.token, 'SYSTEM')) return true;
    }
  }
  return false;
}

export function classifyDrop(head: HeadCursor): Verdict {
  const isTemporary = head.word('TEMPORARY') !== undefined;
  if (isWord(head.token, 'USER', 'ROLE')) return { class: 'account' };
  const kind = takeKind(head);
  if (kind === undefined) return { class: 'other' };
  if (head.word('IF') !== undefined) head.skipPast('EXISTS');
  return { class: `drop-${kind}`, objects: head.objectNames(), isTemporary };
}

export function classifyAlter(head: HeadCursor): Verdict {
  head.word('IGNORE', 'ONLINE');
  if (isWord(head.token, 'USER', 'ROLE')) return { class: 'account' };
  if (isWord(head.token, 'DEFINER', 'EVENT')) return classifyAlterEvent(head);
  const kind = takeKind(head);
  if (kind === 'database') return { class: 'alter-database', objects: [head.objectName()] };
  if (kind !== 'table') return { class: 'other' };
  if (head.word('IF') !== undefined) head.skipPast('EXISTS');
  const objects = [head.objectName()];
  const isKeys = head.word('ENABLE', 'DISABLE') !== undefined && head.word('KEYS') !== undefined;
  return { class: isKeys && head.isAtEnd ? 'alter-keys' : 'alter-table', objects };
}

function classifyAlterEvent(head: HeadCursor): Verdict {
  const { definer } = readModifiers(head);
  if (head.word('EVENT') === undefined) return { class: 'other' };
  return { class: 'alter-event', objects: [head.objectName()], definer };
}
