// --tab: each table and view has a file of its definition, each table one of its rows. What
// belongs to no table goes where the dump would go. Takes the sections that have files.

import { basename } from 'node:path';
import { untilAborted } from '../../base/clock.js';
import { TsdumpError } from '../../base/errors.js';
import type { Schema, Table } from '../../model/catalog.js';
import type { TabOptions } from '../../model/options.js';
import { buildLoadStatement, markAsLoad } from '../../schema/definitions/load-statement.js';
import type { SectionContext } from '../../schema/text/section-context.js';
import { SectionText } from '../../schema/text/section-text.js';
import { writeSection } from '../../schema/sections/write-section.js';
import {
  ORDINARY_FILE,
  PRIVATE_FILE,
  writeDefinitionFile,
} from '../../storage/local/definition-file.js';
import { toWriteFailed } from '../../storage/local/write-failure.js';
import { findTabPaths } from './tab-names.js';
import { OwnTabRows } from './tab-rows.js';
import type { DumpRun, TabRows } from '../run/personality.js';
import type { Section, WritableSection } from '../../schema/text/section.js';

function relationOf(relation: Schema['relations'][number]): Relation {
  return relation.kind === 'table' ? relation.table : relation.view;
}

/** A table or view. */
interface Relation {
  readonly schema: string;
  readonly name: string;
}

export class TabFiles {
  readonly #run: DumpRun;
  readonly #ctx: SectionContext;
  readonly #tab: TabOptions;
  readonly #rows: TabRows;
  #savesStats = false;

  constructor(run: DumpRun, ctx: SectionContext, tab: TabOptions) {
    this.#run = run;
    this.#ctx = ctx;
    this.#tab = tab;
    if (ctx.selection.scope.kind !== 'tables') {
      throw new TsdumpError('usage', '--tab takes one database', {
        hint: 'Name it, and its tables if not all are wanted: tsdump --tab=DIRECTORY DATABASE.',
      });
    }
    this.#rows = run.personality.tab?.openRows(run, ctx, tab) ?? new OwnTabRows(run, ctx, tab);
  }

