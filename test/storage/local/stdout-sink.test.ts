// Standard output as shells and cron hand it to us, seen from outside the process.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openFdSink } from '../../../src/storage/local/stdout-sink.js';
import { makeTemporaryFolder, runProgram } from '../../support/child-process.js';
import { buildPattern } from '../pattern.js';

const MIB = 1024 * 1024;
const BYTES = 20 * MIB + 5;
const PROGRAM = fileURLToPath(new URL('../write-stdout.js', import.meta.url));
/** A child that hangs is the failure these tests look for. */
const TIMEOUT_MS = 60_000;

interface ShellResult {
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** `$W` in the script is the writing program. */
async function runShell(script: string, cwd: string): Promise<ShellResult> {
  const env = { ...process.env, W: `${process.execPath} ${PROGRAM}` };
  return await runProgram('sh', ['-c', script], { cwd, env });
}

/** A pipe whose reading end we hold, without reading from it. */
function makePipe(): { reader: number; writer: number } {
  const path = join(makeTemporaryFolder('pipe'), 'fifo');
  if (spawnSync('mkfifo', [path]).status !== 0) throw new Error('mkfifo failed');
  const reader = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  return { reader, writer: fs.openSync(path, 'w') };
}

function readPipe(reader: number): Buffer {
  const bytes = Buffer.alloc(MIB);
  try {
    return bytes.subarray(0, fs.readSync(reader, bytes));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return Buffer.alloc(0);
    throw error;
  }
}

describe('standard output', { timeout: TIMEOUT_MS }, () => {
  it('as a file, a file to append to, a pipe, a slow pipe, a socket', async () => {
    const folder = makeTemporaryFolder('stdout');
    const pattern = buildPattern(BYTES);
    await runShell(`$W ${BYTES} > file; printf before > appended; $W ${BYTES} >> appended`, folder);
    assert.ok(fs.readFileSync(join(folder, 'file')).equals(pattern), '> file');
    const appended = fs.readFileSync(join(folder, 'appended'));
    assert.ok(appended.equals(Buffer.concat([Buffer.from('before'), pattern])), '>> file');
    assert.ok((await runShell(`$W ${BYTES} | cat`, folder)).stdout.equals(pattern), '| cat');
    const slow = await runShell(
      `$W ${BYTES} | (dd bs=1k count=9 status=none; sleep 1; cat)`,
      folder,
    );
    assert.ok(slow.stdout.equals(pattern), '| slow reader');
    // Node gives its children sockets.
    assert.ok((await runShell(`$W ${BYTES}`, folder)).stdout.equals(pattern), 'socket');
  });

  it('shared with standard error loses nothing of either', async () => {
    const folder = makeTemporaryFolder('stdout');
    const expected = Buffer.concat([buildPattern(BYTES), Buffer.from('committed\n')]);
    const { stdout } = await runShell(`$W ${BYTES} 2>&1 | cat`, folder);
    assert.ok(stdout.equals(expected), '2>&1 | cat');
    await runShell(`$W ${BYTES} > file 2>&1`, folder);
    assert.ok(fs.readFileSync(join(folder, 'file')).equals(expected), '> file 2>&1');
  });

  it('fails when the reader goes away, the disk is full or it is not writable', async () => {
    const folder = makeTemporaryFolder('stdout');
    const { stderr } = await runShell(`($W ${BYTES}; echo $? >&2) | head -c 10`, folder);
    assert.match(stderr, /^write-failed: the reader of the output pipe went away.*\n20\n$/);
    const full = await runShell(`$W 10 > /dev/full; echo $?`, folder);
    assert.match(full.stderr, /^write-failed: cannot write standard output: ENOSPC\n$/);
    assert.equal(full.stdout.toString(), '20\n');
    const closed = await runShell(`: > file; $W 10 1< file`, folder);
    assert.match(closed.stderr, /^sink-refused: /);
    const directory = await runShell(`$W 10 1< .`, folder);
    assert.match(directory.stderr, /^sink-refused: standard output is a directory/);
  });

  it('as a pipe nobody reads from holds up neither exit nor abort', async () => {
    for (const [ending, status] of [
      ['exit', 7],
      ['abort', 20],
    ] as const) {
      const { reader, writer } = makePipe();
      const child = spawn(process.execPath, [PROGRAM, `${3 * MIB}`, ending], {
        stdio: ['ignore', writer, 'ignore'],
      });
      const [code] = (await once(child, 'exit')) as [number | null];
      assert.equal(code, status);
      fs.closeSync(reader);
      fs.closeSync(writer);
    }
  });

  it('as a pipe acknowledges a write only when the kernel has all of it', async () => {
    const { reader, writer } = makePipe();
    const sink = await openFdSink(writer);
    let acknowledged = false;
    const written = sink.write(buildPattern(MIB)).then(() => {
      acknowledged = true;
    });
    const parts: Buffer[] = [];
    let missing = MIB;
    // A pipe holds 64 KiB: before all but that many were read, the rest cannot be in it.
    while (missing > 64 * 1024) {
      assert.equal(acknowledged, false);
      const part = readPipe(reader);
      parts.push(part);
      missing -= part.byteLength;
      await new Promise(setImmediate);
    }
    await written;
    parts.push(readPipe(reader));
    assert.ok(Buffer.concat(parts).equals(buildPattern(MIB)));
    await sink.commit();
    fs.closeSync(reader);
    fs.closeSync(writer);
  });

  it('as a pipe stays blocking for the other processes that share it', async () => {
    const { reader, writer } = makePipe();
    const sink = await openFdSink(writer);
    await sink.write(Buffer.from('x'));
    const flags = /^flags:\t([0-7]+)$/m.exec(
      fs.readFileSync(`/proc/self/fdinfo/${writer}`, 'utf8'),
    )?.[1];
    assert.equal(Number.parseInt(flags ?? '', 8) & fs.constants.O_NONBLOCK, 0);
    await sink.abort();
    fs.closeSync(reader);
    fs.closeSync(writer);
  });
});
