// Signals while the process ends: its exit status is what the work gave it.

import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import { test } from 'node:test';
import { runProgram } from '../support/child-process.js';
import { projectPath } from '../support/project.js';

test('a second signal after the work is over does not take the exit status away', async () => {
  const module = pathToFileURL(projectPath('dist/src/terminal/interruption.js')).href;
  const program = `
    import { catchInterruptions } from '${module}';
    const interruption = catchInterruptions(() => undefined);
    process.kill(process.pid, 'SIGINT');
    while (!interruption.signal.aborted) await new Promise(setImmediate);
    interruption.stop();
    process.exitCode = interruption.signal.reason.exitCode;
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => undefined, 50);`;
  const { code } = await runProgram(process.execPath, ['--input-type=module', '-e', program]);
  assert.equal(code, 130);
});
