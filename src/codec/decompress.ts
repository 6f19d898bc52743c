// The SQL of a stream of whatever compression, told by its first bytes, never by a name.

import { TsdumpError } from '../base/errors.js';
import { decodeOutside } from './outside-decoder.js';
import { openDecoder } from './open-decoder.js';
import { ZstdDecoder } from './zstd-decoder.js';

export type StoredAs = 'zstd' | 'gzip' | 'xz' | 'bzip2' | 'lz4' | 'none';

/** In hex. A zstd stream may begin with a skippable frame. */
const BEGINNINGS: readonly (readonly [RegExp, StoredAs])[] = [
  [/^(?:28b52ffd|5.2a4d18)/, 'zstd'],
  [/^1f8b/, 'gzip'],
  [/^fd377a585a00/, 'xz'],
  [/^425a68[3][1-9]/, 'bzip2'],
  [/^04224d18/, 'lz4'],
];
const BEGINNING_BYTES = 6;

export function tellCompression(beginning: Uint8Array): StoredAs {
  const hex = Buffer.from(beginning.subarray(0, BEGINNING_BYTES)).toString('hex');
  return BEGINNINGS.find(([pattern]) => pattern.test(hex))?.[1] ?? 'none';
}

/**
 * All of it: every zstd frame, every gzip member. A piece is valid until the next is asked for.
 * Rejects with `dump-damaged` where it is cut off or damaged, `dump-unreadable` where it cannot be
 * read here, and as `stored` does.
 */
export async function* decompress(
  stored: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  const { beginning, whole } = await lookAhead(stored);
  refuseOthers(beginning);
  const storedAs = tellCompression(beginning);
  switch (storedAs) {
    case 'none':
    case 'gzip':
      return yield* openDecoder(storedAs).decode(whole);
    case 'zstd':
      return yield* new ZstdDecoder().decodeAll(whole);
    case 'xz':
    case 'bzip2':
    case 'lz4':
      return yield* decodeOutside(storedAs, whole);
  }
}

async function lookAhead(
  stored: AsyncIterable<Uint8Array>,
): Promise<{ beginning: Buffer; whole: AsyncIterable<Uint8Array> }> {
  const pieces = stored[Symbol.asyncIterator]();
  let beginning = Buffer.alloc(0);
  while (beginning.length < BEGINNING_BYTES) {
    const { done, value } = await pieces.next();
    if (done === true) break;
    beginning = Buffer.concat([beginning, value]);
  }
  return { beginning, whole: continueWith(beginning, pieces) };
}

async function* continueWith(
  beginning: Uint8Array,
  pieces: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  try {
    if (beginning.length > 0) yield beginning;
    for (let next = await pieces.next(); next.done !== true; next = await pieces.next())
      yield next.value;
  } finally {
    await pieces.return?.();
  }
}

/** What people have in the place of a dump. */
function refuseOthers(beginning: Buffer): void {
  const hex = beginning.toString('hex');
  if (hex.startsWith('504b0304')) {
    throw new TsdumpError('dump-unreadable', 'the dump is in a zip archive', {
      hint: 'Unpack it first, as in `unzip -p dump.zip`.',
    });
  }
  if (hex.startsWith('fffe') || hex.startsWith('feff')) {
    throw new TsdumpError('dump-unreadable', 'the dump is text in UTF-16', {
      hint: 'A shell has converted it, as PowerShell does with `>`. Convert it to UTF-8; bytes of binary columns are lost.',
    });
  }
}
