// One connection after login: statements out, rows in, one command at a time. mysql2 has
// done the handshake (connect.ts); from here on we read the socket ourselves, so that
// table rows go from the socket's bytes to their consumer without an object per row, and
// so that backpressure stops the socket.

import type { Duplex } from 'node:stream';
import { Malformed, type TsdumpError } from '../../base/errors.js';
import type { RowFormat } from '../../model/chunk.js';
import type { TextCoding } from '../../model/style.js';
import type { Outcome } from './outcome.js';
import { checkRow, columnCount, isEnd, parseEnd, parseError, parseOk } from './responses.js';
import { Command, readFailed, type RowConsumer, type Sent } from './statement.js';
import { PacketReader, type Taken } from './packets.js';
import { COM_PING, COM_QUIT, countFrames } from './commands.js';
import { Pings } from './pings.js';
import { parseColumn, type ResultColumn } from './result-column.js';
import type { Row } from './row.js';
import { type DataSource, sendData } from './send-data.js';
import { SocketReader } from './socket-reader.js';
import { Turns } from './turns.js';
import { Errno, ServerError } from './server-error.js';
import { AnswerTooLarge, SmallAnswer } from './small-result.js';

const IN_TRANSACTION = 0x0001;
const MORE_RESULTS = 0x0008;
/** No request of ours asks for so many. */
const RESULTS_MAX = 100_000;

export type { RowConsumer, Taken };

type State = 'idle' | 'preparing' | 'header' | 'sending' | 'columns' | 'columns-end' | 'rows';

const DISCARD: RowConsumer = { columns: () => undefined, row: () => undefined };

export class Session {
  readonly connectionId: number;
  /** How statements and answers are strings: see Style.text. */
  text: TextCoding = 'utf8';
  /** What the loss of the connection is called, if not by its reason. */
  lossText: string | undefined;
  readonly #socket: Duplex;
  readonly #reader: PacketReader;
  readonly #input: SocketReader;
  readonly #packetBytesMax: number;
  #state: State = 'idle';
  #command: Command | undefined;
  /** Taken until a command has been answered to its end. */
  readonly #turns = new Turns();
  readonly #pings = new Pings();
  #columnsLeft = 0;
  #columns: ResultColumn[] = [];
  /** Of the command under way, so far. */
  #results = 0;
  #lost: ServerError | undefined;
  #closing = false;
  #status = 0;
  #onLost: ((error: TsdumpError) => void) | undefined;
  #heeded: AbortSignal | undefined;
  readonly #onAbort = (): void => this.abandon(this.#heeded?.reason as Error);

