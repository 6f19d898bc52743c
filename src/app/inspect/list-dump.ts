// tsdump --list: what is in a dump, from its index alone.

import { openDump } from '../../archive/open-dump.js';
import type { Manifest } from '../../model/manifest.js';

/** Rejects with `dump-unreadable`. */
export async function listDump(path: string): Promise<Manifest> {
  const dump = await openDump(path);
  await dump.close();
  return dump.manifest;
}
