// The signatures that prove a password to MariaDB: of ed25519 accounts, whose secret is the
// password itself, and of parsec accounts, whose secret is derived from it. Pure; all that
// touches a secret is done by OpenSSL, in constant time, but for one sum of numbers.

import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  pbkdf2Sync,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';

const PRIME = 2n ** 255n - 19n;
/** Of the points that a signature uses. */
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

const SCALAR_BYTES = 32;
/** What comes before the bytes of a private key (RFC 8410). */
const PKCS8 = {
  ed25519: Buffer.from('302e020100300506032b657004220420', 'hex'),
  x25519: Buffer.from('302e020100300506032b656e04220420', 'hex'),
} as const;

/**
 * Ed25519, but for its secret: SHA-512 of a text of any length, where others have 32 bytes.
 * Node signs with 32 bytes only, so the points come from X25519, which multiplies by the same
 * kind of number on the same curve and leaves the sign of each point open. Which it is shows
 * when the signature is verified.
 */
export function signWithText(message: Buffer, secret: Buffer): Buffer {
  const hash = createHash('sha512').update(secret).digest();
  const own = clamp(hash.subarray(0, SCALAR_BYTES));
  const once = clamp(randomBytes(SCALAR_BYTES));
  const key = multiplyBase(own);
  // Either sign, so that every number can be the secret of one signature.
  const point = withSign(multiplyBase(once), (randomBytes(1)[0] as number) & 1);
  for (const ownSign of [0, 1])
    for (const onceSign of [1n, -1n]) {
      const signer = withSign(key, ownSign);
      const digest = createHash('sha512').update(point).update(signer).update(message).digest();
      const sum = onceSign * toNumber(once) + toNumber(digest) * toNumber(own);
      const signature = Buffer.concat([point, toBytes(modulo(sum, ORDER))]);
      if (verify(null, message, toPublicKey(signer), signature)) return signature;
    }
  throw new Error('no signature of the password came out right');
}

/** A parsec account says how its secret is made of the password. */
export interface Derivation {
  readonly iterations: number;
  readonly salt: Buffer;
}

export function signWithDerived(
  message: Buffer,
  password: Buffer,
  { iterations, salt }: Derivation,
): Buffer {
  const seed = pbkdf2Sync(password, salt, iterations, SCALAR_BYTES, 'sha512');
  return sign(null, message, toPrivateKey('ed25519', seed));
}

/** As RFC 8032 and RFC 7748 both have it. */
function clamp(bytes: Buffer): Buffer {
  const clamped = Buffer.from(bytes);
  clamped[0] = (clamped[0] as number) & 0xf8;
  clamped[31] = ((clamped[31] as number) & 0x7f) | 0x40;
  return clamped;
}

/** The base point times `scalar`: y of the Edwards form, its sign left open. */
function multiplyBase(scalar: Buffer): Buffer {
  const { x = '' } = createPublicKey(toPrivateKey('x25519', scalar)).export({ format: 'jwk' });
  const u = toNumber(Buffer.from(x, 'base64url'));
  return toBytes(modulo((u - 1n) * invert(u + 1n), PRIME));
}

function withSign(point: Buffer, bit: number): Buffer {
  const signed = Buffer.from(point);
  signed[31] = (signed[31] as number) | (bit << 7);
  return signed;
}

function toPrivateKey(curve: keyof typeof PKCS8, bytes: Buffer): KeyObject {
  const key = Buffer.concat([PKCS8[curve], bytes]);
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}

function toPublicKey(point: Buffer): KeyObject {
  const key = { kty: 'OKP', crv: 'Ed25519', x: point.toString('base64url') };
  return createPublicKey({ key, format: 'jwk' });
}

/** Fermat: to the power of the prime less two. */
function invert(value: bigint): bigint {
  let result = 1n;
  let base = modulo(value, PRIME);
  for (let exponent = PRIME - 2n; exponent > 0n; exponent >>= 1n) {
    if ((exponent & 1n) === 1n) result = (result * base) % PRIME;
    base = (base * base) % PRIME;
  }
  return result;
}

function modulo(value: bigint, by: bigint): bigint {
  return ((value % by) + by) % by;
}

/** Least significant byte first, both ways. */
function toNumber(bytes: Buffer): bigint {
  return BigInt(`0x${Buffer.from(bytes.toReversed()).toString('hex')}`);
}

function toBytes(value: bigint): Buffer {
  const hex = value.toString(16).padStart(2 * SCALAR_BYTES, '0');
  return Buffer.from(Buffer.from(hex, 'hex').toReversed());
}
