// The ports the bytes of a dump go through: a compressor turns SQL into stored bytes and
// fills slots, an output puts the slots in their order, a sink is the file or pipe.

import type { DumpFacts, Frame, SectionLabel } from './manifest.js';

/** Where bytes leave us. Implemented by storage/. */
export interface Sink {
  /**
   * Takes `bytes`; resolves when they were handed to the system. The caller must not
   * touch the buffer until then. Rejects with `write-failed`.
   */
  write(bytes: Uint8Array): Promise<void>;
  /** Makes the dump visible and durable. Rejects with `write-failed`. */
  commit(): Promise<void>;
  /** Leaves nothing that looks complete. Never rejects, safe to call twice. */
  abort(): Promise<void>;
}

/** A section's stored bytes, all of them handed to its slot. */
export interface Stored {
  readonly frames: readonly Frame[];
  /** SHA-256 in lower-case hex; empty where the output keeps no manifest. */
  readonly sha256: string;
}

/** The place of one section in the dump. */
export interface Slot {
  /**
   * Takes over `bytes`, whose memory goes to `done` once it is free again. Resolves when
   * more is wanted: backpressure. Rejects with `write-failed`.
   */
  write(bytes: Uint8Array<ArrayBuffer>, done: (memory: ArrayBuffer) => void): Promise<void>;
}

/** A slot for whoever opened it. */
export interface OpenSlot extends Slot {
  /** The section is complete: nothing more is written. */
  end(stored: Stored, rows: number): void;
}

/** Who fills a slot. */
export interface SlotWriter {
  /**
   * The dump has failed: ends what `slot` has so far with a syntax error, and leaves it
   * unfinished so that decoders complain. False where that cannot be: the section has ended
   * in the meantime, or its writer is gone. Never rejects.
   */
  spoil(slot: Slot): Promise<boolean>;
}

/** Writes the end of a failed dump where no section does. */
export interface LastWriter {
  /** Fills `slot` with a section that is nothing but the syntax error. Never rejects. */
  fail(slot: Slot): Promise<void>;
}

/** Puts sections in their order. */
export interface Output {
  /** The next section of the dump. Slots may be filled in any order, at the same time. */
  open(label: SectionLabel, writer: SlotWriter): OpenSlot;
  /** Bytes handed to files or pipes so far. */
  readonly writtenBytes: number;
  /**
   * All slots were ended: writes the rest, makes the dump visible and durable. `facts` go
   * into the manifest, where there is one.
   */
  commit(facts: DumpFacts | undefined): Promise<void>;
  /**
   * Ends a failed dump, so that nobody takes it for complete. Waits for a reader that stands
   * still, but not for long once `hurry` is aborted. Never rejects.
   */
  abort(last: LastWriter, hurry: AbortSignal): Promise<void>;
}

/** SQL bytes in, stored bytes to the slot of the section they belong to. */
export interface Compressor {
  /** What is pushed from here on belongs to `slot`. Throws what made an earlier push fail. */
  begin(slot: Slot): void;
  /** A buffer of at least `bytes` bytes to fill and push; recycled, so it is not zeroed. */
  acquire(bytes: number): Uint8Array<ArrayBuffer>;
  /**
   * Takes ownership of `bytes` and its whole ArrayBuffer, which is transferred: the view
   * is dead afterwards. Resolves when there is room for more: backpressure. Rejects with
   * `write-failed` once anything failed.
   */
  push(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** What is pushed from here on begins a frame of the section. */
  cutFrame(): void;
  /** Resolves when the slot has taken everything pushed so far; rejects as push() does. */
  drain(): Promise<void>;
  /**
   * Ends the section, in a frame of its own even if it is empty. The next one may begin at
   * once; resolves when the slot has all of it.
   */
  end(): Promise<Stored>;
  /**
   * Writes `poison` after what the section open in `slot` has, and leaves its frame
   * unfinished: nothing more is taken. Resolves when the slot has it; to false where no
   * section is open there, or anything failed. Never rejects.
   */
  fail(poison: Uint8Array<ArrayBuffer>, slot: Slot): Promise<boolean>;
  /** Frees everything. Never rejects. */
  close(): Promise<void>;
}
