// Reads what a socket brings, packet by packet, and stands still while a consumer needs time.

import type { Duplex } from 'node:stream';
import type { PacketReader } from './packets.js';

export interface ReadFailures {
  /** Nothing more of it can be read. */
  unreadable(error: unknown): void;
  /** What the consumer asked to wait for has failed, while the command was still that one. */
  consumer(error: unknown): void;
  /** Whatever is under way. */
  command(): unknown;
}

export class SocketReader {
  readonly #socket: Duplex;
  readonly #packets: PacketReader;
  readonly #failed: ReadFailures;
  /** Where to read on once the consumer has caught up. */
  #held: { chunk: Buffer; at: number } | undefined;

  constructor(socket: Duplex, packets: PacketReader, failed: ReadFailures) {
    this.#socket = socket;
    this.#packets = packets;
    this.#failed = failed;
    socket.on('data', (chunk: Buffer) => this.#read(chunk, 0));
  }

  /** Whatever the consumer waits for is not waited for any more. */
  readOn(): void {
    const held = this.#held;
    if (held !== undefined) this.#read(held.chunk, held.at);
  }

  #read(chunk: Buffer, at: number): void {
    this.#held = undefined;
    let stop: { at: number; wait: Promise<void> } | undefined;
    try {
      stop = this.#packets.read(chunk, at);
    } catch (error) {
      this.#failed.unreadable(error);
      return;
    }
    if (stop === undefined) {
      if (this.#socket.isPaused()) this.#socket.resume();
      return;
    }
    const held = { chunk, at: stop.at };
    this.#held = held;
    this.#socket.pause();
    const readOn = (): void => {
      // readOn() may have gone on in the meantime.
      if (this.#held === held) this.#read(held.chunk, held.at);
    };
    const command = this.#failed.command();
    stop.wait.then(readOn, (error: unknown) => {
      // Not the next one, if this was abandoned in the meantime.
      if (this.#failed.command() === command) this.#failed.consumer(error);
      readOn();
    });
  }
}
