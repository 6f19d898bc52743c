// What a dump is a list of, and what of it is written as text.

import type { Schema, Sequence, Table, View } from '../../model/catalog.js';
import type { SystemPart } from '../../model/options.js';
import type { SystemDataPart } from '../../dropin/accounts/system-data.js';

export type Section =
  | { readonly kind: 'prologue'; readonly savesStats: boolean }
  /** No bytes: the header is out, the server may be locked; what belongs to it is written. */
  | { readonly kind: 'begin' }
  | { readonly kind: 'begun' }
  /** No bytes: nothing is read any more. */
  | { readonly kind: 'finish' }
  | { readonly kind: 'replication-head' }
  | { readonly kind: 'users' }
  | { readonly kind: 'positions' }
  | { readonly kind: 'deferred' }
  | { readonly kind: 'masking-policies' }
  | { readonly kind: 'grants' }
  | { readonly kind: 'tablespaces' }
  | { readonly kind: 'database'; readonly schema: string }
  /** No bytes: between these two all that is written of `schema` stands. */
  | { readonly kind: 'begin-schema'; readonly schema: Schema }
  /** No bytes, of a stock tool: a table or view begins, has no rows, ends; is no view. */
  | { readonly kind: 'begin-relation'; readonly relation: Table | View }
  | { readonly kind: 'no-rows'; readonly table: Table }
  | { readonly kind: 'end-relation' }
  | { readonly kind: 'no-view'; readonly name: string }
  | { readonly kind: 'end-schema'; readonly schema: Schema }
  /** No bytes: between these two its tables are locked, where they are. */
  | { readonly kind: 'enter-schema'; readonly schema: Schema }
  | { readonly kind: 'leave-tables'; readonly schema: Schema }
  | { readonly kind: 'leave-schema'; readonly schema: Schema }
  /** The same for its views, after all schemas. */
  | { readonly kind: 'enter-views'; readonly schema: Schema }
  | { readonly kind: 'leave-views'; readonly schema: Schema }
  /** The tables of the logs stand before this. */
  | { readonly kind: 'log-output'; readonly schema: string }
  | { readonly kind: 'sequence'; readonly sequence: Sequence }
  | { readonly kind: 'sequence-value'; readonly sequence: Sequence }
  | { readonly kind: 'table'; readonly table: Table }
  /** `replaces`: whatever else is asked for, they replace what is there, or are ignored. */
  | { readonly kind: 'rows'; readonly table: Table; readonly replaces?: boolean }
  | { readonly kind: 'triggers'; readonly schema: Schema; readonly table: Table }
  | { readonly kind: 'histograms'; readonly schema: string; readonly name: string }
  | { readonly kind: 'view-placeholder'; readonly view: View }
  | { readonly kind: 'events'; readonly schema: Schema }
  | { readonly kind: 'routines'; readonly schema: Schema }
  | { readonly kind: 'use-database'; readonly schema: string }
  | { readonly kind: 'final-view'; readonly view: View }
  /** After the grants of schema `mysql`; under our own name after everything that may need ours. */
  | { readonly kind: 'flush-privileges' }
  /** XML only: an element around what is in a schema. */
  | { readonly kind: 'open-database'; readonly schema: string }
  | { readonly kind: 'close-database'; readonly schema: string }
  | { readonly kind: 'system'; readonly part: Exclude<SystemPart, SystemDataPart> }
  | { readonly kind: 'use-system' }
  | { readonly kind: 'replication-tail' }
  | { readonly kind: 'epilogue'; readonly savesStats: boolean };

/** Sections of rows are app's; entering and leaving a schema is the window's. */
export type WritableSection = Exclude<Section, { readonly kind: 'rows' | MarkKind }>;

/** Says only where we are in the dump. */
export type MarkSection = Extract<Section, { readonly kind: MarkKind }>;

export type MarkKind = (typeof MARKS)[number];

export const MARKS = [
  'begin-relation',
  'no-rows',
  'end-relation',
  'no-view',
  'begin',
  'begun',
  'begin-schema',
  'end-schema',
  'enter-schema',
  'leave-tables',
  'leave-schema',
  'enter-views',
  'leave-views',
  'finish',
] as const;

export function isMark(section: Section): section is MarkSection {
  return (MARKS as readonly string[]).includes(section.kind);
}
