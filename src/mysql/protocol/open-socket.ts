// The TCP connection or unix socket under a session. Unencrypted, it reads into one buffer
// for as long as it lives: Node's own way makes a new one for every 64 KiB read, and getting
// rid of them costs a tenth of a dump's time.

import { connect, type OnReadOpts, type Socket, type TcpNetConnectOpts } from 'node:net';
import type { ConnectionOptions } from '../../model/options.js';

const READ_BYTES = 256 * 1024;
/**
 * Silence after which the other end is asked whether it is there. Much less than a firewall
 * waits before it forgets a connection: the guard's says nothing for hours. The system's own
 * two hours would also be how long a lane waits for a server that has lost its network.
 */
const KEEP_ALIVE_MS = 30_000;

export interface ReusedBuffer {
  /** While somebody else reads, who may keep what he gets: each 'data' is a copy. */
  copies: boolean;
}

/** `localAddress`: where to connect from. Emits 'data' in either case. */
export function openSocket(
  { host, port, socket: path }: ConnectionOptions,
  localAddress: string | undefined,
  encrypted: boolean,
): { readonly socket: Socket; readonly reads: ReusedBuffer } {
  const reads: ReusedBuffer = { copies: true };
  const onread: OnReadOpts = {
    buffer: Buffer.allocUnsafeSlow(READ_BYTES),
    callback(bytes, buffer) {
      const read = (buffer as Buffer).subarray(0, bytes);
      socket.emit('data', reads.copies ? Buffer.from(read) : read);
      return true;
    },
  };
  const target: TcpNetConnectOpts | { readonly path: string } =
    path === undefined
      ? { host, port, ...(localAddress === undefined ? {} : { localAddress }) }
      : { path };
  // TLS reads the handle itself.
  const socket = connect(encrypted ? target : { ...target, onread });
  if (path === undefined) {
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.setNoDelay(true);
  }
  return { socket, reads };
}
