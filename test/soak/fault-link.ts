// One connection through the fault proxy: cuts what the client sends into requests, passes
// answers on as they come, and does to both what the proxy tells it to.

import type { Socket } from 'node:net';
import { sleep } from '../../src/base/clock.js';

const HEADER_BYTES = 4;
const COM_QUERY = 3;
const PROTOCOL_VERSION = 10;

interface Corruption {
  readonly packet: number;
  readonly at: number;
  readonly flip: number;
}

/** What the proxy wants to hear of. */
export interface LinkHooks {
  /** False where it is not to be passed on. */
  request(request: string): Promise<boolean>;
  answer(bytes: number): void;
  /** Settles when something may go through. */
  flowing(): Promise<void>;
}

export class FaultLink {
  readonly index: number;
  connectionId: number | undefined;
  /** Nothing goes through until it settles. */
  stalled: Promise<void> | undefined;
  /** Size of the pieces answers come in, and how long it is between them. */
  pieces: { readonly bytes: number; readonly pauseMs: number } | undefined;
  readonly #client: Socket;
  readonly #hooks: LinkHooks;
  #server: Socket | undefined;
  #carry: Buffer = Buffer.alloc(0);
  #sent: (() => void) | undefined;
  #cutAfter: { bytes: number; cut(): void } | undefined;
  #corrupt: Corruption | undefined;
  /** Bytes until the next header of the answer, and how many headers there were. */
  #untilHeader = 0;
  #headers = 0;
  #happened: (() => void) | undefined;

  constructor(client: Socket, index: number, hooks: LinkHooks) {
    this.#client = client;
    this.index = index;
    this.#hooks = hooks;
    client.on('error', () => this.#server?.resetAndDestroy());
  }

  open(server: Socket): void {
    this.#server = server;
    server.on('error', () => this.#client.resetAndDestroy());
    this.#forward(this.#client, server, async (chunk) => await this.#takeRequests(chunk, server));
    this.#forward(server, this.#client, async (chunk) => await this.#takeAnswer(chunk));
    this.#callSent();
  }

  cut(reset: boolean): void {
    for (const socket of [this.#client, this.#server]) {
      if (reset) socket?.resetAndDestroy();
      else socket?.destroySoon();
    }
  }

  /** `act` is called when the request under way has been passed on. */
  whenSent(act: () => void): void {
    this.#sent = act;
  }

  halfClose(side: 'client' | 'server'): void {
    if (side === 'client') this.#server?.end();
    else this.#client.end();
  }

  /** `cut` is called instead of passing on the byte behind so many that come from now on. */
  cutAfter(bytes: number, cut: () => void): void {
    this.#cutAfter = { bytes, cut };
  }

  /** In the answer that comes now; `happened` is called when it is done. */
  corrupt(corruption: Corruption, happened: () => void): void {
    this.#corrupt = corruption;
    this.#happened = happened;
  }

  #forward(from: Socket, to: Socket, take: (chunk: Buffer) => Promise<void>): void {
    from.on('data', (chunk: Buffer) => {
      from.pause();
      void take(chunk).then(() => from.resume());
    });
    from.on('end', () => {
      void this.#flowing().then(() => to.end());
    });
  }

  async #flowing(): Promise<void> {
    await this.#hooks.flowing();
    await this.stalled;
  }

  async #takeRequests(chunk: Buffer, server: Socket): Promise<void> {
    this.#carry = Buffer.concat([this.#carry, chunk]);
    while (this.#carry.length >= HEADER_BYTES) {
      const end = HEADER_BYTES + this.#carry.readUIntLE(0, 3);
      if (end > this.#carry.length) return;
      const packet = this.#carry.subarray(0, end);
      this.#carry = this.#carry.subarray(end);
      const passes = await this.#hooks.request(describeRequest(packet));
      await this.#flowing();
      if (!passes) continue;
      await send(server, packet);
      this.#callSent();
    }
  }

  #callSent(): void {
    const act = this.#sent;
    this.#sent = undefined;
    act?.();
  }

  async #takeAnswer(chunk: Buffer): Promise<void> {
    this.connectionId ??= readConnectionId(chunk);
    this.#hooks.answer(chunk.length);
    await this.#flowing();
    this.#corruptIn(chunk);
    const cutAfter = this.#cutAfter;
    if (cutAfter !== undefined && cutAfter.bytes < chunk.length) {
      await send(this.#client, chunk.subarray(0, cutAfter.bytes));
      this.#cutAfter = undefined;
      cutAfter.cut();
      return;
    }
    if (cutAfter !== undefined) cutAfter.bytes -= chunk.length;
    const { pieces } = this;
    if (pieces === undefined) return await send(this.#client, chunk);
    for (let at = 0; at < chunk.length; at += pieces.bytes) {
      await send(this.#client, chunk.subarray(at, at + pieces.bytes));
      if (pieces.pauseMs > 0) await sleep(pieces.pauseMs);
    }
  }

  #corruptIn(chunk: Buffer): void {
    const corrupt = this.#corrupt;
    if (corrupt === undefined) return;
    let at = this.#untilHeader;
    // A header that is cut in two is left as it is, and all behind it.
    for (; at + HEADER_BYTES <= chunk.length; this.#headers++) {
      const end = at + HEADER_BYTES + chunk.readUIntLE(at, 3);
      if (this.#headers === corrupt.packet) {
        chunk.writeUInt8(chunk.readUInt8(at + corrupt.at) ^ corrupt.flip, at + corrupt.at);
        this.#corrupt = undefined;
        this.#happened?.();
        return;
      }
      at = end;
    }
    if (at < chunk.length) this.#corrupt = undefined;
    this.#untilHeader = at - chunk.length;
  }
}

async function send(to: Socket, bytes: Buffer): Promise<void> {
  if (to.destroyed || to.writableEnded || to.write(bytes)) return;
  await new Promise<void>((resolve) => {
    to.once('drain', resolve);
    to.once('close', resolve);
  });
}

function describeRequest(packet: Buffer): string {
  // Requests begin a sequence; what the client says while it logs in goes on with one.
  if (packet[3] !== 0) return 'login';
  const command = packet[HEADER_BYTES];
  if (command !== COM_QUERY) return `command ${command}`;
  return packet
    .toString('utf8', HEADER_BYTES + 1)
    .replace(/\s+/g, ' ')
    .slice(0, 100);
}

/** Of the greeting: a protocol version, the server's version ended by NUL, then the number. */
function readConnectionId(greeting: Buffer): number | undefined {
  // Or the server refuses at once.
  if (greeting[HEADER_BYTES] !== PROTOCOL_VERSION) return undefined;
  return greeting.readUInt32LE(greeting.indexOf(0, HEADER_BYTES + 1) + 1);
}
