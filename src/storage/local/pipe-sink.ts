// Writes to a pipe or socket with non-blocking writes on the event loop: a reader that
// stands still holds up neither the event loop nor process.exit() (a thread-pool write
// blocked in the kernel does hold up process.exit(): Node joins its pool threads).
// Must not be used for regular files, which are never "not ready".

import fs from 'node:fs';
import { Socket } from 'node:net';
import type { Sink } from '../../model/sink.js';
import { buildAborted, toSinkRefused, toWriteFailed } from './write-failure.js';

/**
 * A pipe is opened anew where /proc allows it: O_NONBLOCK belongs to the open file
 * description, and that of a standard output is shared with other processes (and with
 * our own standard error after 2>&1), which would get EAGAIN. Sockets cannot be opened
 * again, so there the flag is set on the shared one; Node puts it back at exit.
 */
export function openPipeSink(fd: number, name: string): Sink {
  let own: number | undefined;
  try {
    own = fs.openSync(`/proc/self/fd/${fd}`, fs.constants.O_WRONLY | fs.constants.O_NONBLOCK);
  } catch {
    own = undefined;
  }
  return buildPipeSink(own ?? fd, name);
}

/** Takes over `fd`, open for writing. */
export function buildPipeSink(fd: number, name: string): Sink {
  try {
    return new PipeSink(new Socket({ fd, readable: false, writable: true }), name);
  } catch (error) {
    throw toSinkRefused(name, error);
  }
}

class PipeSink implements Sink {
  readonly #socket: Socket;
  readonly #name: string;
  readonly #pending = new Set<Promise<void>>();
  #failure: Error | undefined;

  constructor(socket: Socket, name: string) {
    this.#socket = socket;
    this.#name = name;
    socket.on('error', (error) => this.#fail(error));
    // Only a pending write keeps the process alive, not the open pipe.
    socket.unref();
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    if (bytes.byteLength === 0) return;
    const written = new Promise<void>((resolve, reject) => {
      this.#socket.ref();
      this.#socket.write(bytes, (error) => {
        if (error) reject(this.#fail(error));
        else resolve();
      });
    });
    this.#pending.add(written);
    try {
      await written;
    } finally {
      this.#pending.delete(written);
      if (this.#pending.size === 0) this.#socket.unref();
    }
  }

  /** The kernel has every byte; there is no more a pipe can promise. */
  async commit(): Promise<void> {
    await Promise.all(this.#pending);
    if (this.#failure !== undefined) throw this.#failure;
    // Not end(): that would shut down a socket that standard error shares.
    this.#socket.destroy();
  }

  /** Does not wait for the reader: writes that are still waiting are dropped. */
  async abort(): Promise<void> {
    this.#failure ??= buildAborted(this.#name);
    this.#socket.destroy();
    await Promise.allSettled(this.#pending);
  }

  #fail(error: Error): Error {
    this.#failure ??= toWriteFailed('write', this.#name, error);
    return this.#failure;
  }
}
