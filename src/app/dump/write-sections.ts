// Goes through the sections of the dump in order: each becomes SQL bytes in the writer.
// Rows take the fast path; everything else is small and comes from schema/ as bytes.

import { untilAborted } from '../../base/clock.js';
import type { RowKernel } from '../../engine/kernel/row-kernel.js';
import { openKernel } from '../../engine/kernel/open-kernel.js';
import {
  type ChunkReader,
  LanePool,
  LocalReader,
  type OnChunk,
} from '../../engine/lanes/chunk-reader.js';
import type { SectionWriter } from '../../engine/rows/section-writer.js';
import type { Output } from '../../model/sink.js';
import { toSectionLabel } from '../../schema/sections/section-label.js';
import { writeSection } from '../../schema/sections/write-section.js';
import {
  isPlace,
  type Place,
  type RowsSection,
  type Section,
  type Step,
  type WritableSection,
} from '../../schema/text/section.js';
import type { SectionContext } from '../../schema/text/section-context.js';
import { SectionText } from '../../schema/text/section-text.js';
import type { DumpOutput } from '../run/open-output.js';
import { type DumpRun, SkipToEpilogue } from '../run/personality.js';
import { hasLanes, type RunContext } from '../run/run-context.js';
import type { Window } from '../run/window.js';
import { type Arrangement, arrangeSections } from './arrange-sections.js';
import { DumpFiles } from './dump-files.js';
import { warnOfValues } from './warn-of-values.js';
import { warnOfOwnDatabase } from './warn-of-own-database.js';
import { writeRows } from './write-rows.js';
import { TabFiles } from './write-tab.js';

/** How often totals are told while rows are read. */
const PROGRESS_MS = 200;

/** What is left once the window is closed. */
export interface Written {
  /** Writes the end of the dump, which needs no server. */
  readonly writeEnd: () => Promise<void>;
  readonly sqlBytes: () => number;
}

/** Writes every section but the last ones that read nothing. */
export async function writeSections(
  run: DumpRun,
  window: Window,
  { output, sections }: DumpOutput,
): Promise<Written> {
  const arrangement = await arrangeSections(run, window);
  run.narrator.phase('dump');
  const writing = new Writing(run, window, arrangement, output, sections);
  const progress = setInterval(
    () => run.narrator.progress(writing.rowsUnderWay, writing.sqlBytes, output.writtenBytes),
    PROGRESS_MS,
  );
  try {
    await writing.writeAll();
  } finally {
    clearInterval(progress);
  }
  return { writeEnd: async () => await writing.writeEnd(), sqlBytes: () => writing.sqlBytes };
}

/** The sections of one dump on their way to its output. */
class Writing {
  readonly #run: DumpRun;
  readonly #window: Window;
  readonly #arrangement: Arrangement;
  readonly #ctx: SectionContext;
  readonly #sections: SectionWriter;
  readonly #kernel: RowKernel;
  readonly #files: DumpFiles | undefined;
  readonly #tabFiles: TabFiles | undefined;
  readonly #reader: ChunkReader;
  readonly #out: SectionText;
  /** They need no server, and wait for the end of the window. */
  #atEnd: WritableSection[] = [];

