// A server of which only the rows of some tables are made up: as many bytes of them as are
// asked for, as fast as they are taken. All else is said by a real one.

import { END, lengthEncoded, toAnswer, toColumn, toFrame } from './frames.js';
import { LyingServer } from './lying-server.js';

const TABLES_MAX = 8;
/** Rows are sent so many bytes at a time or a little more, over and over. */
const BLOCK_BYTES = 1 << 20;
/** Of the first row, and of the end: blocks are of whole rounds of numbers. */
const FIRST_NUMBER = 7;
const NUMBERS = 256;

const COLUMNS = [
  toColumn('id', 8),
  toColumn('amount', 246),
  toColumn('text'),
  toColumn('raw', 252, 63),
];

export const HUGE_SHOP: string = [
  'CREATE DATABASE huge; USE huge;',
  ...listHugeTables(TABLES_MAX).map(
    (name) =>
      `CREATE TABLE ${name} (id BIGINT, amount DECIMAL(12,2), text VARCHAR(200), raw BLOB); INSERT INTO ${name} VALUES (1, 1, '', '');`,
  ),
].join('\n');

export function listHugeTables(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `huge${index}`);
}

export class SyntheticRows {
  /** Of rows, by all tables. */
  sentBytes = 0;
  readonly #bytes: number;
  /** By table. */
  readonly #rows = new Map<string, number>();

  /** `bytes`: of rows, for each table. */
  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  async start(real: { host: string; port: number }): Promise<LyingServer> {
    return await LyingServer.start(real, {
      answer: (sql) => {
        const table = /^SELECT .* FROM `huge`\.`(huge\d+)`/s.exec(sql)?.[1];
        return table === undefined ? undefined : this.#answer(table);
      },
      // All tables have as many rows.
      cell: ({ sql, column }) => {
        const counts = /FOUND_ROWS\(\)/.test(sql) && column === 'FOUND_ROWS()';
        return counts ? String(Math.max(...this.#rows.values())) : undefined;
      },
    });
  }

  async *#answer(table: string): AsyncGenerator<Buffer, void> {
    yield toAnswer(Buffer.from([COLUMNS.length]), ...COLUMNS, END);
    const { block, rows } = buildBlock();
    let count = 0;
    for (let sent = 0; sent < this.#bytes; sent += block.length) {
      count += rows;
      this.sentBytes += block.length;
      yield await Promise.resolve(block);
    }
    this.#rows.set(table, count);
    yield toFrame(END, FIRST_NUMBER);
  }
}

function buildBlock(): { readonly block: Buffer; readonly rows: number } {
  const parts: Buffer[] = [];
  let bytes = 0;
  for (let row = 0; bytes < BLOCK_BYTES || row % NUMBERS !== 0; row++) {
    const raw = Buffer.from(
      Array.from({ length: row % 40 }, (_, at) => (row * 31 + at * 7) & 0xff),
    );
    const cells = [
      String(1_000_000_000 + row),
      `${row}.50`,
      `it's row ${row} `.repeat((row % 12) + 1),
    ];
    const frame = toFrame(
      Buffer.concat([...cells.map((cell) => lengthEncoded(cell)), lengthEncoded(raw)]),
      FIRST_NUMBER + row,
    );
    parts.push(frame);
    bytes += frame.length;
  }
  return { block: Buffer.concat(parts), rows: parts.length };
}
