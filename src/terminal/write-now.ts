// Writes to a descriptor at once, so that nothing is lost when the process ends.

import { writeSync } from 'node:fs';

/** A pipe may take it in parts; a dump goes on though nobody listens. */
export function writeNow(fd: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
    }
  }
}
