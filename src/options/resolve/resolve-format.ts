// The shape of the SQL and of the output, from settings. Pure.

import { TsdumpError } from '../../base/errors.js';
import type { Compression, Format, OutputOptions, TabOptions } from '../../model/options.js';
import type { Settings } from '../table/options.js';

export function resolveFormat(settings: Settings): Format {
  return {
    addDropDatabase: settings['add-drop-database'],
    addDropTable: settings['add-drop-table'],
    addDropTrigger: settings['add-drop-trigger'],
    addDropUser: settings['add-drop-user'],
    addDropMaskingPolicy: settings['add-drop-masking-policy'],
    addLocks: settings['add-locks'],
    disableKeys: settings['disable-keys'],
    comments: settings.comments,
    dumpDate: settings['dump-date'],
    completeInsert: settings['complete-insert'],
    extendedInsert: settings['extended-insert'],
    replace: settings.replace,
    insertIgnore: settings['insert-ignore'],
    delayedInsert: settings['delayed-insert'],
    hexBlob: settings['hex-blob'],
    tzUtc: settings['tz-utc'],
    setCharset: settings['set-charset'],
    noAutocommit: settings['no-autocommit'],
    orderByPrimary: settings['order-by-primary'],
    netBufferLength: settings['net-buffer-length'],
    compact: settings.compact,
    compatible: [],
    createOptions: settings['create-options'],
    quoteNames: settings['quote-names'],
    allowKeywords: settings['allow-keywords'],
    flushPrivileges: settings['flush-privileges'],
    skipGipk: settings['skip-generated-invisible-primary-key'],
    skipSecondaryEngine: settings['show-create-table-skip-secondary-engine'],
    logQueries: settings['log-queries'],
    xml: settings.xml,
    tab: undefined,
    exactFloat: settings['exact-float'],
    exactText: settings['exact-text'],
  };
}

/** The format under our own name, where some options are accepted and mean nothing. */
export function resolveOwnFormat(settings: Settings): Format {
  if (settings.replace && settings['insert-ignore'])
    throw new TsdumpError('usage', '--replace and --insert-ignore exclude each other', {
      hint: 'The server knows no REPLACE IGNORE; choose one.',
    });
  const tab = resolveTab(settings, 'binary');
  refuseFields(settings, tab !== undefined);
  return { ...resolveFormat(settings), createOptions: true, quoteNames: true, tab };
}

/** `charset`: of the files. */
export function resolveTab(settings: Settings, charset: string): TabOptions | undefined {
  const { tab } = settings;
  if (tab === undefined) return undefined;
  return {
    directory: tab,
    fieldsTerminatedBy: settings['fields-terminated-by'],
    fieldsEnclosedBy: settings['fields-enclosed-by'],
    fieldsOptionallyEnclosedBy: settings['fields-optionally-enclosed-by'],
    fieldsEscapedBy: settings['fields-escaped-by'],
    linesTerminatedBy: settings['lines-terminated-by'],
    charset,
    header: settings.header,
  };
}

function refuseFields(settings: Settings, hasFiles: boolean): void {
  const enclosed = settings['fields-enclosed-by'];
  const optionally = settings['fields-optionally-enclosed-by'];
  const given = [
    enclosed,
    optionally,
    settings['fields-terminated-by'],
    settings['fields-escaped-by'],
    settings['lines-terminated-by'],
  ];
  if (!hasFiles && (settings.header || given.some((value) => value !== undefined)))
    throw new TsdumpError('usage', '--header, --fields-... and --lines-... need --tab', {
      hint: 'They lay out the files of rows that --tab writes.',
    });
  if (enclosed !== undefined && optionally !== undefined)
    throw new TsdumpError(
      'usage',
      '--fields-enclosed-by and --fields-optionally-enclosed-by exclude each other',
      { hint: 'Choose one.' },
    );
  if (hasFiles && settings.xml)
    throw new TsdumpError('usage', '--xml and --tab exclude each other', {
      hint: 'The files of --tab are SQL and rows.',
    });
}

/** Throws `usage`. */
export function resolveOutput(settings: Settings): OutputOptions {
  const { 'result-file': resultFile } = settings;
  if (resultFile === '')
    throw new TsdumpError('usage', '--result-file is empty', {
      hint: 'Is a variable of your script not set?',
    });
  if (settings.spool === '')
    throw new TsdumpError('usage', '--spool is empty', {
      hint: 'Is a variable of your script not set?',
    });
  const directory = settings['output-dir'];
  if (directory !== undefined) refuseBesideDirectory(settings, directory);
  return {
    resultFile,
    directory,
    compression: parseCompression(settings.compress),
    bufferBytes: settings['buffer-size'],
    spool: settings.spool,
  };
}

/** Throws `usage`. */
export function resolveVerification(settings: Settings): boolean {
  const { tab, 'verify-source': verifies, xml } = settings;
  if (verifies && (xml || tab !== undefined))
    throw new TsdumpError('usage', '--verify-source is for SQL, not for --xml or --tab', {
      hint: 'It reads the INSERT statements of the dump.',
    });
  if (verifies && !settings['exact-float'])
    throw new TsdumpError('usage', '--verify-source and --skip-exact-float exclude each other', {
      hint: 'A FLOAT that was cut to six digits is not what the server has.',
    });
  return verifies;
}

function refuseBesideDirectory(settings: Settings, directory: string): void {
  if (directory === '')
    throw new TsdumpError('usage', '--output-dir is empty', {
      hint: 'Is a variable of your script not set?',
    });
  const other = (['result-file', 'tab', 'xml'] as const).find(
    (name) => settings[name] !== undefined && settings[name] !== false,
  );
  if (other === undefined) return;
  throw new TsdumpError('usage', `--output-dir and --${other} exclude each other`, {
    hint: 'The directory holds SQL, a file for each chunk of a table; choose one.',
  });
}

const CODECS = {
  zstd: { levelDefault: 1, levelMax: 19 },
  gzip: { levelDefault: 6, levelMax: 9 },
} as const;

function parseCompression(text: string): Compression {
  if (text === 'none') return { codec: 'none' };
  const [, name, digits] = /^([a-z]+)(?::(\d{1,2}))?$/.exec(text) ?? [];
  if (name === 'zstd' || name === 'gzip') {
    const { levelDefault, levelMax } = CODECS[name];
    const level = digits === undefined ? levelDefault : Number(digits);
    if (level >= 1 && level <= levelMax) return { codec: name, level };
  }
  throw new TsdumpError('usage', `--compress cannot be ${JSON.stringify(text)}`, {
    hint: 'It is zstd or gzip, with a level if you like (zstd:1 to zstd:19, gzip:1 to gzip:9), or none.',
  });
}
