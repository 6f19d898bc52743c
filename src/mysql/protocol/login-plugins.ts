// The ways accounts log in that go beyond mysql2's own: when a password may be sent at all, and
// what MariaDB has besides. A password leaves readable, or encrypted with a key that came over
// the wire, only where nobody else can be at the other end, or the user asked for it.

import { createPublicKey, type KeyObject, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ConnectionOptions as Mysql2Options } from 'mysql2';
import type { ConnectionOptions } from '../../model/options.js';
import { signWithDerived, signWithText } from './password-signature.js';

type Mysql2Plugins = typeof import('mysql2')['authPlugins'];
type LoginPlugins = NonNullable<Mysql2Options['authPlugins']>;
type LoginPlugin = LoginPlugins[string];

/** The account's way of logging in would give the password away. */
export class LoginRefused extends Error {
  /** Tells mysql2 that the error has a name already. */
  readonly code: string = 'LOGIN_REFUSED';
  readonly plugin: string;
  /** The file of the server's key, where one was named and cannot be used. */
  readonly keyFile: KeyFileError | undefined;

  constructor(plugin: string, keyFile: KeyFileError | undefined) {
    super(`${plugin} would give the password away`, { cause: keyFile });
    this.plugin = plugin;
    this.keyFile = keyFile;
  }
}

export class KeyFileError extends Error {
  readonly path: string;
  /** It can be read, and holds something else. */
  readonly isRead: boolean;

  constructor(path: string, isRead: boolean, cause: unknown) {
    super(`${path} is not the file of a public key`, { cause });
    this.path = path;
    this.isRead = isRead;
  }
}

export interface Login {
  readonly plugins: LoginPlugins;
  /** To be called before the connection's first packet. */
  readonly guard: (connection: LoggingIn) => void;
}

type Answer = ReturnType<LoginPlugin>;

/** A connection of mysql2: what answers the packets of its login. */
interface LoggingIn {
  _authPlugin?: Answer;
}

export async function readLogin(
  { login, password, socket }: ConnectionOptions,
  { caching_sha2_password: cachingSha2, sha256_password: sha256 }: Mysql2Plugins,
): Promise<Login> {
  const key = login?.serverKey === undefined ? undefined : await readKey(login.serverKey);
  const plugins: LoginPlugins = {
    client_ed25519: signingNonce(password),
    parsec: signingSalted(password),
  };
  if (password === '') {
    plugins['caching_sha2_password'] = noPassword;
    plugins['sha256_password'] = noPassword;
  } else if (key !== undefined && !(key instanceof KeyFileError)) {
    plugins['caching_sha2_password'] = cachingSha2({ serverPublicKey: key });
    plugins['sha256_password'] = sha256({ serverPublicKey: key });
  }
  // Whoever listens on a socket of this machine is trusted.
  const mayAsk = socket !== undefined || login?.requestKey === true;
  const keyFile = key instanceof KeyFileError ? key : undefined;
  return { plugins, guard: mayAsk ? () => undefined : (connection) => guard(connection, keyFile) };
}

/** As libmysql: the server then says that no password was used. */
const noPassword: LoginPlugin = () => () => Buffer.from([0]);

/** What asks a server for its key: one byte, as no other answer is. */
const KEY_REQUESTS: Readonly<Record<number, string>> = {
  1: 'sha256_password',
  2: 'caching_sha2_password',
};

/** Without TLS a plugin of mysql2 takes any server's key that it was not given; it must not ask. */
function guard(connection: LoggingIn, keyFile: KeyFileError | undefined): void {
  let guarded: Answer | undefined;
  Object.defineProperty(connection, '_authPlugin', {
    get: () => guarded,
    set: (plugin: Answer) => {
      guarded = (data) => {
        const said = plugin(data);
        if (!Buffer.isBuffer(said) || said.length !== 1) return said;
        const asking = KEY_REQUESTS[said[0] as number];
        if (asking !== undefined) throw new LoginRefused(asking, keyFile);
        return said;
      };
    },
  });
}

async function readKey(path: string): Promise<KeyObject | KeyFileError> {
  let text: string | undefined;
  try {
    text = await readFile(path, 'utf8');
    return createPublicKey(text);
  } catch (cause) {
    return new KeyFileError(path, text !== undefined, cause);
  }
}

/** Of a signature: what the other side made up, so that no answer serves twice. */
const NONCE_BYTES = 32;

/** ed25519 of MariaDB: the server's nonce is signed. */
function signingNonce(password: string): LoginPlugin {
  return () => (data) => {
    if (data.length < NONCE_BYTES) throw new Error('the server sent too little to be signed');
    return signWithText(data.subarray(0, NONCE_BYTES), Buffer.from(password));
  };
}

/** What a parsec account says of itself: its kind, doublings of 1024 iterations, and the salt. */
const PBKDF2 = 'P'.charCodeAt(0);
const ITERATIONS_MIN = 1024;
/** As many as a server has: each costs us time. */
const DOUBLINGS_MAX = 3;
const SALT_BYTES = 18;

/** Of mysql2's handshake: takes the next packet, and returns what takes the one after it. */
interface Handshake {
  next: TakePacket;
}
type TakePacket = (packet: { buffer: Buffer; offset: number }, connection: unknown) => TakePacket;

/**
 * parsec: what the account says of itself comes without the mark that mysql2 expects of more
 * data, so it is put there. Then the nonces of both sides are signed.
 */
function signingSalted(password: string): LoginPlugin {
  return ({ command }) => {
    const handshake = command as unknown as Handshake;
    let theirs: Buffer | undefined;
    return async (data): Promise<Buffer> => {
      if (theirs === undefined) {
        theirs = Buffer.from(data.subarray(0, NONCE_BYTES));
        // Now mysql2 says what takes the next packet.
        await Promise.resolve();
        const { next } = handshake;
        handshake.next = (packet, connection) => {
          if (packet.buffer[packet.offset] === PBKDF2) packet.buffer[--packet.offset] = 1;
          return next.call(handshake, packet, connection);
        };
        return Buffer.alloc(0);
      }
      const [kind, doublings = 0] = data;
      if (kind !== PBKDF2 || doublings > DOUBLINGS_MAX || data.length < 2 + SALT_BYTES)
        throw new Error('the server derives the secret in a way that is not known');
      const ours = randomBytes(NONCE_BYTES);
      const salt = data.subarray(2, 2 + SALT_BYTES);
      const signature = signWithDerived(Buffer.concat([theirs, ours]), Buffer.from(password), {
        iterations: ITERATIONS_MIN << doublings,
        salt,
      });
      return Buffer.concat([ours, signature]);
    };
  };
}
