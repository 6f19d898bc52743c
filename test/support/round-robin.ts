// One address in front of several servers: each connection goes to the next of them, as a
// proxy, a reader endpoint or a virtual address may do.

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface RoundRobin extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
}

interface Address {
  readonly host: string;
  readonly port: number;
}

/** `turns`: which of the servers each connection goes to, in order; the last one stays. */
export async function startRoundRobin(
  servers: readonly Address[],
  turns: readonly number[],
): Promise<RoundRobin> {
  const sockets = new Set<Socket>();
  let next = 0;
  const listener = createServer((client) => {
    const turn = turns[Math.min(next++, turns.length - 1)] ?? 0;
    const { host, port } = servers[turn] as Address;
    const server = connect(port, host);
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
      from.pipe(to);
    }
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    host: '127.0.0.1',
    port: (listener.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      listener.close();
      await once(listener, 'close');
    },
  };
}
