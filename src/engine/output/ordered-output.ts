// One stream out of many sections: they are filled in any order, at the same time, and
// leave in the order they were opened. The front one streams through; the rest waits in
// memory up to a limit, then on disk if there is a spool, and then its writers wait. Knows
// bytes, no SQL.

import { Change } from '../../base/change.js';
import { sleep, untilAborted } from '../../base/clock.js';
import { TsdumpError, toTsdumpError } from '../../base/errors.js';
import { buildArchiveTail } from '../../archive/archive-tail.js';
import type { DumpFacts, SectionLabel, StoredSection } from '../../model/manifest.js';
import type { LastWriter, OpenSlot, Output, Sink, SlotWriter, Stored } from '../../model/sink.js';
import type { Spool, SpoolFile } from '../../storage/local/spool.js';

export interface OrderedOutputOptions {
  /** Memory for bytes that wait, on top of what their writers hold. */
  readonly bufferBytes: number;
  readonly spool: Spool | undefined;
  /** The stream ends with an index of its sections. */
  readonly indexed: boolean;
}

/** Bytes that wait in memory, or on disk. */
type Waiting =
  | { readonly bytes: Uint8Array<ArrayBuffer>; readonly done: (memory: ArrayBuffer) => void }
  | { readonly at: number; readonly length: number };

/** A chunk that uses less of its memory is copied, so that memory is what it says. */
const USED_PART_MIN = 4;
/** How long abort() in a hurry tries to get a syntax error to a reader that may stand still. */
const SPOIL_WAIT_MS = 3_000;

export class OrderedOutput implements Output {
  readonly #sink: Sink;
  readonly #options: OrderedOutputOptions;
  /** In order; those that are written are gone. */
  readonly #slots: OrderedSlot[] = [];
  readonly #sections: StoredSection[] = [];
  #bufferedBytes = 0;
  #writtenBytes = 0;
  #failure: TsdumpError | undefined;
  /** Resolved when something may have become possible. */
  readonly #change = new Change();
  #isWriting = false;
  /** All of it is in the sink. */
  #isWhole = false;
  /** It is being spoilt: it never becomes whole. */
  #isGivenUp = false;
  /** Settles when nothing can be written at the moment. Never rejects. */
  #pump: Promise<void> = Promise.resolve();

  constructor(sink: Sink, options: OrderedOutputOptions) {
    this.#sink = sink;
    this.#options = options;
  }

  get writtenBytes(): number {
    return this.#writtenBytes;
  }

  open(label: SectionLabel, writer: SlotWriter): OpenSlot {
    const slot = this.#build(label, writer);
    // A lane that is just free may still be given its next section.
    if (this.#isGivenUp) slot.isDropped = true;
    else this.#slots.push(slot);
    return slot;
  }

  #build(label: SectionLabel, writer: SlotWriter | undefined): OrderedSlot {
    const slot: OrderedSlot = new OrderedSlot(label, writer, {
      take: async (bytes, done) => await this.#take(slot, bytes, done),
      ended: () => this.#run(),
    });
    return slot;
  }

