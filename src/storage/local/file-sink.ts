// The sink on a path. A regular file is written under `<path>.<pid>.<random>.partial`
// beside it (mode 0600) and takes its name only in commit(), fsynced: a failed dump
// leaves no file that looks complete. A SIGKILL leaves the partial file; a later run
// neither uses nor removes it. Pipes and devices are written to directly.

import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { nowMs, sleep } from '../../base/clock.js';
import { TsdumpError } from '../../base/errors.js';
import type { Sink } from '../../model/sink.js';
import { DescriptorSink } from './descriptor-sink.js';
import { PartialFile } from './partial-file.js';
import { buildPipeSink } from './pipe-sink.js';
import { openFdSink } from './stdout-sink.js';
import { errnoName, toSinkRefused } from './write-failure.js';

/** How long to wait until somebody opens a named pipe for reading. */
const FIFO_WAIT_MS = 30_000;
const FIFO_RETRY_MS = 50;

export async function openFileSink(file: string): Promise<Sink> {
  // These name an open descriptor. Through the path we would lose its offset and, worse,
  // rename a file over the link in /dev.
  const inherited = toDescriptor(file);
  if (inherited !== undefined) return await openFdSink(inherited);
  const name = JSON.stringify(file);
  try {
    const found = await readKind(file);
    if (found === 'directory' || file.endsWith('/')) {
      throw new TsdumpError('sink-refused', `${name} is a directory`, {
        hint: 'Give the path of a file.',
      });
    }
    if (found === 'pipe') return buildPipeSink(await openFifo(file, name), name);
    if (found === 'device') {
      const fd = fs.openSync(file, fs.constants.O_WRONLY | fs.constants.O_NOCTTY);
      return new DescriptorSink({ fd, name, owned: true, sync: 'best-effort' });
    }
    // Through a symbolic link to where the file is or shall be: the link stays a link.
    return await openPartial(found === 'file' ? await realpath(file) : file, name);
  } catch (error) {
    throw toSinkRefused(name, error);
  }
}

function toDescriptor(file: string): number | undefined {
  if (file === '/dev/stdout') return 1;
  if (file === '/dev/stderr') return 2;
  const digits = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(file)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

async function readKind(
  file: string,
): Promise<'nothing' | 'file' | 'directory' | 'pipe' | 'device'> {
  try {
    const found = await stat(file);
    if (found.isDirectory()) return 'directory';
    if (found.isFIFO()) return 'pipe';
    return found.isFile() ? 'file' : 'device';
  } catch (error) {
    if (errnoName(error) !== 'ENOENT') throw error;
  }
  if (fs.lstatSync(file, { throwIfNoEntry: false }) === undefined) return 'nothing';
  throw new TsdumpError('sink-refused', `${JSON.stringify(file)} is a link to a missing file`, {
    hint: 'Remove the link or create what it points to.',
  });
}

async function openPartial(target: string, name: string): Promise<Sink> {
  const partial = `${target}.${process.pid}.${randomBytes(4).toString('hex')}.partial`;
  const fd = fs.openSync(partial, 'wx', 0o600);
  const bytes = new DescriptorSink({ fd, name, owned: true, sync: 'required' });
  return new PartialFile({ bytes, partial, target, directory: path.dirname(target), name });
}

/** Polls instead of blocking in open(2), which would hold a pool thread for ever. */
async function openFifo(file: string, name: string): Promise<number> {
  const startedMs = nowMs();
  for (;;) {
    try {
      return fs.openSync(file, fs.constants.O_WRONLY | fs.constants.O_NONBLOCK);
    } catch (error) {
      if (errnoName(error) !== 'ENXIO') throw error;
    }
    if (nowMs() - startedMs > FIFO_WAIT_MS) {
      throw new TsdumpError('sink-refused', `nobody reads the named pipe ${name}`, {
        hint: 'Start the reader first.',
      });
    }
    await sleep(FIFO_RETRY_MS);
  }
}
