// The thread of a lane: one session, one kernel, one compressor. Does what the main thread
// asks (lane.ts) and sends the bytes there; it holds no lock and decides nothing.

import { type MessagePort, parentPort } from 'node:worker_threads';
import { TsdumpError, toTsdumpError } from '../../base/errors.js';
import { openCompressor } from '../../codec/open-compressor.js';
import { openKernel } from '../kernel/open-kernel.js';
import type { RowKernel } from '../kernel/row-kernel.js';
import type { Compressor, Slot } from '../../model/sink.js';
import { loadDriver } from '../../mysql/protocol/connect.js';
import { prepareSession } from '../../mysql/server/prepare-session.js';
import { openFurtherSession } from '../../mysql/server/same-server.js';
import type { Session } from '../../mysql/protocol/session.js';
import { beginSnapshot, leaveSnapshotTables, markSnapshot } from '../../mysql/server/snapshot.js';
import type { LaneAnswer, LaneRequest, LaneSettings } from './lane-message.js';
import type { RowWriter } from '../rows/row-writer.js';
import { SqlWriter } from '../rows/sql-writer.js';
import { writeChunk } from '../rows/write-chunk.js';
import type { ChunkWork } from '../rows/chunk-work.js';
import { toPlainTsdumpError } from './plain-error.js';

/** What a connected lane works with. */
interface Tools {
  readonly session: Session;
  readonly kernel: RowKernel;
  readonly compressor: Compressor;
  readonly writer: SqlWriter;
}

class LaneWorker implements Slot {
  readonly #port: MessagePort;
  readonly #ending = new AbortController();
  #tools: Tools | undefined;
  #rows: RowWriter | undefined;
  /** Table of the chunk before. */
  #table: string | undefined;
  #lastId = 0;
  readonly #takers = new Map<number, () => void>();
  readonly #lent = new Map<number, (memory: ArrayBuffer) => void>();

  constructor(port: MessagePort) {
    this.#port = port;
  }

  /** The bytes go to the slot in the main thread; room and memory come back. */
  async write(bytes: Uint8Array<ArrayBuffer>, done: (memory: ArrayBuffer) => void): Promise<void> {
    const id = ++this.#lastId;
    const taken = new Promise<void>((resolve) => this.#takers.set(id, resolve));
    this.#lent.set(id, done);
    this.#send({ type: 'bytes', id, bytes, rows: this.#rows?.rows ?? 0 }, [bytes.buffer]);
    await taken;
  }

  take(request: LaneRequest): void {
    switch (request.type) {
      case 'connect':
        return this.#answer(this.#connect(request.settings));
      case 'begin-snapshot':
        return this.#answer(this.#beginSnapshot());
      case 'chunk':
        return this.#answer(this.#writeChunk(request.work));
      case 'taken':
        this.#takers.get(request.id)?.();
        this.#takers.delete(request.id);
        return;
      case 'free':
        this.#lent.get(request.id)?.(request.memory);
        this.#lent.delete(request.id);
        return;
      case 'abandon':
        return this.#abandon();
      case 'spoil':
        void this.#spoil(request.poison);
    }
  }

  #answer(work: Promise<LaneAnswer>): void {
    work.then(
      (answer) => this.#send(answer),
      (error: unknown) => {
        this.#send({ type: 'failed', error: toPlainTsdumpError(toTsdumpError(error)) });
      },
    );
  }

  async #connect(settings: LaneSettings): Promise<LaneAnswer> {
    const { connection, facts } = settings;
    const session = await openFurtherSession(connection, facts);
    await prepareSession(session, facts, settings.session);
    const compressor = openCompressor({ ...settings, inline: true });
    const kernel = openKernel(settings.kernel);
    this.#tools = { session, kernel, compressor, writer: new SqlWriter(compressor) };
    return { type: 'connected', connectionId: session.connectionId };
  }

  async #beginSnapshot(): Promise<LaneAnswer> {
    const { session } = this.#open();
    await beginSnapshot(session);
    await markSnapshot(session);
    return { type: 'snapshot-begun' };
  }

  async #writeChunk(work: ChunkWork): Promise<LaneAnswer> {
    const { session, kernel, writer } = this.#open();
    const { schema, table } = work.task;
    const name = `${schema}.${table}`;
    // All chunks of the table before are with their lanes by now.
    if (work.proof.inSnapshot && this.#table !== undefined && this.#table !== name) {
      await leaveSnapshotTables(session);
    }
    this.#table = name;
    writer.begin(this);
    const { signal } = this.#ending;
    const watch = (rows: RowWriter): void => {
      this.#rows = rows;
    };
    const result = await writeChunk(session, kernel, writer, work, signal, watch);
    return { type: 'chunk-done', result, stored: await writer.end() };
  }

  #abandon(): void {
    this.#ending.abort(new TsdumpError('read-failed', 'the dump was given up'));
    this.#tools?.session.destroy();
  }

  async #spoil(poison: Uint8Array): Promise<void> {
    this.#abandon();
    const writer = this.#tools?.writer;
    const isSpoilt = (await writer?.spoil(Uint8Array.from(poison), this)) ?? false;
    this.#send({ type: 'spoilt', isSpoilt });
  }

  #open(): Tools {
    if (this.#tools === undefined)
      throw new TsdumpError('bug', 'a lane works without a connection');
    return this.#tools;
  }

  #send(answer: LaneAnswer, transferred: ArrayBuffer[] = []): void {
    this.#port.postMessage(answer, transferred);
  }
}

if (parentPort !== null) {
  const lane = new LaneWorker(parentPort);
  parentPort.on('message', (request: LaneRequest) => lane.take(request));
  // Takes a while, and will be needed.
  void loadDriver();
}
