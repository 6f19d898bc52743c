// From the bytes of any SQL dump, cut anywhere, to its statements in order, by the rules of
// the mysql and mariadb clients; rows of INSERTs in runs of bounded size. No I/O.

import { mayBeClientCommand, parseClientCommand } from './client-command.js';
import { CodeScanner, isWide } from './code-scanner.js';
import { InputWindow } from './input-window.js';
import { parseInsertHead } from './insert-head.js';
import { buildClientCommandRefusal, buildCutOff, buildNotRows, buildTooLong } from './refusals.js';
import { RunBuilder } from './run-builder.js';
import { SessionRules } from './session-rules.js';
import type { DumpItem, InsertHead, Position, QuoteRules } from './statement.js';
import { TupleReader, type TupleReading } from './tuple-reader.js';
import type { TupleScanner } from './tuple-scanner.js';
import { openTupleScanner } from './wasm-tuple-scanner.js';

export interface ReaderOptions {
  /** Of the session that will run the statements, before the first SET of the dump. */
  readonly rules?: QuoteRules;
  /** A longer statement that is not a list of rows is refused. */
  readonly statementBytesMax?: number;
  /** Size of a run of rows. */
  readonly runBytes?: number;
  /**
   * An INSERT up to this size is read to its end before its rows are given out: it may turn out
   * to be a plain statement (`... ON DUPLICATE KEY UPDATE`), which a longer one must not. A tuple
   * that is longer comes in parts.
   */
  readonly aheadBytes?: number;
  readonly scanner?: TupleScanner;
}

const MIB = 1024 * 1024;
/** Enough to tell what begins: the longest client command and more. */
const LOOK_BYTES = 64;
const LINE_BYTES_MAX = 64 * 1024;
/** Most heads are in the first; one with more columns than fit into the last is none. */
const HEAD_BYTES: readonly number[] = [4096, MIB];
const PIECE_BYTES_MAX = MIB;

const [SPACE, BACKSLASH, DASH, HASH, SLASH, STAR] = [0x20, 0x5c, 0x2d, 0x23, 0x2f, 0x2a] as const;
const [OPEN, BANG, UPPER_M] = [0x28, 0x21, 0x4d] as const;

type State = 'between' | 'line-comment' | 'block-comment' | 'insert' | 'statement';

/** Every statement of `input`. Rejects as `StatementReader.next` throws, and as `input` does. */
export async function* readStatements(
  input: AsyncIterable<Uint8Array>,
  options: ReaderOptions = {},
): AsyncGenerator<DumpItem, void> {
  const reader = new StatementReader(options);
  for await (const piece of input) {
    for (let at = 0; at < piece.length; at += PIECE_BYTES_MAX) {
      reader.add(piece.subarray(at, at + PIECE_BYTES_MAX));
      yield* drain(reader);
    }
  }
  reader.end();
  yield* drain(reader);
}

function* drain(reader: StatementReader): Generator<DumpItem, void> {
  for (let item = reader.next(); item !== undefined; item = reader.next()) yield item;
}

export class StatementReader {
  readonly #statementBytesMax: number;
  readonly #input: InputWindow = new InputWindow();
  readonly #session: SessionRules;
  readonly #code: CodeScanner = new CodeScanner();
  readonly #ready: DumpItem[] = [];
  readonly #runs: RunBuilder;
  readonly #reading: TupleReading;
  #state: State = 'between';
  #delimiter = ';';
  /** Where the statement under way begins, which the window begins with. */
  #at: Position = { byte: 0, line: 1 };
  /** Of the last INSERT. */
  #head: InsertHead | undefined;
  #tuples: TupleReader | undefined;

