// Loads the native module of zstd where it is used: who needs none need not have it.

import { createRequire } from 'node:module';
import type binding from 'zstd-napi/binding.js';
import { TsdumpError } from '../base/errors.js';

/** Throws `dump-unreadable` when it is not there. */
export function loadZstd(): typeof binding {
  try {
    return createRequire(import.meta.url)('zstd-napi/binding.js') as typeof binding;
  } catch (error) {
    throw new TsdumpError('dump-unreadable', 'zstd cannot be loaded on this machine', {
      hint: 'Run `npm rebuild zstd-napi` where tsdump is installed.',
      cause: error,
    });
  }
}
