// The option table: where the dump goes, and what is said meanwhile. Data only.

export const outputOptions = {
  'result-file': {
    kind: 'text',
    short: 'r',
    arg: 'FILE',
    help: 'write here instead of standard output',
  },
  compress: {
    kind: 'text',
    arg: 'CODEC',
    off: 'none',
    default: 'zstd:1',
    help: 'zstd[:level], gzip[:level], none',
  },
  'chunk-size': {
    kind: 'size',
    arg: 'BYTES',
    min: '1K',
    max: '16G',
    default: '32M',
    help: 'aim of one SELECT, bytes of table data',
  },
} as const;

export const messageOptions = {
  'log-level': {
    kind: 'choice',
    arg: 'LEVEL',
    values: ['silent', 'error', 'warn', 'info', 'debug'],
    help: 'silent, error, warn, info, debug (info)',
  },
  'log-format': {
    kind: 'choice',
    arg: 'FORMAT',
    values: ['pretty', 'json'],
    default: 'pretty',
    help: 'pretty, json',
  },
  progress: { kind: 'flag', help: 'progress line (when standard error is a terminal)' },
  verbose: { kind: 'flag', short: 'v', default: false, help: 'as --log-level=debug' },
  quiet: { kind: 'flag', default: false, help: 'as --log-level=warn, no progress' },
  help: { kind: 'flag', short: '?', default: false, help: 'show this and exit' },
  version: { kind: 'flag', short: 'V', default: false, help: 'show the version and exit' },
} as const;
