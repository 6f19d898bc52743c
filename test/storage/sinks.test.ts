// The sink contract by every sink there is.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openFileSink } from '../../src/storage/local/file-sink.js';
import { openFdSink } from '../../src/storage/local/stdout-sink.js';
import { makeTemporaryFolder } from '../support/child-process.js';
import { describeSink, type OpenedSink } from './sink-contract.js';

const folder = makeTemporaryFolder('sinks');
let files = 0;

function newPath(): string {
  files += 1;
  return join(folder, `dump-${files}.sql`);
}

/** A named pipe that `cat` reads into a file. */
function startReader(): { fifo: string; arrived: () => Promise<Buffer> } {
  const fifo = newPath();
  const target = newPath();
  if (spawnSync('mkfifo', [fifo]).status !== 0) throw new Error('mkfifo failed');
  const out = openSync(target, 'w');
  const reader = spawn('cat', [fifo], { stdio: ['ignore', out, 'inherit'] });
  const ended = once(reader, 'exit');
  closeSync(out);
  return {
    fifo,
    arrived: async () => {
      await ended;
      return await readFile(target);
    },
  };
}

describeSink({
  name: 'new file',
  open: async (): Promise<OpenedSink> => {
    const path = newPath();
    const sink = await openFileSink(path);
    const arrived = async (): Promise<Buffer> =>
      existsSync(path) ? await readFile(path) : Buffer.alloc(0);
    return { sink, arrived };
  },
});

describeSink({
  name: 'descriptor of a regular file',
  open: async (): Promise<OpenedSink> => {
    const path = newPath();
    const fd = openSync(path, 'w');
    const arrived = async (): Promise<Buffer> => {
      closeSync(fd);
      return await readFile(path);
    };
    return { sink: await openFdSink(fd), arrived };
  },
});

describeSink({
  name: 'path of a named pipe',
  open: async (): Promise<OpenedSink> => {
    const { fifo, arrived } = startReader();
    return { sink: await openFileSink(fifo), arrived };
  },
});

describeSink({
  name: 'descriptor of a pipe',
  open: async (): Promise<OpenedSink> => {
    const { fifo, arrived } = startReader();
    const fd = openSync(fifo, 'w');
    return {
      sink: await openFdSink(fd),
      arrived: async () => {
        closeSync(fd);
        return await arrived();
      },
    };
  },
});
