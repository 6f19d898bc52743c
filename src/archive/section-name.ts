// Names of what is in a dump, as people read them: `db` or `db.table`, in backticks where a
// name needs them. Pure.

import { quoteIdentifier } from '../encode/text/quote.js';
import type { SectionLabel } from '../model/manifest.js';

/** A database, or one of its tables, views or sequences. */
export interface ObjectName {
  readonly schema: string;
  readonly name?: string;
}

/** As --extract takes it; empty where a section belongs to no database. */
export function showObjectName({ schema, name }: Pick<SectionLabel, 'schema' | 'name'>): string {
  return [schema, name].flatMap((part) => (part === undefined ? [] : [quote(part)])).join('.');
}

/** `rows 3 of shop.orders`, `prologue`; for messages. */
export function describeSection(section: SectionLabel): string {
  const { kind, chunk } = section;
  const what = chunk === undefined ? kind : `${kind} ${chunk}`;
  const name = showObjectName(section);
  return name === '' ? what : `${what} of ${name}`;
}

function quote(part: string): string {
  return /^[\p{L}\p{N}_$-]+$/u.test(part) ? part : quoteIdentifier(part);
}
