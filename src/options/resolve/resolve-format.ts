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
  const tab = resolveTab(settings, 'binary');
  if (tab === undefined) refuseFields(settings);
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

function refuseFields(settings: Settings): void {
  const given = [
    settings['fields-enclosed-by'],
    settings['fields-optionally-enclosed-by'],
    settings['fields-terminated-by'],
    settings['fields-escaped-by'],
    settings['lines-terminated-by'],
  ];
  if (settings.header || given.some((value) => value !== undefined))
    throw new TsdumpError('usage', '--header, --fields-... and --lines-... need --tab', {
      hint: 'They lay out the files of rows that --tab writes.',
    });
}

/** Throws `usage`. */
export function resolveOutput(settings: Settings): OutputOptions {
  return {
    resultFile: settings['result-file'],
    directory: settings['output-dir'],
    compression: parseCompression(settings.compress),
    bufferBytes: settings['buffer-size'],
    spool: settings.spool,
  };
}

export const compressionLevels = {
  zstd: { default: 1, max: 19 },
  gzip: { default: 6, max: 9 },
} as const;

function parseCompression(text: string): Compression {
  if (text === 'none') return { codec: 'none' };
  const [, name, digits] = /^([a-z]+)(?::(\d{1,2}))?$/.exec(text) ?? [];
  if (name === 'zstd' || name === 'gzip') {
    const levels = compressionLevels[name];
    const level = digits === undefined ? levels.default : Number(digits);
    if (level >= 1 && level <= levels.max) return { codec: name, level };
  }
  throw new TsdumpError('usage', `--compress cannot be ${JSON.stringify(text)}`, {
    hint: 'It is zstd or gzip, with a level if you like (zstd:1 to zstd:19, gzip:1 to gzip:9), or none.',
  });
}