  constructor(
    run: DumpRun,
    window: Window,
    arrangement: Arrangement,
    output: Output,
    sections: SectionWriter,
  ) {
    const { ctx } = arrangement;
    const { tab } = ctx.format;
    this.#run = run;
    this.#window = window;
    this.#arrangement = arrangement;
    this.#ctx = ctx;
    this.#sections = sections;
    this.#kernel = openKernel(run.options.kernel);
    this.#files = openFiles(run, ctx, sections);
    const chunks = openReader(run, output, sections, this.#kernel);
    this.#reader = this.#files?.readChunks(chunks) ?? chunks;
    this.#tabFiles = tab === undefined ? undefined : new TabFiles(run, ctx, tab);
    this.#out = new SectionText(ctx.style.text);
    // Where it is not cut the dump is one section.
    if (!run.personality.profile.cutsSections) sections.begin({ kind: 'dump' });
  }

  get rowsUnderWay(): number {
    return this.#reader.rowsUnderWay;
  }

  get sqlBytes(): number {
    return this.#sections.writer.sqlBytes + this.#reader.sqlBytes;
  }

  async writeAll(): Promise<void> {
    const { outcome, savesStats, sections } = this.#arrangement;
    const { signal } = this.#run;
    try {
      for await (const section of sections) {
        signal.throwIfAborted();
        await this.#pass(section);
      }
      await untilAborted(this.#reader.finish(), signal);
      warnOfOwnDatabase(this.#run, outcome);
    } catch (error) {
      if (!(error instanceof SkipToEpilogue)) throw error;
      this.#atEnd = this.#tabFiles === undefined ? [{ kind: 'epilogue', savesStats }] : [];
    }
  }

  async writeEnd(): Promise<void> {
    for (const section of this.#atEnd) {
      await this.#write(section);
      await this.#save(section);
    }
    await this.#files?.end();
  }

  async #pass(section: Section): Promise<void> {
    const { personality, signal } = this.#run;
    if (section.kind === 'rows' && personality.profile.namesLostTypes) {
      await warnOfValues(this.#run, section.table);
    }
    if (await this.#tabFiles?.take(section)) {
      if (section.kind === 'rows') await this.#window.leaveTable?.();
      return;
    }
    if (section.kind === 'rows') await this.#writeRows(section);
    else if (isPlace(section)) await untilAborted(this.#enter(section), signal);
    else if (section.kind === 'step') await this.#take(section);
    else if (readsServer(section)) await this.#keep(section, () => this.#write(section));
    else this.#atEnd.push(section);
  }

  async #enter(place: Place): Promise<void> {
    if (place.kind === 'enter-schema') await this.#window.enterSchema?.(place.schema);
    if (place.kind === 'leave-schema') await this.#window.leaveSchema?.();
  }

  async #writeRows(section: RowsSection): Promise<void> {
    const { personality } = this.#run;
    if (personality.writeRows !== undefined) {
      const to = { writer: this.#sections.writer, kernel: this.#kernel };
      await personality.writeRows(this.#run, this.#ctx, section, to);
    } else await writeRows(this.#run, this.#window, this.#ctx, section.table, this.#reader);
    await this.#window.leaveTable?.();
  }

  async #take(step: Step): Promise<void> {
    if (step.flushes) await untilAborted(this.#sections.writer.drain(), this.#run.signal);
    await this.#keep(step, async () => await step.run(this.#out));
  }

  async #write(section: WritableSection): Promise<void> {
    const { control, personality } = this.#run;
    const write = personality.writeSection ?? writeSection;
    await write(section, control, this.#ctx, this.#out);
  }

  /** What it wrote before it failed is kept. */
  async #keep(section: WritableSection | Step, write: () => Promise<void>): Promise<void> {
    const { signal } = this.#run;
    try {
      await untilAborted(write(), signal);
    } finally {
      await untilAborted(this.#save(section), signal);
    }
  }

  async #save(section: WritableSection | Step): Promise<void> {
    const bytes = this.#out.take();
    if (bytes.length === 0) return;
    if (!this.#run.personality.profile.cutsSections) await this.#sections.writer.write(bytes);
    else await (this.#files ?? this.#sections).write(toSectionLabel(section), bytes);
  }
}

function readsServer({ kind }: WritableSection): boolean {
  return kind !== 'replication-tail' && kind !== 'epilogue';
}

/** Undefined where the dump is one. */
function openFiles(
  { options }: RunContext,
  ctx: SectionContext,
  sections: SectionWriter,
): DumpFiles | undefined {
  if (!ctx.inFiles) return undefined;
  return new DumpFiles(ctx, sections, options.output.compression.codec);
}

/** The control connection, or the lanes. */
function openReader(
  run: RunContext,
  output: Output,
  sections: SectionWriter,
  kernel: RowKernel,
): ChunkReader {
  const { control, crew, narrator, signal } = run;
  const onChunk: OnChunk = (result) => {
    narrator.chunkDone(result);
    const { failure, schema, table } = result;
    if (failure !== undefined) narrator.skip(`rows of table ${schema}.${table}`, failure);
  };
  return crew !== undefined && hasLanes(run)
    ? new LanePool(crew.lanes, output, sections, onChunk)
    : new LocalReader(control, kernel, sections, signal, onChunk);
}
