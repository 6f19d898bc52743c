// The shape of the SQL and of the output, from settings. Pure.

import { TsdumpError } from '../base/errors.js';
import type { Compression, Format, OutputOptions } from '../model/options.js';
import type { Settings } from './options.js';

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
  return { ...resolveFormat(settings), createOptions: true, quoteNames: true };
}

/** Throws `usage`. */
export function resolveOutput(settings: Settings): OutputOptions {
  const { 'result-file': resultFile } = settings;
  if (resultFile === '')
    throw new TsdumpError('usage', '--result-file is empty', {
      hint: 'Is a variable of your script not set?',
    });
  return { resultFile, compression: parseCompression(settings.compress) };
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
