// The main thread's own sections: opens a slot for each, writes it through the one writer
// and compressor of this thread, and ends the slot when the compressor has delivered it.

import type { SectionLabel } from '../../model/manifest.js';
import type {
  Compressor,
  LastWriter,
  OpenSlot,
  Output,
  Slot,
  SlotWriter,
} from '../../model/sink.js';
import { SqlWriter } from './sql-writer.js';

/** Sections that are ended but not yet delivered; more would only take memory. */
const UNDELIVERED_MAX = 8;

export class SectionWriter implements SlotWriter, LastWriter {
  readonly writer: SqlWriter;
  readonly #compressor: Compressor;
  readonly #output: Output;
  readonly #poison: Uint8Array;
  readonly #joins: boolean;
  #slot: OpenSlot | undefined;
  #hasBegun = false;
  /** In order. */
  readonly #undelivered: Promise<void>[] = [];

  /** `joins`: where nobody looks for them, texts in a row are one section. */
  constructor(compressor: Compressor, output: Output, poison: Uint8Array, joins: boolean) {
    this.#joins = joins;
    this.writer = new SqlWriter(compressor);
    this.#compressor = compressor;
    this.#output = output;
    this.#poison = poison;
  }

  begin(label: SectionLabel): void {
    this.#hasBegun = true;
    this.#slot = this.#output.open(label, this);
    this.writer.begin(this.#slot);
  }

  /** The next section may begin when it resolves. */
  async end(rows: number): Promise<void> {
    const slot = this.#slot;
    if (slot === undefined) return;
    this.#slot = undefined;
    const delivered = this.writer.end().then((stored) => slot.end(stored, rows));
    // Looked at in its turn.
    delivered.catch(() => undefined);
    this.#undelivered.push(delivered);
    if (this.#undelivered.length > UNDELIVERED_MAX) await this.#undelivered.shift();
  }

  /** A section of `bytes`; end() ends it where texts are joined. */
  async write(label: SectionLabel, bytes: Uint8Array): Promise<void> {
    if (this.#slot === undefined) this.begin(label);
    const cut = label.kind === 'prologue' && !this.#joins ? insideLastStatement(bytes) : 0;
    if (cut > 0) {
      await this.writer.write(bytes.subarray(0, cut));
      await this.writer.cutFrame();
    }
    await this.writer.write(bytes.subarray(cut));
    if (!this.#joins) await this.end(0);
  }

  /** Resolves when all sections so far are delivered to their slots. */
  async finish(): Promise<void> {
    // A compressor that was never used has written no file that its decoder accepts.
    if (!this.#hasBegun) this.begin({ kind: 'empty' });
    await this.end(0);
    await Promise.all(this.#undelivered.splice(0));
  }

  /** Frees everything; never fails. */
  async close(): Promise<void> {
    await this.#compressor.close();
  }

  async spoil(slot: Slot): Promise<boolean> {
    return await this.writer.spoil(Uint8Array.from(this.#poison), slot);
  }

  async fail(slot: Slot): Promise<void> {
    this.end(0).catch(() => undefined);
    try {
      this.writer.begin(slot);
      if (await this.spoil(slot)) return;
      // The compressor is of no use any more: not even that ends the stream as if it were whole.
      await slot.write(Uint8Array.from(this.#poison), () => undefined);
    } catch {
      // The dump has failed for a reason of its own.
    }
  }
}

/**
 * Some readers take the first frame for all of a file and say nothing. What they have then
 * ends inside a statement, which no client restores without an error. 0 where none can be cut.
 */
function insideLastStatement(sql: Uint8Array): number {
  return Buffer.from(sql.buffer, sql.byteOffset, sql.byteLength).lastIndexOf('=') + 1;
}