  /** False for a section that is written like that of any dump. */
  async take(section: Section): Promise<boolean> {
    switch (section.kind) {
      case 'prologue':
        this.#savesStats = section.savesStats;
        return this.#ctx.style.tabRowsBy === 'server';
      case 'epilogue':
        // What belongs to no table is restored under the same settings.
        return this.#ctx.style.tabRowsBy === 'server';
      case 'database':
      case 'use-database':
        return true;
      case 'table':
        await this.#writeFile(section, section.table, true);
        return true;
      case 'view-placeholder':
        // Written anew by its final view, if it has one.
        await this.#writeFile(section, section.view, this.#ctx.format.xml);
        return true;
      case 'final-view':
        await this.#writeFile(section, section.view, true);
        return true;
      case 'triggers':
        await this.#append(section, section.table);
        return true;
      case 'rows':
        if (await this.#rows.write(section.table)) await this.#appendLoad(section.table);
        return true;
      case 'leave-schema':
        await this.#touch(section.schema.relations.map(relationOf));
        return false;
      case 'step':
        if (section.of === undefined) return false;
        await this.#addTo(section.of, async (out) => await section.run(out));
        return true;
      case 'replication-head':
      case 'replication-tail':
      case 'tablespaces':
      case 'flush-privileges':
      case 'log-output':
      case 'begin-schema':
      case 'end-schema':
      case 'enter-schema':
      case 'leave-tables':
      case 'open-database':
      case 'close-database':
      case 'sequence':
      case 'sequence-value':
      case 'events':
      case 'routines':
        return false;
    }
  }

  async #writeFile(section: WritableSection, relation: Relation, whole: boolean): Promise<void> {
    const body = new SectionText(this.#ctx.style.text);
    let isDone = false;
    try {
      await this.#writeInto(body, section);
      isDone = true;
    } finally {
      const bytes = body.take();
      if (bytes.length > 0) await this.#saveDefinition(relation, bytes, isDone && whole);
      // A table that the server does not show has no file, but for its triggers.
      else if (isDone && this.#ctx.selection.triggers) await this.#save(relation, bytes, true);
    }
  }

  async #saveDefinition(relation: Relation, body: Buffer, whole: boolean): Promise<void> {
    const out = new SectionText(this.#ctx.style.text);
    const savesStats = this.#savesStats;
    await this.#writeInto(out, { kind: 'prologue', savesStats });
    out.add(body);
    if (whole) {
      out.add('\n');
      await this.#writeInto(out, { kind: 'epilogue', savesStats });
    }
    await this.#save(relation, out.take(), false);
  }

  async #append(section: WritableSection, relation: Relation): Promise<void> {
    await this.#addTo(relation, async (out) => await this.#writeInto(out, section));
  }

  /** What it wrote before it failed is kept. */
  async #addTo(relation: Relation, write: (out: SectionText) => Promise<void>): Promise<void> {
    const out = new SectionText(this.#ctx.style.text);
    try {
      await untilAborted(write(out), this.#run.signal);
    } finally {
      await this.#save(relation, out.take(), true);
    }
  }

  /** How our rows come back: after the definition, before the triggers, with its own settings. */
  async #appendLoad(table: Table): Promise<void> {
    const { format, selection, style } = this.#ctx;
    if (style.tabRowsBy === 'server' || !selection.createInfo || format.xml) return;
    const paths = await findTabPaths(this.#run.control, this.#ctx, this.#tab, table.name);
    if (paths === undefined) return;
    const out = new SectionText(style.text);
    await this.#writeInto(out, { kind: 'prologue', savesStats: false });
    const columns = this.#rows.columnsOf(table);
    out.add(buildLoadStatement(this.#ctx, this.#tab, table, columns, basename(paths.txt)));
    out.add('COMMIT;\n');
    await this.#writeInto(out, { kind: 'epilogue', savesStats: false });
    const lines = markAsLoad(out.take().toString(style.text));
    await this.#save(table, Buffer.from(`\n${lines}`, style.text), true);
  }

  /** The stock tools open the files of all tables for their triggers, if there are any or not. */
  async #touch(relations: readonly Relation[]): Promise<void> {
    const { selection, style } = this.#ctx;
    if (style.tabRowsBy === 'client' || selection.createInfo || !selection.triggers) return;
    for (const relation of relations) await this.#save(relation, Buffer.alloc(0), true);
  }

  async #writeInto(out: SectionText, section: WritableSection): Promise<void> {
    const { control, personality, signal } = this.#run;
    const write = personality.writeSection ?? writeSection;
    await untilAborted(write(section, control, this.#ctx, out), signal);
  }

  async #save(relation: Relation, bytes: Buffer, append: boolean): Promise<void> {
    const { style } = this.#ctx;
    const { control } = this.#run;
    const paths = await findTabPaths(control, this.#ctx, this.#tab, relation.name);
    if (paths === undefined) return this.#refuseName(relation);
    const nature = style.tabRowsBy === 'client' ? PRIVATE_FILE : ORDINARY_FILE;
    try {
      await writeDefinitionFile(Buffer.from(paths.sql, style.text), bytes, nature, append);
    } catch (error) {
      const { tab } = this.#run.personality;
      const { sql: path } = paths;
      if (tab === undefined) throw toWriteFailed('write', JSON.stringify(path), error);
      tab.cannotWrite(this.#ctx, relation, { path, append }, error);
    }
  }

  #refuseName(relation: Relation): void {
    this.#ctx.leaveOutRows(relation);
    this.#ctx.failed({
      object: `${relation.schema}.${relation.name}`,
      reason: 'no-file-name',
      subject: relation.name,
    });
  }
}
