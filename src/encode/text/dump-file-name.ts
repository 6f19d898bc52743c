// Names of the files of a dump that is a directory: `shop.orders.00003.sql.zst`. Readable,
// pure ASCII, at most 255 bytes, and whatever an object is called, a name of a file. Pure.

import { createHash } from 'node:crypto';
import type { Compression } from '../../model/options.js';
import { toFileName } from './file-name.js';

/** A name that is encoded to more bytes is cut and told apart by its hash. */
const NAME_BYTES_MAX = 100;
const HASH_LETTERS = 8;
const CHUNK_DIGITS = 5;

const EXTENSIONS: Readonly<Record<Compression['codec'], string>> = {
  none: '.sql',
  gzip: '.sql.gz',
  zstd: '.sql.zst',
};

/** Of a chunk of a table's rows. */
export function toRowsName(schema: string, table: string, chunk: number): string {
  return [encode(schema), encode(table), String(chunk).padStart(CHUNK_DIGITS, '0')].join('.');
}

/** Of one kind of a schema's definitions, or of the server's. */
export function toPartName(schema: string | undefined, part: string): string {
  return schema === undefined ? part : `${encode(schema)}.${part}`;
}

/**
 * With extension, and a number where `taken` (in lower case) has the name, for file systems
 * that do not tell `A` from `a`; adds it there.
 */
export function toDumpFile(name: string, codec: Compression['codec'], taken: Set<string>): string {
  let unique = name;
  for (let count = 2; taken.has(unique.toLowerCase()); count++) unique = `${name}-${count}`;
  taken.add(unique.toLowerCase());
  return unique + EXTENSIONS[codec];
}

/** Neither `.`, `-` nor `~` is left in an encoded name: they tell parts apart. */
function encode(name: string): string {
  const encoded = toFileName(name);
  if (encoded.length <= NAME_BYTES_MAX) return encoded;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH_LETTERS);
  return `${encoded.slice(0, NAME_BYTES_MAX - HASH_LETTERS - 1)}~${hash}`;
}
