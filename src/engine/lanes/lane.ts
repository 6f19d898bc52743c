// The main thread's side of a lane: hands work to its thread and the bytes that come back
// to their slot. A thread that dies fails what it was asked, with its own reason.

import { Worker } from 'node:worker_threads';
import { TsdumpError, toTsdumpError } from '../../base/errors.js';
import type { ChunkResult } from '../../model/chunk.js';
import type { OpenSlot, SlotWriter, Stored } from '../../model/sink.js';
import type { LaneAnswer, LaneRequest, LaneSettings } from './lane-message.js';
import type { ChunkWork } from '../rows/chunk-work.js';
import { fromPlainError } from './plain-error.js';

export interface WrittenChunk {
  readonly result: ChunkResult;
  readonly stored: Stored;
}

/** Rows make no objects: a lane's garbage is little, and by default takes 30 MB to be noticed. */
const YOUNG_MB = 2;

interface Asked {
  resolve(answer: LaneAnswer): void;
  reject(error: TsdumpError): void;
}

export class Lane implements SlotWriter {
  readonly #worker: Worker;
  readonly #poison: Uint8Array;
  #asked: Asked | undefined;
  #spoilt: ((isSpoilt: boolean) => void) | undefined;
  #broken: TsdumpError | undefined;
  #slot: OpenSlot | undefined;
  /** Rows of the chunk under way read so far. */
  rows = 0;
  connectionId: number | undefined;

  /**
   * Starts the thread, which needs some time to come up and keeps the process alive until
   * stop(). `poison`: see SlotWriter.
   */
  constructor(name: string, poison: Uint8Array) {
    this.#poison = poison;
    const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MB };
    this.#worker = new Worker(new URL('./lane-worker.js', import.meta.url), {
      name,
      resourceLimits,
    });
    this.#worker.on('message', (answer: LaneAnswer) => this.#take(answer));
    this.#worker.on('messageerror', (error) => this.#break('sent a broken answer', error));
    this.#worker.on('error', (error) => this.#break('failed', error));
    this.#worker.on('exit', (status) => this.#break(`ended with status ${status}`));
  }

  /** Rejects with `connect-failed`. */
  async connect(settings: LaneSettings): Promise<void> {
    const answer = await this.#ask({ type: 'connect', settings });
    if (answer.type === 'connected') this.connectionId = answer.connectionId;
  }

  async beginSnapshot(): Promise<void> {
    await this.#ask({ type: 'begin-snapshot' });
  }

  /** Resolves when all of the chunk is in `slot`. */
  async write(work: ChunkWork, slot: OpenSlot): Promise<WrittenChunk> {
    this.#slot = slot;
    this.rows = 0;
    const answer = await this.#ask({ type: 'chunk', work });
    this.#slot = undefined;
    this.rows = 0;
    if (answer.type !== 'chunk-done') throw unexpected(answer);
    return answer;
  }

  /** The dump has failed: gives up reading. */
  abandon(): void {
    this.#post({ type: 'abandon' });
  }

  async spoil(): Promise<boolean> {
    if (this.#broken !== undefined) return false;
    return await new Promise<boolean>((resolve) => {
      this.#spoilt = resolve;
      this.#post({ type: 'spoil', poison: this.#poison });
    });
  }

  /** Ends the thread and its connection; never fails. */
  async stop(): Promise<void> {
    this.#break('was stopped while it was in use');
    await this.#worker.terminate();
  }

  async #ask(request: LaneRequest): Promise<LaneAnswer> {
    return await new Promise<LaneAnswer>((resolve, reject) => {
      if (this.#broken !== undefined) throw this.#broken;
      this.#asked = { resolve, reject };
      this.#post(request);
    });
  }

  #take(answer: LaneAnswer): void {
    if (answer.type === 'bytes') return this.#fill(answer);
    if (answer.type === 'spoilt') return this.#spoilt?.(answer.isSpoilt);
    const asked = this.#asked;
    this.#asked = undefined;
    if (answer.type !== 'failed') return asked?.resolve(answer);
    asked?.reject(fromPlainError(answer.error));
  }

  #fill({ id, bytes, rows }: Extract<LaneAnswer, { type: 'bytes' }>): void {
    this.rows = rows;
    const free = (memory: ArrayBuffer): void => this.#post({ type: 'free', id, memory }, [memory]);
    const taken = this.#slot?.write(bytes, free);
    taken?.then(
      () => this.#post({ type: 'taken', id }),
      // The chunk cannot be whole any more, whatever else is read of it.
      (error: unknown) => this.#refuse(toTsdumpError(error)),
    );
  }

  #post(request: LaneRequest, transferred: ArrayBuffer[] = []): void {
    if (this.#broken === undefined) this.#worker.postMessage(request, transferred);
  }

  #break(what: string, cause?: unknown): void {
    const reason = cause instanceof Error ? `: ${cause.message}` : '';
    const broken = new TsdumpError('bug', `a reading thread ${what}${reason}`, {
      hint: 'Please report it. Until then --threads 1 does without.',
      cause,
    });
    this.#broken ??= broken;
    this.#refuse(this.#broken);
    this.#spoilt?.(false);
  }

  #refuse(error: TsdumpError): void {
    this.#asked?.reject(error);
    this.#asked = undefined;
  }
}

function unexpected({ type }: LaneAnswer): TsdumpError {
  return new TsdumpError('bug', `a reading thread answered ${type}`);
}