  async commit(facts: DumpFacts | undefined): Promise<void> {
    for (this.#run(); this.#failure === undefined && this.#slots.length > 0; this.#run()) {
      if (this.#slots.some((slot) => slot.stored === undefined)) {
        throw new TsdumpError('bug', 'a section of the dump was never ended');
      }
      await this.#change.next();
    }
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#isGivenUp) throw buildGivenUp();
    if (this.#options.indexed && facts !== undefined) {
      const sections = this.#sections;
      const tail = buildArchiveTail({ format: 'tsdump', version: 1, dump: facts, sections });
      await this.#sink.write(tail);
      this.#writtenBytes += tail.byteLength;
    }
    if (this.#isGivenUp) throw buildGivenUp();
    this.#isWhole = true;
    await this.#sink.commit();
  }

  async abort(last: LastWriter, hurry: AbortSignal): Promise<void> {
    if (this.#failure === undefined && !this.#isWhole) {
      this.#isGivenUp = true;
      const done = new AbortController();
      const spoilt = this.#spoil(last).finally(() => done.abort());
      await untilAborted(spoilt, hurry).catch(async () => {
        await Promise.race([spoilt, sleep(SPOIL_WAIT_MS, done.signal).catch(() => undefined)]);
      });
    }
    await this.drop();
  }

  /** The same without a last word. Never rejects, safe to call twice. */
  async drop(): Promise<void> {
    this.#fail(buildGivenUp());
    await this.#sink.abort();
    await this.#pump;
    await Promise.all(this.#slots.map(async (slot) => await slot.spooled?.close()));
  }

  /** Whoever fills the front section ends it badly, or `last` does; the others are dropped. */
  async #spoil(last: LastWriter): Promise<void> {
    const [front] = this.#slots;
    const kept = front?.hasBegun === true ? front : undefined;
    for (const slot of this.#slots.splice(0)) slot.isDropped = slot !== kept;
    if (kept !== undefined) this.#slots.push(kept);
    this.#change.wake();
    // Its writer may have ended it by the time it is asked.
    const isSpoilt = kept?.stored === undefined && (await kept?.writer?.spoil(kept));
    if (isSpoilt !== true) {
      // It leaves with what it has.
      if (kept !== undefined) kept.isDropped = true;
      const word = this.#build({ kind: 'failure' }, undefined);
      this.#slots.push(word);
      await last.fail(word);
    }
    this.#run();
    await this.#pump;
  }

  #fail(error: TsdumpError): void {
    this.#failure ??= error;
    this.#change.wake();
  }

  async #take(
    slot: OrderedSlot,
    bytes: Uint8Array<ArrayBuffer>,
    done: (memory: ArrayBuffer) => void,
  ): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    if (slot.isDropped) return done(bytes.buffer);
    const { bufferBytes, spool } = this.#options;
    const waiting = this.#toWaiting(bytes, done);
    const size = waiting.bytes.buffer.byteLength;
    const isFull = this.#bufferedBytes + size > bufferBytes;
    // The front one without anything before it goes straight through.
    if (isFull && spool !== undefined && !(slot === this.#slots[0] && slot.isEmpty)) {
      slot.spooled ??= spool.open();
      const at = await slot.spooled.append(waiting.bytes);
      slot.add({ at, length: waiting.bytes.byteLength });
      waiting.done(waiting.bytes.buffer);
      return this.#run();
    }
    this.#bufferedBytes += size;
    slot.add(waiting);
    this.#run();
    while (this.#failure === undefined && this.#mustWait(slot)) await this.#change.next();
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Nothing can be written but from the front: only that may go on when there is no room. */
  #mustWait(slot: OrderedSlot): boolean {
    const { bufferBytes, spool } = this.#options;
    if (slot.isDropped || spool !== undefined || this.#bufferedBytes <= bufferBytes) return false;
    return slot !== this.#slots[0] || !slot.isEmpty;
  }

  #toWaiting(
    bytes: Uint8Array<ArrayBuffer>,
    done: (memory: ArrayBuffer) => void,
  ): Extract<Waiting, { bytes: unknown }> {
    if (bytes.byteLength * USED_PART_MIN > bytes.buffer.byteLength) return { bytes, done };
    const copy = bytes.slice();
    done(bytes.buffer);
    return { bytes: copy, done: () => undefined };
  }

  #run(): void {
    if (!this.#isWriting) this.#pump = this.#writeOn();
  }

  async #writeOn(): Promise<void> {
    this.#isWriting = true;
    try {
      for (let [front] = this.#slots; front !== undefined; [front] = this.#slots) {
        if (this.#failure !== undefined) return;
        const next = front.peek();
        if (next !== undefined) await this.#write(front, next);
        else if (front.stored === undefined && !front.isDropped) return;
        else this.#leave(front);
      }
    } catch (error) {
      this.#fail(toTsdumpError(error));
    } finally {
      // In the same turn as the last look: whatever comes after it begins anew.
      this.#isWriting = false;
      this.#change.wake();
    }
  }

  async #write(front: OrderedSlot, next: Waiting): Promise<void> {
    if ('bytes' in next) {
      await this.#sink.write(next.bytes);
      this.#writtenBytes += next.bytes.byteLength;
      this.#bufferedBytes -= next.bytes.buffer.byteLength;
      next.done(next.bytes.buffer);
    } else {
      await this.#sink.write(await (front.spooled as SpoolFile).read(next.at, next.length));
      this.#writtenBytes += next.length;
    }
    front.shift();
    this.#change.wake();
  }

  #leave(front: OrderedSlot): void {
    this.#slots.shift();
    if (front.stored !== undefined && this.#options.indexed) {
      this.#sections.push({ ...front.label, ...front.stored });
    }
    void front.spooled?.close();
    this.#change.wake();
  }
}

function buildGivenUp(): TsdumpError {
  return new TsdumpError('write-failed', 'the dump was given up');
}

interface SlotOwner {
  take(bytes: Uint8Array<ArrayBuffer>, done: (memory: ArrayBuffer) => void): Promise<void>;
  ended(): void;
}

class OrderedSlot implements OpenSlot {
  readonly label: SectionLabel;
  readonly writer: SlotWriter | undefined;
  readonly #owner: SlotOwner;
  readonly #waiting: Waiting[] = [];
  spooled: SpoolFile | undefined;
  /** Some of it has left, or will. */
  hasBegun = false;
  /** Nobody wants it any more. */
  isDropped = false;
  /** Set once it is complete. */
  stored: (Stored & { readonly rows: number }) | undefined;

  constructor(label: SectionLabel, writer: SlotWriter | undefined, owner: SlotOwner) {
    this.label = label;
    this.writer = writer;
    this.#owner = owner;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  async write(bytes: Uint8Array<ArrayBuffer>, done: (memory: ArrayBuffer) => void): Promise<void> {
    this.hasBegun = true;
    await this.#owner.take(bytes, done);
  }

  end(stored: Stored, rows: number): void {
    this.stored = { ...stored, rows };
    this.#owner.ended();
  }

  add(waiting: Waiting): void {
    this.#waiting.push(waiting);
  }

  peek(): Waiting | undefined {
    return this.#waiting[0];
  }

  shift(): void {
    this.#waiting.shift();
  }
}
