// What a dump says about itself: which sections it has, in dump order, how large, with how
// many rows, and their hashes. Carried at the end of a compressed stream and as the
// manifest of a directory. Plain data; JSON is its form on disk.

import type { Coordinates } from './coordinates.js';
import type { Flavor } from './server.js';

/** What a section holds: `table` is a definition, `rows` a chunk of a table's rows. */
export interface SectionLabel {
  /** As schema/sections/list-sections.ts names it: `prologue`, `database`, `table`, `rows`, ... */
  readonly kind: string;
  readonly schema?: string | undefined;
  /** Of the table, view, sequence. */
  readonly name?: string | undefined;
  /** Position of a chunk in its table, from 0. */
  readonly chunk?: number | undefined;
  /** Name inside a dump's directory; absent in a single stream. */
  readonly file?: string | undefined;
}

/** A part of a section that is decoded by itself. */
export interface Frame {
  readonly sqlBytes: number;
  /** As it lies in the file. */
  readonly storedBytes: number;
}

export interface StoredSection extends SectionLabel {
  readonly rows: number;
  /** At least one unless the section is empty; one after the other. */
  readonly frames: readonly Frame[];
  /** SHA-256 of the stored bytes of all frames, lower-case hex. */
  readonly sha256: string;
}

export interface DumpFacts {
  /** Version of tsdump. */
  readonly tool: string;
  readonly startedAt: string;
  readonly server: {
    readonly flavor: Flavor;
    readonly version: string;
    readonly hostname: string;
    readonly id: string;
  };
  /** As the report calls it: `read-only`, `snapshot`, ... */
  readonly consistency: string;
  readonly coordinates: Coordinates;
  readonly codec: 'none' | 'gzip' | 'zstd';
}

export interface Manifest {
  readonly format: 'tsdump';
  readonly version: 1;
  readonly dump: DumpFacts;
  readonly sections: readonly StoredSection[];
}
