// What a dump is a list of, and what of it is written as text.

import type { Schema, Sequence, Table, View } from '../../model/catalog.js';
import type { SectionText } from './section-text.js';

export type Section =
  | { readonly kind: 'prologue'; readonly savesStats: boolean }
  | { readonly kind: 'replication-head' }
  | { readonly kind: 'tablespaces' }
  | { readonly kind: 'database'; readonly schema: string }
  /** The tables of the logs stand before this. */
  | { readonly kind: 'log-output'; readonly schema: string }
  | { readonly kind: 'sequence'; readonly sequence: Sequence }
  | { readonly kind: 'sequence-value'; readonly sequence: Sequence }
  | { readonly kind: 'table'; readonly table: Table }
  /** `replaces`: whatever else is asked for, they replace what is there, or are ignored. */
  | { readonly kind: 'rows'; readonly table: Table; readonly replaces?: boolean }
  | { readonly kind: 'triggers'; readonly schema: Schema; readonly table: Table }
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
  | { readonly kind: 'replication-tail' }
  | { readonly kind: 'epilogue'; readonly savesStats: boolean }
  | Place
  | Step;

/** No bytes: where in the dump we are. */
export type Place =
  /** Between these two all that is written of `schema` stands. */
  | { readonly kind: 'begin-schema'; readonly schema: Schema }
  | { readonly kind: 'end-schema'; readonly schema: Schema }
  /** Between these two its tables are locked, where they are. */
  | { readonly kind: 'enter-schema'; readonly schema: Schema }
  | { readonly kind: 'leave-schema'; readonly schema: Schema }
  /** The last of its tables that may be locked is written. */
  | { readonly kind: 'leave-tables'; readonly schema: Schema };

/** What only a personality does at this place: it writes, locks, or says something. */
export interface Step {
  readonly kind: 'step';
  readonly run: (out: SectionText) => void | Promise<void>;
  /** --tab: it goes to the file of this table. */
  readonly of?: { readonly schema: string; readonly name: string };
  /** All that is written so far goes out before it. */
  readonly flushes?: boolean;
}

/** What write-section.ts turns into bytes; rows are app's. */
export type WritableSection = Exclude<Section, Place | Step | { readonly kind: 'rows' }>;

export type RowsSection = Extract<Section, { readonly kind: 'rows' }>;

const PLACES = ['begin-schema', 'end-schema', 'enter-schema', 'leave-schema', 'leave-tables'];

export function isPlace(section: Section): section is Place {
  return PLACES.includes(section.kind);
}
