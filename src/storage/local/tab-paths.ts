// Where the files of --tab are: names of tables become names of files, and the directory
// is one for us and one for the server. Paths are text, one character a byte in a drop-in.

import { posix } from 'node:path';

export interface TabPathRules {
  /** Names are encoded (encode/text/file-name.ts): nothing in them leaves the directory. */
  readonly encodesNames: boolean;
  /** Both files are at an absolute path; else the server may have a place of its own. */
  readonly resolvesPaths: boolean;
}

export interface TabPaths {
  /** Of the definitions; ours. */
  readonly sql: string;
  /** The path of the rows that the server is given; ours if it is absolute. */
  readonly txt: string;
}

/** `name` is the file's, without an extension. */
export function buildTabPaths(
  directory: string,
  name: string,
  rules: TabPathRules,
  around: { readonly workingDirectory: string; readonly home: string },
): TabPaths {
  const given = /^~(?:\/|$)/.test(directory) ? `${around.home}${directory.slice(1)}` : directory;
  // As mysqldump: a name that is a path is taken for one.
  if (name.includes('/')) {
    const path = posix.normalize(name);
    return { sql: `${path}.sql`, txt: `${path}.txt` };
  }
  const absolute = join(posix.resolve(around.workingDirectory, given), name);
  if (rules.resolvesPaths) return { sql: `${absolute}.sql`, txt: `${absolute}.txt` };
  const isLocal = given === '.' || given.startsWith('./');
  const relative = `${isLocal ? './' : ''}${join(normalize(given), name)}`;
  const isKnown = isLocal || given.startsWith('..');
  return { sql: `${relative}.sql`, txt: `${isKnown ? absolute : relative}.txt` };
}

function normalize(directory: string): string {
  const normal = directory === '' ? '' : posix.normalize(`${directory}/`);
  return normal === './' ? '' : normal;
}

function join(directory: string, name: string): string {
  return directory === '' || directory.endsWith('/')
    ? `${directory}${name}`
    : `${directory}/${name}`;
}
