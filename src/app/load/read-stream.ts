// The SQL of a dump without an index: a file, or standard input, unpacked by what it holds.

import { createReadStream } from 'node:fs';
import { decompress } from '../../codec/decompress.js';

/** Standard input where there is no path. Rejects with `dump-unreadable` or `dump-damaged`. */
export function readStream(path: string | undefined): AsyncIterable<Uint8Array> {
  return decompress(path === undefined ? process.stdin : createReadStream(path));
}