  /** Takes over `socket`, on which the login has succeeded and nothing is pending. */
  constructor(socket: Duplex, connectionId: number, packetBytesMax: number) {
    this.connectionId = connectionId;
    this.#socket = socket;
    this.#packetBytesMax = packetBytesMax;
    this.#reader = new PacketReader(
      (bytes, start, end) => this.#onPacket(bytes, start, end),
      (bytes, at, end) => this.#onPackets(bytes, at, end),
      packetBytesMax,
    );
    this.#input = new SocketReader(socket, this.#reader, {
      unreadable: (error) => this.#giveUpConnection(error),
      consumer: (error) => this.#giveUp(error),
      command: () => this.#command,
    });
    socket.on('error', (error: Error) => this.#lose(error.message));
    socket.on('close', () => this.#lose('the server closed the connection'));
  }

  /** False once the connection is gone, whoever ended it. */
  get alive(): boolean {
    return this.#lost === undefined && !this.#socket.destroyed;
  }

  /** A transaction was open when the last statement had ended. */
  get inTransaction(): boolean {
    return (this.#status & IN_TRANSACTION) !== 0;
  }

  /** `listener` is called once if the connection is lost other than by close(). */
  onLost(listener: (error: TsdumpError) => void): void {
    this.#onLost = listener;
  }

  /** Once `signal` is aborted what is asked is given up, and nothing more is asked. */
  heed(signal: AbortSignal | undefined): void {
    this.#heeded?.removeEventListener('abort', this.#onAbort);
    this.#heeded = signal;
    signal?.addEventListener('abort', this.#onAbort);
  }

  /** Runs statements (several where the session allows it); what the last one did. */
  async execute(sql: string | Buffer): Promise<Outcome> {
    return await this.#run(sql, DISCARD, 'text', false);
  }

  /**
   * Runs LOAD DATA LOCAL INFILE, whatever file it names, on the bytes of `source`. When that fails
   * the connection is dropped, so that the server does not take part of it for all.
   */
  async load(sql: string | Buffer, source: DataSource): Promise<Outcome> {
    return await this.#run(sql, DISCARD, 'text', false, source);
  }

  /** Makes `schema` the current one as the stock tools do: USE may read its name otherwise. */
  async enterSchema(schema: string): Promise<void> {
    await this.#run(schema, DISCARD, 'schema', false);
  }

  /** Runs a statement with a small result and returns its rows. */
  async query(sql: string | Buffer): Promise<Row[]> {
    const answer = new SmallAnswer(this.text, this.#packetBytesMax);
    try {
      await this.stream(sql, answer);
      return answer.rows;
    } catch (error) {
      if (error instanceof AnswerTooLarge) this.#giveUpConnection(error);
      throw error;
    }
  }

  /**
   * Runs a statement and hands each row packet to `consumer`. When the consumer fails, or
   * abandon() is called, this rejects at once; the rest of the result is then read and
   * thrown away, and the next command waits for that. Binary rows are asked for: where the
   * server does not prepare the statement they come as text.
   */
  async stream(
    sql: string | Buffer,
    consumer: RowConsumer,
    format: RowFormat = 'text',
  ): Promise<void> {
    await this.#run(sql, consumer, format, false);
  }

  /**
   * Sends `sql` and then the request to quit, before the answer arrives. The
   * server runs it to its end even if this process dies the next moment: unread input
   * keeps it from taking the connection for dead while the statement waits.
   */
  async executeThenQuit(sql: string): Promise<void> {
    try {
      await this.#run(sql, DISCARD, 'text', true);
    } finally {
      this.destroy();
    }
  }

  /**
   * Keeps the server from taking us for idle, also while a slow consumer holds up a result
   * that the server has long sent: the request goes out at once, its answer is read later.
   */
  ping(): void {
    if (this.#lost !== undefined || this.#closing) return;
    // Among data it would be taken for some, which keep the connection alive by themselves.
    if (this.#command?.data !== undefined) return;
    this.#pings.add(this.#command !== undefined);
    this.#socket.write(COM_PING);
  }

  /** True while the server owes us an answer. */
  get busy(): boolean {
    return this.#command !== undefined;
  }

  /** Resolves when no command is under way. */
  async idle(): Promise<void> {
    await this.#turns.idle;
  }

  /** Gives up the result being read: its stream() rejects with `error` now. */
  abandon(error: Error): void {
    this.#giveUp(error);
    if (this.#command?.data !== undefined) this.#giveUpConnection(error);
    this.#input.readOn();
  }

  /** Ends the connection; never fails. */
  async close(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    if (this.#lost !== undefined || this.#command !== undefined) {
      this.#socket.destroy();
      return;
    }
    await new Promise<void>((resolve) => {
      this.#socket.once('close', () => resolve());
      this.#socket.end(COM_QUIT);
      setTimeout(() => this.#socket.destroy(), 1000).unref();
    });
  }

  /** Drops the connection without a word, as a crash would. */
  destroy(): void {
    this.#closing = true;
    this.#socket.destroy();
  }

  async #run(
    sql: string | Buffer,
    consumer: RowConsumer,
    sent: Sent,
    quit: boolean,
    data?: DataSource,
  ): Promise<Outcome> {
    this.#heeded?.throwIfAborted();
    const drained = await this.#turns.next();
    const bytes = typeof sql === 'string' ? Buffer.from(sql, this.text) : sql;
    if (this.#lost !== undefined) {
      drained();
      throw readFailed(this.#lost, bytes);
    }
    return await new Promise<Outcome>((resolve, reject) => {
      const command = new Command(bytes, sent, consumer, {
        drained,
        settle: (error) => (error === undefined ? resolve(command.outcome) : reject(error)),
      });
      command.data = data;
      this.#command = command;
      this.#results = 0;
      this.#state = sent === 'binary' ? 'preparing' : 'header';
      this.#reader.requestFrames = countFrames(command.request);
      this.#socket.write(command.request);
      if (quit) this.#socket.write(COM_QUIT);
    });
  }

  /** The answer to a command's first request is complete; pings in between are answered. */
  #sendSecond(request: Buffer): void {
    this.#pings.turn();
    this.#state = 'header';
    this.#reader.requestFrames = countFrames(request);
    this.#socket.write(request);
  }

  /** The caller hears of the failure now; the rest of the result set is thrown away. */
  #giveUp(error: unknown): void {
    const command = this.#command;
    if (command === undefined) return;
    command.consumer = DISCARD;
    command.ending.settle(error instanceof Error ? error : new Error(String(error)));
  }

  /** What the server says makes no sense: nothing more of it is read. */
  #giveUpConnection(error: unknown): void {
    this.#lose(`unreadable packet: ${error instanceof Error ? error.message : String(error)}`);
    this.#socket.destroy();
  }

  #onPackets(bytes: Buffer, at: number, end: number): Taken {
    const command = this.#command;
    if (this.#state !== 'rows' || command?.consumer.packets === undefined) {
      return { at, wait: undefined };
    }
    try {
      return command.consumer.packets(bytes, at, end);
    } catch (error) {
      this.#giveUp(error);
      return { at, wait: undefined };
    }
  }

  #onPacket(bytes: Buffer, start: number, end: number): Promise<void> | undefined {
    if (start === end) throw new Malformed('an empty packet');
    const first = bytes[start] as number;
    if (this.#pings.take(first)) return undefined;
    if (this.#state === 'rows') {
      if (isEnd(bytes, start, end)) {
        this.#endResult(parseEnd(bytes, start, end));
        return undefined;
      }
      if (first === 0xff) {
        this.#finish(parseError(bytes, start, end, this.text));
        return undefined;
      }
      const { consumer, format } = this.#command as Command;
      if (format === 'text') checkRow(bytes, start, end, this.#columns.length);
      try {
        return consumer.row(bytes, start, end);
      } catch (error) {
        this.#giveUp(error);
        return undefined;
      }
    }
    this.#onControlPacket(bytes, start, end, first);
    return undefined;
  }

  #onControlPacket(bytes: Buffer, start: number, end: number, first: number): void {
    if (first === 0xff) {
      const error = parseError(bytes, start, end, this.text);
      const instead = this.#state === 'preparing' ? this.#command?.refused(error) : undefined;
      if (instead !== undefined) this.#sendSecond(instead);
      else if (this.#command === undefined) this.#lose(error.message, error);
      else this.#finish(error);
      return;
    }
    switch (this.#state) {
      case 'preparing': {
        const request = (this.#command as Command).readPrepared(bytes, start, end);
        if (request !== undefined) this.#sendSecond(request);
        return;
      }
      case 'header':
        if (first === 0) {
          const outcome = parseOk(bytes, start, end, this.text);
          (this.#command as Command).outcome = outcome;
          this.#endResult(outcome.status);
        } else if (first === 0xfb) {
          this.#sendData(this.#command as Command);
        } else {
          this.#columnsLeft = columnCount(bytes, start, end);
          this.#columns = [];
          this.#state = 'columns';
        }
        return;
      case 'columns':
        this.#columns.push(parseColumn(bytes, start, end));
        if (--this.#columnsLeft === 0) this.#state = 'columns-end';
        return;
      case 'columns-end':
        parseEnd(bytes, start, end);
        this.#state = 'rows';
        try {
          const { consumer, format } = this.#command as Command;
          consumer.columns(this.#columns, format);
        } catch (error) {
          this.#giveUp(error);
        }
        return;
      case 'idle':
      case 'sending':
      case 'rows':
        throw new Error('the server speaks out of turn');
    }
  }

  /** The server asks for a file; what it gets is what the statement came with, or nothing. */
  #sendData(command: Command): void {
    const { data } = command;
    if (data === undefined) throw new Malformed('the server asks for a local file');
    const isWanted = (): boolean => this.#command === command;
    this.#state = 'sending';
    sendData(this.#socket, data, this.#reader.number + 1, isWanted).then(
      (number) => {
        if (!isWanted()) return;
        this.#reader.requestFrames = number + 1;
        this.#state = 'header';
      },
      (error: Error) => {
        if (isWanted()) this.abandon(error);
      },
    );
  }

  #endResult(status: number): void {
    this.#status = status;
    if ((status & MORE_RESULTS) === 0) return this.#finish(undefined);
    if (++this.#results > RESULTS_MAX) throw new Malformed('results without an end');
    this.#state = 'header';
  }

  #finish(error: ServerError | undefined): void {
    const command = this.#command as Command;
    const isMidway = this.#state === 'sending';
    this.#command = undefined;
    this.#state = 'idle';
    this.#pings.turn();
    const closing = command.closing();
    if (closing !== undefined) this.#socket.write(closing);
    command.ending.settle(error === undefined ? undefined : command.failed(error));
    command.ending.drained();
    // Nobody knows where it stopped reading our data.
    if (isMidway) this.#giveUpConnection(error);
  }

  #lose(reason: string, cause?: ServerError): void {
    if (this.#lost !== undefined) return;
    this.#lost =
      cause ??
      new ServerError(Errno.connectionLost, 'HY000', this.lossText ?? `lost connection: ${reason}`);
    const command = this.#command;
    this.#command = undefined;
    this.#state = 'idle';
    const error = command?.failed(this.#lost) ?? readFailed(this.#lost, undefined);
    command?.ending.settle(error);
    command?.ending.drained();
    if (!this.#closing) this.#onLost?.(error);
  }
}
