// Where a dump goes: the output that orders its sections, and the writer of those that
// this thread writes itself.

import { TsdumpError } from '../../base/errors.js';
import { openCompressor } from '../../codec/open-compressor.js';
import { DirectoryOutput } from '../../engine/output/directory-output.js';
import { OrderedOutput } from '../../engine/output/ordered-output.js';
import { SectionWriter } from '../../engine/rows/section-writer.js';
import type { DumpFacts } from '../../model/manifest.js';
import type { DumpOptions, OutputOptions } from '../../model/options.js';
import type { Output, Sink } from '../../model/sink.js';
import { DumpDirectory } from '../../storage/local/dump-directory.js';
import { openFileSink } from '../../storage/local/file-sink.js';
import { Spool } from '../../storage/local/spool.js';
import { openFdSink } from '../../storage/local/stdout-sink.js';
import { POISON } from '../../engine/output/poison.js';

const STDOUT = 1;

export interface DumpOutput {
  readonly output: Output;
  readonly sections: SectionWriter;
}

/** Writes what is left and makes it visible and durable; rejects where abortOutput() has to follow. */
export async function finishOutput(
  { output, sections }: DumpOutput,
  facts: DumpFacts | undefined,
): Promise<void> {
  await sections.finish();
  await output.commit(facts);
  // Not earlier: until then the dump can fail, and needs somebody to say so.
  await sections.close();
}

/** Ends a failed output, so that nobody takes it for complete; see Output.abort(). Never rejects. */
export async function abortOutput(
  { output, sections }: DumpOutput,
  hurry: AbortSignal,
): Promise<void> {
  await output.abort(sections, hurry);
  await sections.close();
}

/** Of the profile of a run. */
export interface Cutting {
  readonly cutsSections: boolean;
}

/**
 * The dump says where each of its sections is: a directory does, and of streams those that
 * are compressed SQL under our own name.
 */
export function isIndexed({ format, output }: DumpOptions, { cutsSections }: Cutting): boolean {
  const { compression, directory } = output;
  const isCarried = directory !== undefined || compression.codec === 'zstd';
  const isSql = !format.xml && format.tab === undefined;
  return isCarried && isSql && cutsSections;
}

/** Of one plain file. */
export function openPlainOutput(sink: Sink): DumpOutput {
  const compression = { codec: 'none' } as const;
  const compressor = openCompressor({ compression, hashes: false, inline: false });
  const output = new OrderedOutput(sink, { bufferBytes: 0, spool: undefined, indexed: false });
  return { output, sections: new SectionWriter(compressor, output, POISON, true) };
}

/**
 * `indexed`: it says where its sections are. `inline`: little is compressed in this thread,
 * which may take its time. Rejects with `sink-refused` or `usage`.
 */
export async function openOutput(
  options: OutputOptions,
  indexed: boolean,
  inline: boolean = false,
): Promise<DumpOutput> {
  const { compression, directory } = options;
  if (directory !== undefined && !indexed)
    throw new TsdumpError('usage', 'only SQL under our own name goes into a directory');
  const output =
    directory === undefined
      ? await openStream(options, indexed)
      : new DirectoryOutput(DumpDirectory.open(directory));
  try {
    const compressor = openCompressor({ compression, hashes: indexed, inline });
    return { output, sections: new SectionWriter(compressor, output, POISON, !indexed) };
  } catch (error) {
    await output.abort({ fail: () => Promise.resolve() }, AbortSignal.abort());
    throw error;
  }
}

async function openStream(options: OutputOptions, indexed: boolean): Promise<Output> {
  const { bufferBytes, resultFile, spool: directory } = options;
  const spool = directory === undefined ? undefined : new Spool(directory);
  const sink = await (resultFile === undefined ? openFdSink(STDOUT) : openFileSink(resultFile));
  return new OrderedOutput(sink, { bufferBytes, spool, indexed });
}
