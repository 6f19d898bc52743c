// Rows as a server sends them, one set per kind of column: the material of micro.ts.
// Seeded, so that two runs encode the same bytes.

import { Random } from '../fixtures/generator/random.js';
import {
  CHARSET_BINARY,
  FieldType,
  type ResultColumn,
} from '../src/mysql/protocol/result-column.js';
import { buildRowPacket, type Value } from '../test/encode/wire-row.js';

const UTF8MB4 = 255;
/** One set is about what lies between two hand-overs of a buffer. */
const SET_BYTES = 1 << 19;

export interface RowSet {
  readonly name: string;
  readonly columns: readonly ResultColumn[];
  readonly hexBlob: boolean;
  /** All row packets, one behind the other; row i is `[starts[i], starts[i + 1])`. */
  readonly packets: Buffer;
  readonly starts: Uint32Array;
  readonly rows: number;
}

type MakeValue = (random: Random) => string | Buffer | null;

interface Recipe {
  readonly name: string;
  readonly type: number;
  readonly charset?: number;
  readonly hexBlob?: boolean;
  readonly columns: number;
  readonly value: MakeValue;
}

const RECIPES: readonly Recipe[] = [
  { name: 'integers', type: FieldType.long, columns: 8, value: makeInteger },
  { name: 'decimals', type: FieldType.newdecimal, columns: 8, value: makeDecimal },
  { name: 'floats', type: FieldType.double, columns: 8, value: makeDouble },
  { name: 'short text', type: FieldType.varString, columns: 8, value: textOf(12) },
  { name: 'long text', type: FieldType.blob, columns: 1, value: textOf(4000) },
  { name: 'rows of 100 kB', type: FieldType.blob, columns: 1, value: textOf(100_000) },
  { name: 'text full of escapes', type: FieldType.varString, columns: 4, value: makeEscapes },
  { name: 'multi-byte text', type: FieldType.varString, columns: 4, value: makeMultiByte },
  {
    name: 'binary',
    type: FieldType.blob,
    charset: CHARSET_BINARY,
    columns: 1,
    value: bytesOf(4000),
  },
  {
    name: 'hex (--hex-blob)',
    type: FieldType.blob,
    charset: CHARSET_BINARY,
    hexBlob: true,
    columns: 1,
    value: bytesOf(4000),
  },
  {
    name: '9 of 10 NULL',
    type: FieldType.long,
    columns: 20,
    value: (random) => (random.oneIn(10) ? makeInteger(random) : null),
  },
  { name: '100 columns', type: FieldType.varString, columns: 100, value: textOf(6) },
];

export function buildRowSets(): RowSet[] {
  return RECIPES.map(buildRowSet);
}

function buildRowSet(recipe: Recipe): RowSet {
  const random = new Random(recipe.name.length);
  const packets: Buffer[] = [];
  const starts = [0];
  let bytes = 0;
  while (bytes < SET_BYTES) {
    const values = Array.from({ length: recipe.columns }, () => toBytes(recipe.value(random)));
    const packet = buildRowPacket(values);
    packets.push(packet);
    bytes += packet.length;
    starts.push(bytes);
  }
  const columns = Array.from({ length: recipe.columns }, (_, index) => ({
    name: `c${index}`,
    type: recipe.type,
    charset: recipe.charset ?? UTF8MB4,
    flags: 0,
    length: 255,
    decimals: 0,
  }));
  return {
    name: recipe.name,
    columns,
    hexBlob: recipe.hexBlob === true,
    packets: Buffer.concat(packets),
    starts: Uint32Array.from(starts),
    rows: packets.length,
  };
}

function toBytes(value: string | Buffer | null): Value {
  return typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
}

function makeInteger(random: Random): string {
  return String(random.int(0, 2 ** 31 - 1));
}

function makeDecimal(random: Random): string {
  return (random.bits() / 50 - 1e7).toFixed(4);
}

function makeDouble(random: Random): string {
  return String(random.bits() / 4000 - 2e5);
}

const LETTERS = Array.from('etaoinshrdlucmfwypvbgkjqxz     ETAOIN0123456789.,-');

function textOf(length: number): MakeValue {
  return (random) => {
    let text = '';
    while (text.length < length) text += random.pick(LETTERS);
    return text;
  };
}

/** Half of the bytes need a backslash. */
function makeEscapes(random: Random): string {
  const escaped = Array.from('\0\n\r\\\'"\x1a');
  let text = '';
  while (text.length < 60) text += `a${random.pick(escaped)}`;
  return text;
}

function makeMultiByte(random: Random): string {
  const letters = Array.from('äöüßéñçøЖщцязы日本語中文字漢한국어🙂🚀');
  let text = '';
  for (let index = 0; index < 40; index++) {
    text += random.pick(letters);
  }
  return text;
}

function bytesOf(length: number): MakeValue {
  return (random) => random.bytes(length);
}
