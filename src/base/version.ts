// tsdump's own version, from the package it was installed as.

import { createRequire } from 'node:module';

export function readToolVersion(): string {
  const manifest = createRequire(import.meta.url)('tsdump/package.json') as { version: string };
  return manifest.version;
}
