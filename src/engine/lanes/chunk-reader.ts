// What reads the chunks. Lanes in threads of their own, each with its connection: a chunk
// goes to whichever is free, sections open in the order chunks come. Or none of them: then
// the control connection reads, in this thread.

import { Change } from '../../base/change.js';
import { untilAborted } from '../../base/clock.js';
import { type TsdumpError, toTsdumpError } from '../../base/errors.js';
import type { RowKernel } from '../kernel/row-kernel.js';
import type { ChunkResult } from '../../model/chunk.js';
import type { SectionLabel } from '../../model/manifest.js';
import type { Output } from '../../model/sink.js';
import type { Session } from '../../mysql/protocol/session.js';
import { Lane } from './lane.js';
import type { RowWriter } from '../rows/row-writer.js';
import type { SectionWriter } from '../rows/section-writer.js';
import { writeChunk } from '../rows/write-chunk.js';
import type { ChunkWork } from '../rows/chunk-work.js';

export type OnChunk = (result: ChunkResult) => void;

/** Takes chunks in dump order. */
export interface ChunkReader {
  /**
   * Opens the chunk's section and begins to read it; resolves when the next chunk may come.
   * Rejects when this one, or an earlier one, has failed.
   */
  read(label: SectionLabel, work: ChunkWork): Promise<void>;
  /** Resolves when every chunk is read and handed over. */
  finish(): Promise<void>;
  /** Chunks are read side by side; otherwise cutting a table only costs. */
  readonly isParallel: boolean;
  /** Rows of chunks under way. */
  readonly rowsUnderWay: number;
  /** SQL bytes of chunks read elsewhere than in the main writer. */
  readonly sqlBytes: number;
}

/** The control connection reads, one chunk after the other. */
export class LocalReader implements ChunkReader {
  readonly #session: Session;
  readonly #kernel: RowKernel;
  readonly #sections: SectionWriter;
  readonly #signal: AbortSignal;
  readonly #onChunk: OnChunk;
  #rows: RowWriter | undefined;
  readonly isParallel = false;
  readonly sqlBytes = 0;

  constructor(
    session: Session,
    kernel: RowKernel,
    sections: SectionWriter,
    signal: AbortSignal,
    onChunk: OnChunk,
  ) {
    this.#session = session;
    this.#kernel = kernel;
    this.#sections = sections;
    this.#signal = signal;
    this.#onChunk = onChunk;
  }

  get rowsUnderWay(): number {
    return this.#rows?.rows ?? 0;
  }

  async read(label: SectionLabel, work: ChunkWork): Promise<void> {
    const { writer } = this.#sections;
    await this.#sections.end(0);
    this.#sections.begin(label);
    const watch = (rows: RowWriter): void => {
      this.#rows = rows;
    };
    const writing = writeChunk(this.#session, this.#kernel, writer, work, this.#signal, watch);
    const result = await untilAborted(writing, this.#signal);
    this.#rows = undefined;
    await untilAborted(this.#sections.end(result.rows), this.#signal);
    this.#onChunk(result);
  }

  async finish(): Promise<void> {}
}

/** Lanes in threads. */
export class LanePool implements ChunkReader {
  readonly #output: Output;
  readonly #sections: SectionWriter;
  readonly #onChunk: OnChunk;
  readonly #lanes: readonly Lane[];
  /** Lanes that wait for a chunk. */
  readonly #free: Lane[] = [];
  readonly #busy = new Set<Promise<void>>();
  #failure: TsdumpError | undefined;
  readonly #change = new Change();
  readonly isParallel = true;
  sqlBytes = 0;

  /** `lanes` are connected; nothing else uses them. */
  constructor(lanes: readonly Lane[], output: Output, sections: SectionWriter, onChunk: OnChunk) {
    this.#sections = sections;
    this.#lanes = lanes;
    this.#free.push(...lanes);
    this.#output = output;
    this.#onChunk = onChunk;
  }

  get rowsUnderWay(): number {
    return this.#lanes.reduce((sum, lane) => sum + lane.rows, 0);
  }

  async read(label: SectionLabel, work: ChunkWork): Promise<void> {
    await this.#sections.end(0);
    const lane = await this.#takeFree();
    const slot = this.#output.open(label, lane);
    const reading = lane.write(work, slot).then(
      ({ result, stored }) => {
        slot.end(stored, result.rows);
        this.sqlBytes += result.sqlBytes;
        this.#onChunk(result);
        this.#free.push(lane);
      },
      (error: unknown) => {
        this.#failure ??= toTsdumpError(error);
      },
    );
    this.#busy.add(reading);
    void reading.then(() => {
      this.#busy.delete(reading);
      this.#change.wake();
    });
  }

  async finish(): Promise<void> {
    while (this.#busy.size > 0 && this.#failure === undefined) await this.#change.next();
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #takeFree(): Promise<Lane> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      const lane = this.#free.shift();
      if (lane !== undefined) return lane;
      await this.#change.next();
    }
  }
}
