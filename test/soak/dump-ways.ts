// How a random schema is dumped: a drawn set of options all of which must come back equal.

import type { Random } from '../../fixtures/generator/random.js';

export interface DumpWay {
  /** Where it goes and how the server was kept still, for the table of results. */
  readonly kind: string;
  readonly args: readonly string[];
  /** Files in a directory instead of one stream. */
  readonly inFiles: boolean;
}

const LOCKS = [
  '--read-only',
  '--single-transaction',
  '--lock-all-tables',
  '--lock-tables',
  '--skip-lock-tables',
] as const;

/**
 * Each alone, or with any of the others. Not --replace: MariaDB has no REPLACE on keys WITHOUT
 * OVERLAPS.
 */
const OPTIONS: readonly (readonly string[])[] = [
  ['--hex-blob'],
  ['--complete-insert'],
  ['--skip-extended-insert'],
  ['--order-by-primary'],
  ['--skip-tz-utc'],
  ['--skip-comments'],
  ['--skip-add-locks'],
  ['--skip-disable-keys'],
  ['--skip-dump-date'],
  ['--skip-add-drop-table'],
  ['--add-drop-database'],
  ['--add-drop-trigger'],
  ['--no-autocommit'],
  ['--insert-ignore'],
  ['--no-tablespaces'],
  ['--net-buffer-length=4096'],
  ['--kernel=ts'],
  ['--verify-source'],
  ['--buffer-size=1M'],
];

export function drawDumpWay(random: Random): DumpWay {
  const inFiles = random.oneIn(4);
  const lock = random.pick(LOCKS);
  const chunks = random.pick(['1K', '16K', '32M']);
  return {
    kind: `${inFiles ? 'directory of files' : 'one stream'}, ${lock}`,
    args: [
      lock,
      `--threads=${random.int(1, 3)}`,
      `--chunk-size=${chunks}`,
      `--compress=${random.pick(['none', 'zstd', 'gzip'])}`,
      ...random.sample(OPTIONS, random.int(0, 5)).flat(),
    ],
    inFiles,
  };
}
