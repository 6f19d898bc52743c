// The SQL of a stored dump, all of it in the order of a restore: every frame of a
// stream, every file of a directory, or a file that is not indexed.

import { stat } from 'node:fs/promises';
import { openDump } from '../../archive/open-dump.js';
import { tellCompression } from '../../codec/decompress.js';
import { openDecoder } from '../../codec/open-decoder.js';
import { SourceFile, toUnreadable } from '../../storage/local/local-source.js';

/**
 * A piece is valid until the next is asked for. Rejects with `dump-unreadable` or
 * `dump-damaged`, before the first piece where a zstd stream or a directory was cut off; a
 * plain file says only in its last line that it is whole.
 */
export async function* readSql(path: string): AsyncGenerator<Uint8Array, void> {
  const isDirectory = await stat(path).then(
    (found) => found.isDirectory(),
    (error: unknown) => {
      throw toUnreadable(JSON.stringify(path), error);
    },
  );
  const codec = isDirectory ? 'zstd' : await readCodec(path);
  if (codec === 'zstd') yield* readIndexed(path);
  else yield* readUnindexed(path, codec);
}

async function* readIndexed(path: string): AsyncGenerator<Uint8Array, void> {
  const dump = await openDump(path);
  try {
    for (const section of dump.manifest.sections) yield* dump.readSection(section);
  } finally {
    await dump.close();
  }
}

async function* readUnindexed(
  path: string,
  codec: 'gzip' | 'none',
): AsyncGenerator<Uint8Array, void> {
  const file = await SourceFile.open(path);
  try {
    yield* openDecoder(codec).decode(file.readRange(0, file.size));
  } finally {
    await file.close();
  }
}

async function readCodec(path: string): Promise<'zstd' | 'gzip' | 'none'> {
  const file = await SourceFile.open(path);
  try {
    const storedAs = tellCompression(await file.read(0, Math.min(6, file.size)));
    return storedAs === 'zstd' || storedAs === 'gzip' ? storedAs : 'none';
  } finally {
    await file.close();
  }
}
