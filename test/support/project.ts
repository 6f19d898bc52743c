// Where things of this project lie, seen from compiled code under dist/.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

function findProjectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('no package.json above the test support code');
    folder = parent;
  }
  return folder;
}

/** The folder that holds package.json. */
export const projectRoot: string = findProjectRoot();

/** A path inside the project's sources: `projectPath('fixtures', 'x.sql')`. */
export function projectPath(...parts: string[]): string {
  return join(projectRoot, ...parts);
}
