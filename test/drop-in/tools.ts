// How the real tool and ours are called: both by the same name, found on PATH, so that
// messages name the program alike. Ours is the program of that name in bin/.

import { basename, dirname } from 'node:path';
import { projectPath } from '../support/project.js';
import type { TestServer } from '../support/test-server.js';

export interface Tool {
  readonly name: string;
  /** The folder it is found in. */
  readonly folder: string;
}

export function realTool(server: TestServer): Tool {
  const { dump } = server.binaries;
  return { name: basename(dump), folder: dirname(dump) };
}

/** tsdump under the real tool's name. */
export function ourTool(server: TestServer): Tool {
  return { name: basename(server.binaries.dump), folder: projectPath('bin') };
}
