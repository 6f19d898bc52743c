// tsdump's own version, from the package it was installed as.

import { readFileSync } from 'node:fs';

export function readToolVersion(): string {
  const manifest = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
