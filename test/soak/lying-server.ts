// A server that lies: a real one behind a proxy that speaks the protocol, and changes what is
// said. Cells of answers, whole answers, packets of the login, or bytes of the stream.

import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { COM_PING } from '../../src/mysql/protocol/commands.js';
import { AnswerEditor, type EditCell } from './answer-editor.js';
import { FrameCutter, toFrame } from './frames.js';

export interface Lie {
  /** Of the login: packets to send in place of the server's `index`th, its payload given. */
  readonly login?: (payload: Buffer, index: number) => readonly Buffer[] | undefined;
  /** Frames to send to a statement in place of the server's; it does not see it. */
  readonly answer?: (sql: string) => Buffer | AsyncIterable<Buffer> | undefined;
  readonly cell?: EditCell | undefined;
  /** Anything after the login, `offset` bytes behind it. */
  readonly bytes?: (chunk: Buffer, offset: number) => Buffer;
}

const COM_QUERY = 3;
/** The real server takes a connection that says nothing for idle, while we make up its answer. */
const PING_MS = 10_000;

export class LyingServer {
  readonly host: string = '127.0.0.1';
  readonly port: number;
  /** All that clients have said, the last megabyte of it. */
  heard: Buffer = Buffer.alloc(0);
  readonly #server: Server;
  readonly #sockets: Set<Socket>;

  private constructor(server: Server, port: number, sockets: Set<Socket>) {
    this.#server = server;
    this.port = port;
    this.#sockets = sockets;
  }

  static async start(real: { host: string; port: number }, lie: Lie): Promise<LyingServer> {
    const sockets = new Set<Socket>();
    let lying: LyingServer | undefined;
    const server = createServer({ noDelay: true }, (client) => {
      const behind = connect({ host: real.host, port: real.port, noDelay: true });
      for (const socket of [client, behind]) {
        sockets.add(socket);
        socket.on('error', () => undefined);
        socket.once('close', () => {
          sockets.delete(socket);
          client.destroy();
          behind.destroy();
        });
      }
      client.on('data', (bytes) => lying?.hear(bytes));
      const conversation = new Conversation(client, behind, lie);
      conversation.begin();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    lying = new LyingServer(server, port, sockets);
    return lying;
  }

  hear(bytes: Buffer): void {
    this.heard = Buffer.concat([this.heard, bytes]).subarray(-(1 << 20));
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

/** One connection. */
class Conversation {
  readonly #client: Socket;
  readonly #behind: Socket;
  readonly #lie: Lie;
  readonly #editor: AnswerEditor | undefined;
  readonly #fromServer: FrameCutter;
  readonly #gone = new AbortController();
  #loggedIn = false;
  #saying = false;
  readonly #waiting: Buffer[] = [];
  #loginPackets = 0;
  /** Of ours to the real server; their answers are nobody's. */
  #pingsDue = 0;
  #offset = 0;

  constructor(client: Socket, behind: Socket, lie: Lie) {
    this.#client = client;
    this.#lie = lie;
    client.once('close', () => this.#gone.abort());
    this.#editor = lie.cell && new AnswerEditor(lie.cell);
    this.#behind = behind;
    this.#fromServer = new FrameCutter((frame) => this.#onFrame(frame));
  }

  begin(): void {
    const [client, behind] = [this.#client, this.#behind];
    const fromClient = new FrameCutter((frame) => {
      // Answers come in the order of requests: one sent meanwhile waits.
      if (this.#saying) this.#waiting.push(frame);
      else this.#onRequest(frame);
    });
    client.on('data', (chunk) => fromClient.read(chunk));
    behind.on('data', (chunk) => {
      if (this.#loggedIn && this.#editor === undefined && this.#pingsDue === 0)
        this.#sendBytes(chunk);
      else this.#fromServer.read(chunk);
      if (!client.write('')) {
        behind.pause();
        client.once('drain', () => behind.resume());
      }
    });
  }

  #onRequest(frame: Buffer): void {
    const isStatement = this.#loggedIn && frame[3] === 0 && frame[4] === COM_QUERY;
    const sql = isStatement ? frame.toString('latin1', 5) : undefined;
    this.#editor?.begin(sql);
    const answer = sql === undefined ? undefined : this.#lie.answer?.(sql);
    if (answer === undefined) this.#behind.write(frame);
    else void this.#sayWhole(answer);
  }

  async #sayWhole(answer: Buffer | AsyncIterable<Buffer>): Promise<void> {
    this.#saying = true;
    const pings = setInterval(() => {
      this.#pingsDue++;
      this.#behind.write(COM_PING);
    }, PING_MS);
    await this.#say(answer);
    clearInterval(pings);
    this.#saying = false;
    for (const frame of this.#waiting.splice(0)) this.#onRequest(frame);
  }

  async #say(answer: Buffer | AsyncIterable<Buffer>): Promise<void> {
    if (Buffer.isBuffer(answer)) {
      this.#client.write(answer);
      return;
    }
    for await (const bytes of answer) {
      if (this.#client.destroyed) return;
      if (this.#client.write(bytes)) continue;
      try {
        await once(this.#client, 'drain', { signal: this.#gone.signal });
      } catch {
        return;
      }
    }
  }

  #onFrame(frame: Buffer): void {
    if (!this.#loggedIn) return this.#onLogin(frame);
    if (this.#pingsDue > 0) {
      this.#pingsDue--;
      return;
    }
    for (const edited of this.#editor?.edit(frame) ?? [frame]) this.#sendBytes(edited);
  }

  #onLogin(frame: Buffer): void {
    const payload = frame.subarray(4);
    const said = this.#lie.login?.(payload, this.#loginPackets);
    // The greeting is no OK, whatever it begins with.
    if (this.#loginPackets++ > 0 && payload[0] === 0) this.#loggedIn = true;
    if (said === undefined) this.#client.write(frame);
    else said.forEach((one, index) => this.#client.write(toFrame(one, (frame[3] ?? 0) + index)));
  }

  #sendBytes(chunk: Buffer): void {
    const { bytes } = this.#lie;
    const said = bytes === undefined ? chunk : bytes(chunk, this.#offset);
    this.#offset += chunk.length;
    this.#client.write(said);
  }
}
