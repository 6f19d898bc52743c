// Under whose name a dump is taken: all that another does in its own way in a dump of ours.
// Declared here, implemented by ourselves.ts and outside of the core. What is absent is done
// in the core's own way.

import type { TsdumpError } from '../../base/errors.js';
import type { RowKernel } from '../../engine/kernel/row-kernel.js';
import type { SqlWriter } from '../../engine/rows/sql-writer.js';
import type { Column, Table } from '../../model/catalog.js';
import type { DumpOptions, TabOptions } from '../../model/options.js';
import type { Style } from '../../model/style.js';
import type { Session } from '../../mysql/protocol/session.js';
import type { Dialect } from '../../schema/text/dialect.js';
import type { ObjectFailure } from '../../schema/text/object-failure.js';
import type { Remark } from '../../schema/text/remark.js';
import type { RowsSection, Section, WritableSection } from '../../schema/text/section.js';
import type { SectionContext } from '../../schema/text/section-context.js';
import type { SectionText } from '../../schema/text/section-text.js';
import type { Narrator } from './reporter.js';
import type { RunContext } from './run-context.js';
import type { Window } from './window.js';

/** Called once a dump, before anything is connected. */
export type OpenPersonality = (options: DumpOptions, narrator: Narrator) => Personality;

/** How a run goes, whatever it writes. */
export interface RunProfile {
  /** What is written stands in the output even if the dump fails, as far as it got. */
  readonly keepsPartialOutput: boolean;
  /** The dump is cut into sections that can be found, and read by several connections. */
  readonly cutsSections: boolean;
  /** Privileges and names are checked before anything is locked or written. */
  readonly preflights: boolean;
  /** A restore is held to the settings that the SQL was written for: see target-settings.ts. */
  readonly holdsSettings: boolean;
  /** JSON whose text says less than the server knows is told of. */
  readonly namesLostTypes: boolean;
}

export interface Personality {
  readonly profile: RunProfile;
  readonly style: Style;
  /** Undefined: that of the server. */
  readonly dialect?: Dialect;
  /** What wrote the dump, as its first comment has it. */
  readonly title?: string;
  /** What is said of a connection that is gone. */
  readonly lossText?: string;

  /** Reports it; returns the reason where the dump goes on without, throws otherwise. */
  objectFailed(failure: ObjectFailure): string;
  remark(remark: Remark): void;
  /** The reason a dump ended, as it is thrown. */
  toFailure(error: unknown): TsdumpError;

  /** Undefined: that of the options. */
  openWindow?(run: RunContext): Window | undefined;
  listSections?(run: RunContext, ctx: SectionContext, outcome: Outcome): Promise<ListedSections>;
  readonly writeSection?: WriteSection;
  writeRows?(
    run: RunContext,
    ctx: SectionContext,
    section: RowsSection,
    to: RowsTarget,
  ): Promise<void>;
  readonly tab?: TabPersonality;
  /** The output is committed. */
  committed?(): Promise<void>;
}

/** As writeSection() of schema/sections/write-section.ts. */
export type WriteSection = (
  section: WritableSection,
  session: Session,
  ctx: SectionContext,
  out: SectionText,
) => Promise<void>;

/** What a dump consists of, in order. */
export interface ListedSections {
  /** When a section is asked for the one before it is written. */
  readonly sections: AsyncIterable<Section>;
  /** InnoDB's statistics may be among the tables. */
  readonly savesStats: boolean;
}

/** What came of the sections written so far. */
export interface Outcome {
  /** A view's placeholder was written. */
  readonly sawView: boolean;
  /** The server would not show the table. */
  isLeftOut(table: { readonly schema: string; readonly name: string }): boolean;
}

export interface RowsTarget {
  readonly writer: SqlWriter;
  readonly kernel: RowKernel;
}

/** --tab: what becomes of the two files of a table. */
export interface TabPersonality {
  openRows(run: RunContext, ctx: SectionContext, tab: TabOptions): TabRows;
  /** The definition could not be written to `path`. Throws where that ends the dump. */
  cannotWrite(
    ctx: SectionContext,
    relation: { readonly schema: string; readonly name: string },
    file: { readonly path: string; readonly append: boolean },
    error: unknown,
  ): void;
}

/** Writes the rows of tables into files of their own. */
export interface TabRows {
  /** False where there is no file of it. */
  write(table: Table): Promise<boolean>;
  /** What a file holds, in order. */
  columnsOf(table: Table): readonly Column[];
}

/** A run under some name. */
export interface DumpRun extends RunContext {
  readonly personality: Personality;
}

/** Thrown where the dump goes straight to its last lines, whatever is left to write. */
export class SkipToEpilogue extends Error {}
