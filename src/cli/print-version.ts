// --version: the one answer that needs no option, and so loads nothing else.

import { readToolVersion } from '../base/version.js';
import { writeNow } from '../terminal/write-now.js';

export function printVersion(): number {
  writeNow(1, Buffer.from(`tsdump ${readToolVersion()}\n`));
  return 0;
}
