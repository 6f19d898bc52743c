// Options that are fine by themselves and exclude each other. They are looked at once
// complete, so that the command line and the library are refused the same. Pure.

import type { ExtractOptions } from '../../app/inspect/extract-dump.js';
import { TsdumpError } from '../../base/errors.js';
import type { Consistency, DumpOptions, OutputOptions } from '../../model/options.js';

const LIMITED: ReadonlySet<Consistency> = new Set(['read-only', 'lock-all-tables']);

/** Throws `usage`. */
export function checkTogether({ format, output, verifySource, window }: DumpOptions): void {
  checkFormat(format);
  checkOutput(output);
  if (output.directory !== undefined) checkDirectory(format);
  if (verifySource) checkVerification(format);
  checkWindow(window);
}

/** Throws `usage`. */
export function checkOutput({ directory, resultFile, spool }: OutputOptions): void {
  const empty = Object.entries({
    'result-file': resultFile,
    spool,
    'output-dir': directory,
  }).find(([, path]) => path === '');
  if (empty !== undefined)
    throw new TsdumpError('usage', `--${empty[0]} is empty`, {
      hint: 'Is a variable of your script not set?',
    });
  if (directory !== undefined && resultFile !== undefined) throw besideDirectory('result-file');
}

/** Throws `usage`. */
export function checkExtract({
  entersDatabase,
  names,
}: Pick<ExtractOptions, 'entersDatabase' | 'names'>): void {
  if (entersDatabase || new Set(names.map(({ schema }) => schema)).size <= 1) return;
  throw new TsdumpError('usage', '--no-create-db cannot keep several databases apart', {
    hint: 'Extract each by itself.',
  });
}

function checkDirectory({ tab, xml }: DumpOptions['format']): void {
  if (tab !== undefined) throw besideDirectory('tab');
  if (xml) throw besideDirectory('xml');
}

function besideDirectory(other: string): TsdumpError {
  return new TsdumpError('usage', `--output-dir and --${other} exclude each other`, {
    hint: 'The directory holds SQL, a file for each chunk of a table; choose one.',
  });
}

function checkFormat({ insertIgnore, replace, tab, xml }: DumpOptions['format']): void {
  if (replace && insertIgnore)
    throw new TsdumpError('usage', '--replace and --insert-ignore exclude each other', {
      hint: 'The server has no REPLACE IGNORE; choose one.',
    });
  if (tab === undefined) return;
  if (tab.fieldsEnclosedBy !== undefined && tab.fieldsOptionallyEnclosedBy !== undefined)
    throw new TsdumpError(
      'usage',
      '--fields-enclosed-by and --fields-optionally-enclosed-by exclude each other',
      { hint: 'Choose one.' },
    );
  if (xml)
    throw new TsdumpError('usage', '--xml and --tab exclude each other', {
      hint: 'The files of --tab are SQL and rows.',
    });
}

function checkVerification({ exactFloat, tab, xml }: DumpOptions['format']): void {
  if (xml || tab !== undefined)
    throw new TsdumpError('usage', '--verify-source is for SQL, not for --xml or --tab', {
      hint: 'It reads the INSERT statements of the dump.',
    });
  if (!exactFloat)
    throw new TsdumpError('usage', '--verify-source and --skip-exact-float exclude each other', {
      hint: 'A FLOAT that was cut to six digits is not what the server has.',
    });
}

function checkWindow({ consistency, fallback, maxMs }: DumpOptions['window']): void {
  if (maxMs === undefined && fallback !== 'none')
    throw new TsdumpError('usage', '--window-fallback needs --max-window', {
      hint: 'It says what follows when the window has been open that long.',
    });
  if (maxMs !== undefined && !LIMITED.has(consistency))
    throw new TsdumpError('usage', '--max-window needs --read-only or --lock-all-tables', {
      hint: 'Any other way of reading holds writers up for a moment only, or not at all.',
    });
}
