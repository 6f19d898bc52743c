// The sink on a descriptor somebody else opened: standard output, or /dev/fd/N. Chooses
// by what it leads to. Never touches process.stdout, whose writes to files are
// synchronous and whose errors come as events nobody can await.

import fs from 'node:fs';
import { isatty } from 'node:tty';
import { TsdumpError } from '../../base/errors.js';
import type { Sink } from '../../model/sink.js';
import { DescriptorSink } from './descriptor-sink.js';
import { openPipeSink } from './pipe-sink.js';
import { toSinkRefused } from './write-failure.js';

const EMPTY = new Uint8Array(0);

export async function openFdSink(fd: number = 1): Promise<Sink> {
  const name = fd === 1 ? 'standard output' : `file descriptor ${fd}`;
  let stat: fs.Stats;
  try {
    stat = fs.fstatSync(fd);
    if (stat.isFile() || stat.isCharacterDevice()) requireWritable(fd);
  } catch (error) {
    throw toSinkRefused(name, error);
  }
  if (stat.isDirectory()) {
    throw new TsdumpError('sink-refused', `${name} is a directory`, {
      hint: 'Redirect it to a file or a pipe.',
    });
  }
  if (stat.isFIFO() || stat.isSocket()) return openPipeSink(fd, name);
  const terminal = isatty(fd) ? openTerminal(fd) : undefined;
  return new DescriptorSink({
    fd: terminal ?? fd,
    name,
    owned: terminal !== undefined,
    sync: 'best-effort',
  });
}

/** Throws where it is open for reading only. Writes nothing, which a full device refuses as well. */
function requireWritable(fd: number): void {
  try {
    fs.writeSync(fd, EMPTY);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EBADF') throw error;
  }
}

/** A non-blocking descriptor of our own, so that Ctrl-S cannot hold up process.exit(). */
function openTerminal(fd: number): number | undefined {
  try {
    return fs.openSync(
      `/proc/self/fd/${fd}`,
      fs.constants.O_WRONLY | fs.constants.O_NONBLOCK | fs.constants.O_NOCTTY,
    );
  } catch {
    return undefined;
  }
}
