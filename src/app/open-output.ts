// Where a dump goes: the output that orders its sections, and the writer of those that
// this thread writes itself.

import { openCompressor } from '../compress/open-compressor.js';
import { OrderedOutput } from '../engine/ordered-output.js';
import { SectionWriter } from '../engine/section-writer.js';
import type { DumpOptions, OutputOptions } from '../model/options.js';
import type { Output, Sink } from '../model/sink.js';
import { styleFor } from '../model/style.js';
import { openFileSink } from '../storage/file-sink.js';
import { Spool } from '../storage/spool.js';
import { openFdSink } from '../storage/stdout-sink.js';

const STDOUT = 1;

/**
 * Ends a failed stream. Wherever it was cut off, a client that restores it meets a syntax
 * error: between statements, inside an INSERT, inside a string.
 */
export const POISON: Uint8Array = Buffer.from(
  '\n;\n\'"tsdump: this dump FAILED and must not be restored',
);

export interface DumpOutput {
  readonly output: Output;
  readonly sections: SectionWriter;
}

/** Ends a failed output, so that nobody takes it for whole. Never rejects. */
export async function abortOutput({ output, sections }: DumpOutput): Promise<void> {
  await output.abort(sections);
  await sections.close();
}

/** A compressed stream of SQL under our own name carries an index of its sections. */
export function isIndexed({ format, output, personality }: DumpOptions): boolean {
  const { codec } = output.compression;
  return codec === 'zstd' && !format.xml && styleFor(personality).cutsSections;
}

/** Of one plain file. */
export function openPlainOutput(sink: Sink): DumpOutput {
  const compression = { codec: 'none' } as const;
  const compressor = openCompressor({ compression, hashes: false, inline: false });
  const output = new OrderedOutput(sink, { bufferBytes: 0, spool: undefined, indexed: false });
  return { output, sections: new SectionWriter(compressor, output, POISON, true) };
}

/**
 * `indexed`: it ends with an index of its sections. `inline`: little is compressed in this
 * thread, which may take its time. Rejects with `sink-refused`.
 */
export async function openOutput(
  options: OutputOptions,
  indexed: boolean,
  inline: boolean = false,
): Promise<DumpOutput> {
  const { bufferBytes, compression, resultFile, spool: directory } = options;
  const spool = directory === undefined ? undefined : new Spool(directory);
  const sink = await (resultFile === undefined ? openFdSink(STDOUT) : openFileSink(resultFile));
  try {
    const compressor = openCompressor({ compression, hashes: indexed, inline });
    const output = new OrderedOutput(sink, { bufferBytes, spool, indexed });
    return { output, sections: new SectionWriter(compressor, output, POISON, !indexed) };
  } catch (error) {
    await sink.abort();
    throw error;
  }
}
