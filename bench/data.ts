// The database every whole-process figure is about: four InnoDB tables of different nature,
// seeded, of about the asked size as SQL. Loaded by the stock client, outside the binary log.

import { Readable } from 'node:stream';
import type { TestServer } from '../test/support/test-server.js';
import { type Random, seededRandom } from './random.js';

const DATABASE = 'bench';
const STATEMENT_BYTES = 500_000;

interface BulkTable {
  readonly name: string;
  readonly columns: string;
  /** Rows for each megabyte of the whole database. */
  readonly rowsPerMb: number;
  tuple(random: Random, id: number): string;
}

const WORDS =
  'time year people way day man thing woman life child world school state family student group country problem hand part place case week company system program question work'.split(
    ' ',
  );
const ODD_WORDS = ['"quoted"', "it's", 'back\\slash', 'line\nbreak', 'Übergröße', '日本語', '🙂'];
const STATES = ['new', 'paid', 'packed', 'shipped', 'returned'];
/** Cut out of at random: no row is compressible beyond what its kind is. */
const NOISE = Buffer.from(Array.from({ length: 1 << 16 }, noiseByte()));

const TABLES: readonly BulkTable[] = [
  {
    name: 'sbtest',
    columns:
      "id INT PRIMARY KEY, k INT NOT NULL, c CHAR(120) NOT NULL DEFAULT '', pad CHAR(60) NOT NULL DEFAULT '', KEY k (k)",
    rowsPerMb: 1600,
    tuple: (random, id) =>
      `(${id},${integer(random, 500_000)},'${digitGroups(random, 10)}','${digitGroups(random, 5)}')`,
  },
  {
    name: 'orders',
    columns:
      'id BIGINT PRIMARY KEY, customer INT NOT NULL, state VARCHAR(10) NOT NULL, placed DATETIME(3) NOT NULL, total DECIMAL(12,2) NOT NULL, weight DOUBLE, discount DOUBLE, note VARCHAR(100), detail JSON',
    rowsPerMb: 1600,
    tuple: orderTuple,
  },
  {
    name: 'posts',
    columns:
      'id INT PRIMARY KEY, author INT NOT NULL, title VARCHAR(200) NOT NULL, body TEXT NOT NULL',
    rowsPerMb: 350,
    tuple: (random, id) =>
      `(${id},${integer(random, 10_000)},${quote(sentence(random, 6))},${quote(sentence(random, 100))})`,
  },
  {
    name: 'files',
    columns: 'id INT PRIMARY KEY, name VARCHAR(100) NOT NULL, content BLOB NOT NULL',
    rowsPerMb: 33,
    tuple: (random, id) => {
      const start = integer(random, NOISE.length - 4096);
      return `(${id},'file-${id}.bin',0x${NOISE.toString('hex', start, start + 4096)})`;
    },
  },
];

/** Makes the database and returns its name. */
export async function loadData(server: TestServer, sizeMb: number): Promise<string> {
  const { code, stderr } = await server.restore(Readable.from(generateSql(sizeMb)));
  if (code !== 0) throw new Error(`loading the data failed: ${stderr}`);
  return DATABASE;
}

function* generateSql(sizeMb: number): Generator<string, void> {
  yield `SET SESSION sql_log_bin = 0, NAMES utf8mb4, SESSION sql_mode = '';\n`;
  yield `CREATE DATABASE ${DATABASE} DEFAULT CHARACTER SET utf8mb4;\nUSE ${DATABASE};\n`;
  for (const table of TABLES) {
    const random = seededRandom(table.name.length);
    const rows = Math.ceil(table.rowsPerMb * sizeMb);
    yield `CREATE TABLE ${table.name} (${table.columns}) ENGINE=InnoDB;\n`;
    for (let id = 1; id <= rows; ) {
      let statement = '';
      while (id <= rows && statement.length < STATEMENT_BYTES) {
        statement += `${statement === '' ? `INSERT INTO ${table.name} VALUES ` : ','}${table.tuple(random, id)}`;
        id++;
      }
      yield `${statement};\n`;
    }
  }
  // Estimates are what tsdump cuts chunks by.
  yield `ANALYZE TABLE ${TABLES.map(({ name }) => name).join(', ')};\n`;
}

function orderTuple(random: Random, id: number): string {
  const placed = new Date(1.6e12 + integer(random, 1e11)).toISOString().slice(0, -1);
  const items = Array.from({ length: 1 + integer(random, 2) }, () => ({
    sku: integer(random, 1e6),
    count: integer(random, 9),
  }));
  const values = [
    id,
    integer(random, 100_000),
    `'${STATES[integer(random, STATES.length)] ?? ''}'`,
    `'${placed.replace('T', ' ')}'`,
    (random() * 1000).toFixed(2),
    random() * 100,
    random() < 0.7 ? 'NULL' : random(),
    random() < 0.5 ? 'NULL' : quote(sentence(random, 5)),
    quote(JSON.stringify({ items, gift: random() < 0.1 })),
  ];
  return `(${values.join(',')})`;
}

function integer(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

/** As sysbench fills its columns: groups of eleven digits. */
function digitGroups(random: Random, groups: number): string {
  let text = '';
  for (let group = 0; group < groups; group++) {
    text += `${group === 0 ? '' : '-'}${String(integer(random, 1e11)).padStart(11, '0')}`;
  }
  return text;
}

function sentence(random: Random, length: number): string {
  let text = '';
  for (let index = 0; index < length; index++) {
    const words = random() < 0.06 ? ODD_WORDS : WORDS;
    text += `${index === 0 ? '' : ' '}${words[integer(random, words.length)] ?? ''}`;
  }
  return text;
}

function quote(text: string): string {
  return `'${text.replace(/[\\'\n]/g, (letter) => (letter === '\n' ? '\\n' : `\\${letter}`))}'`;
}

function noiseByte(): () => number {
  const random = seededRandom(7);
  return () => integer(random, 256);
}
