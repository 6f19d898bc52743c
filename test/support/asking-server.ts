// A server that nobody should trust: it greets as asked, then answers each packet of the
// client with the next of its own, whatever the client said, and keeps all it heard.

import { createServer, type Server, type Socket } from 'node:net';

export interface Questions {
  /** Of the greeting: how it says accounts log in. */
  readonly plugin: string;
  /** Payloads, one in answer to each packet of the client. */
  readonly answers: readonly Buffer[];
  /** A path to listen on instead of a port of 127.0.0.1. */
  readonly socket?: string;
  readonly version?: string;
}

/** 20 bytes, and a zero where the protocol ends it so. */
export const SCRAMBLE: Buffer = Buffer.from('abcdefghijklmnopqrst', 'latin1');

/** All that a server of today can do but TLS and compression. */
const CAPABILITIES = 0x00fff7ff & ~0x0820;
const HEADER_BYTES = 4;

export class AskingServer {
  readonly host: string = '127.0.0.1';
  readonly port: number;
  /** Payloads of the client, of all its connections. */
  readonly heard: Buffer[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  static async start(questions: Questions): Promise<AskingServer> {
    const server = createServer({ noDelay: true });
    await new Promise<void>((resolve) => {
      if (questions.socket === undefined) server.listen(0, '127.0.0.1', resolve);
      else server.listen(questions.socket, resolve);
    });
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const asking = new AskingServer(server, port);
    server.on('connection', (client) => asking.#talk(client, questions));
    return asking;
  }

  #talk(client: Socket, { plugin, answers, version = '9.7.4' }: Questions): void {
    this.#sockets.add(client);
    client.on('error', () => client.destroy());
    client.on('close', () => this.#sockets.delete(client));
    const left = [...answers];
    let bytes = Buffer.alloc(0);
    client.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      while (bytes.length >= HEADER_BYTES) {
        const end = HEADER_BYTES + bytes.readUIntLE(0, 3);
        if (bytes.length < end) return;
        const number = bytes[3] as number;
        this.heard.push(bytes.subarray(HEADER_BYTES, end));
        bytes = bytes.subarray(end);
        const answer = left.shift();
        if (answer === undefined) client.end();
        else client.write(toFrame(answer, number + 1));
      }
    });
    client.write(toFrame(buildGreeting(plugin, version), 0));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

function toFrame(payload: Buffer, number: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUIntLE(payload.length, 0, 3);
  header[3] = number & 0xff;
  return Buffer.concat([header, payload]);
}

function buildGreeting(plugin: string, version: string): Buffer {
  const fixed = Buffer.alloc(4 + 8 + 1 + 2 + 1 + 2 + 2 + 1 + 10);
  fixed.writeUInt32LE(7, 0);
  SCRAMBLE.copy(fixed, 4, 0, 8);
  fixed.writeUInt16LE(CAPABILITIES & 0xffff, 13);
  fixed[15] = 45;
  fixed.writeUInt16LE(2, 16);
  fixed.writeUInt16LE(CAPABILITIES >>> 16, 18);
  fixed[20] = SCRAMBLE.length + 1;
  return Buffer.concat([
    Buffer.from([10]),
    Buffer.from(`${version}\0`, 'latin1'),
    fixed,
    SCRAMBLE.subarray(8),
    Buffer.from(`\0${plugin}\0`, 'latin1'),
  ]);
}

/** Asks for another way to log in. */
export function switchTo(plugin: string, data: Buffer = Buffer.from(SCRAMBLE)): Buffer {
  return Buffer.concat([Buffer.from(`\xfe${plugin}\0`, 'latin1'), data, Buffer.from([0])]);
}

/** More of what the plugin talks about. */
export function moreOf(...data: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from([1]), ...data]);
}
