// A copy of the command line, installed elsewhere, with nothing of app/ but a
// dump() written by the test: what main does with its outcome, without any server.

import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryFolder } from '../support/child-process.js';
import { projectPath } from '../support/project.js';

/** Returns the path of its bin/tsdump. `body` is dump()'s: options, listener, signal. */
export function installStandIn(body: string): string {
  const folder = makeTemporaryFolder('stand-in');
  const sources = join(folder, 'dist', 'src');
  mkdirSync(join(sources, 'app', 'dump'), { recursive: true });
  for (const part of ['cli', 'dropin', 'options', 'terminal', 'archive', 'encode', 'model', 'base'])
    cpSync(projectPath('dist', 'src', part), join(sources, part), { recursive: true });
  cpSync(projectPath('bin'), join(folder, 'bin'), { recursive: true });
  // The bundle would bring its own dump().
  const binary = join(folder, 'bin', 'tsdump');
  const text = readFileSync(binary, 'utf8').replace('dist/run/cli.js', 'dist/src/cli/main.js');
  writeFileSync(binary, text);
  cpSync(projectPath('package.json'), join(folder, 'package.json'));
  symlinkSync(projectPath('node_modules'), join(folder, 'node_modules'));
  writeFileSync(
    join(sources, 'app', 'dump', 'dump.js'),
    `export async function dump(options, listener, signal) {
      const report = {
        tables: 1, rows: 2, sqlBytes: 3, writtenBytes: 3, durationMs: 4, windowMs: undefined,
        coordinates: undefined, warnings: [], skipped: [], exitStatus: 0,
      };
      const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
      // A promise alone keeps no process alive; a real dump has its sockets.
      const alive = setInterval(() => undefined, 1000);
      try { ${body} } finally { clearInterval(alive); }
    }`,
  );
  return binary;
}