  constructor(options: ReaderOptions = {}) {
    const { rules, statementBytesMax, runBytes, aheadBytes, scanner } = options;
    this.#statementBytesMax = statementBytesMax ?? 64 * MIB;
    this.#session = new SessionRules(rules);
    this.#runs = new RunBuilder(runBytes ?? MIB, this.#ready);
    this.#reading = {
      input: this.#input,
      runs: this.#runs,
      scanner: scanner ?? openTupleScanner(),
      aheadBytes: aheadBytes ?? 16 * MIB,
    };
  }

  /** The next piece; it is copied. */
  add(piece: Uint8Array): void {
    this.#input.add(piece);
  }

  /** There is no more. */
  end(): void {
    this.#input.isLast = true;
  }

  /** undefined where more is needed, or all is read. Throws `dump-unreadable`, with the line. */
  next(): DumpItem | undefined {
    while (this.#ready.length === 0) {
      if (this.#step()) continue;
      if (this.#input.isLast) this.#runs.flush();
      break;
    }
    return this.#ready.shift();
  }

  /** False where more bytes are needed. */
  #step(): boolean {
    switch (this.#state) {
      case 'between':
        return this.#readBetween();
      case 'line-comment':
        return this.#skipComment('\n');
      case 'block-comment':
        return this.#skipComment('*/');
      case 'insert':
        return this.#tuples === undefined ? this.#readInsert() : this.#readTuples(this.#tuples);
      case 'statement':
        return this.#readStatement();
    }
  }

  #readBetween(): boolean {
    const { bytes, isLast } = this.#input;
    let at = this.#input.position.byte === 0 ? byteOrderMarkBytes(bytes) : 0;
    while ((bytes[at] as number) <= SPACE) at++;
    if (at > 0) {
      this.#input.drop(at);
      return true;
    }
    if (bytes.length === 0 || (bytes.length < LOOK_BYTES && !isLast)) return false;
    const byte = bytes[0] as number;
    if (bytes.toString('latin1', 0, this.#delimiter.length) === this.#delimiter)
      this.#input.drop(this.#delimiter.length);
    else if (byte === HASH || (byte === DASH && bytes[1] === DASH)) this.#state = 'line-comment';
    else if (byte === BACKSLASH) this.#readShortCommand(bytes.toString('latin1', 1, 2));
    else if (byte === SLASH && bytes[1] === STAR && !isExecutable(bytes)) {
      this.#input.drop(2);
      this.#state = 'block-comment';
    } else return this.#begin(bytes);
    return true;
  }

  /** The rest of it. */
  #skipComment(end: string): boolean {
    const { bytes, isLast } = this.#input;
    const found = bytes.indexOf(end, 0, 'latin1');
    if (found >= 0) {
      this.#input.drop(found + end.length);
      this.#state = 'between';
      return true;
    }
    if (isLast && end !== '\n') throw buildCutOff('a comment', this.#input.position);
    this.#input.drop(isLast ? bytes.length : Math.max(0, bytes.length - end.length + 1));
    return false;
  }

  /** `\g` sends what is not there; the sandbox is where we are. */
  #readShortCommand(letter: string): void {
    if (letter === '' || !'gG-'.includes(letter)) {
      throw buildClientCommandRefusal(`\\${letter}`, this.#input.position);
    }
    this.#input.drop(2);
  }

  #begin(bytes: Buffer): boolean {
    const word = /^[A-Za-z_]+/.exec(bytes.toString('latin1', 0, LOOK_BYTES))?.[0] ?? '';
    this.#at = this.#input.position;
    if (mayBeClientCommand(word)) {
      const feed = bytes.indexOf('\n');
      if (feed < 0 && !this.#input.isLast && bytes.length < LINE_BYTES_MAX) return false;
      const line = bytes.toString('latin1', 0, feed < 0 ? bytes.length : feed);
      const command = parseClientCommand(line, this.#delimiter);
      if (command?.kind === 'refused') throw buildClientCommandRefusal(command.name, this.#at);
      if (command?.kind === 'delimiter') this.#setDelimiter(command.delimiter);
      if (command?.kind === 'use') this.#give(line.length, true);
      if (command !== undefined) {
        this.#input.drop(line.length);
        return true;
      }
    }
    this.#code.begin(this.#session.rules, this.#session.charset, this.#delimiter);
    const isInsert = /^(?:INSERT|REPLACE)$/i.test(word) && this.#delimiter === ';';
    this.#state = isInsert && !isWide(this.#session.charset) ? 'insert' : 'statement';
    return true;
  }

  #setDelimiter(delimiter: string): void {
    if (delimiter === '' || delimiter.includes('\\'))
      throw buildClientCommandRefusal('delimiter', this.#at);
    this.#delimiter = delimiter;
  }

  /** Its head, or its end, whatever is there first. */
  #readInsert(): boolean {
    const head = this.#findHead(this.#input.bytes);
    if (head === undefined) return this.#readStatement();
    this.#head = head;
    this.#tuples = new TupleReader(this.#reading, head, this.#at);
    return true;
  }

  #findHead(bytes: Buffer): InsertHead | undefined {
    const { rules } = this.#session;
    const last = this.#head;
    const text = last?.text ?? bytes;
    if (last?.rules === rules && bytes[text.length] === OPEN) {
      if (bytes.subarray(0, text.length).equals(text)) return last;
    }
    for (const headBytes of HEAD_BYTES) {
      const head = parseInsertHead(bytes.toString('latin1', 0, headBytes), rules);
      if (head !== undefined || bytes.length <= headBytes) return head;
    }
    return undefined;
  }

  #readTuples(tuples: TupleReader): boolean {
    const progress = tuples.step();
    if (progress === 'end') {
      this.#input.drop(1);
      this.#state = 'between';
    } else if (progress === 'odd') {
      if (tuples.isCommitted) throw buildNotRows(this.#reading.aheadBytes, this.#at);
      this.#state = 'statement';
    }
    if (this.#state !== 'insert') this.#tuples = undefined;
    return progress !== 'starved';
  }

  #readStatement(): boolean {
    const { bytes, isLast } = this.#input;
    const { what, sqlBytes, endBytes } = this.#code.scan(bytes, isLast);
    if (what === 'command') {
      const { byte, line } = this.#at;
      const at = { byte: byte + sqlBytes, line: line + this.#input.countLines(sqlBytes) };
      throw buildClientCommandRefusal(bytes.toString('latin1', sqlBytes, sqlBytes + endBytes), at);
    }
    if (what === 'nothing' && !isLast) {
      if (bytes.length <= this.#statementBytesMax) return false;
      throw buildTooLong(this.#statementBytesMax, this.#at);
    }
    if (!this.#code.isInCode) throw buildCutOff('a string or comment', this.#at);
    this.#give(sqlBytes, what === 'end');
    this.#input.drop(sqlBytes + endBytes);
    this.#state = 'between';
    return true;
  }

  /** The first bytes are a statement. */
  #give(sqlBytes: number, isTerminated: boolean): void {
    const { bytes } = this.#input;
    let end = sqlBytes;
    while (end > 0 && (bytes[end - 1] as number) <= SPACE) end--;
    const sql = Uint8Array.from(bytes.subarray(0, end));
    const { rules } = this.#session;
    this.#runs.flush();
    this.#ready.push({ kind: 'statement', sql, at: this.#at, rules, isTerminated });
    this.#session.note(sql);
  }
}

function byteOrderMarkBytes(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

/** Not the first line of mariadb-dump, `/*M!999999\\- enable the sandbox mode *\/`. */
function isExecutable(bytes: Buffer): boolean {
  const isOpening = bytes[2] === BANG || (bytes[2] === UPPER_M && bytes[3] === BANG);
  return isOpening && !/^\/\*M?!999999\\-/.test(bytes.toString('latin1', 0, LOOK_BYTES));
}
