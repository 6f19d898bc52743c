// Keeps compressed bytes off a terminal.

import { isatty } from 'node:tty';
import { TsdumpError } from '../base/errors.js';
import type { OutputOptions } from '../model/options.js';

const STDIN_FD = 0;
const STDOUT_FD = 1;

/**
 * Throws `sink-refused`. Asks the descriptor only: process.stdout must not wake up, the dump
 * owns fd 1.
 */
export function refuseTerminal({ directory, resultFile, compression }: OutputOptions): void {
  if (directory !== undefined || resultFile !== undefined) return;
  if (compression.codec === 'none' || !isatty(STDOUT_FD)) return;
  throw new TsdumpError('sink-refused', 'compressed bytes do not belong on a terminal', {
    hint: 'Redirect the output, name a file with --result-file, or add --compress=none.',
  });
}

/** Throws `usage`: nobody types a dump. */
export function refuseTerminalInput(): void {
  if (!isatty(STDIN_FD)) return;
  throw new TsdumpError('usage', 'there is no dump to load', {
    hint: 'Name a file or directory, or send one to standard input: tsload FILE, or tsdump ... | tsload ...',
  });
}
