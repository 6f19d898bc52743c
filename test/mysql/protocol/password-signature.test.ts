// Signatures of a password, held against Node's own where it has them.

import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, pbkdf2Sync, randomBytes, verify } from 'node:crypto';
import { test } from 'node:test';
import { signWithDerived, signWithText } from '../../../src/mysql/protocol/password-signature.js';

/** Of 32 bytes Node makes the same key as MariaDB of a password that long. */
function publicKeyOf(seed: Buffer): ReturnType<typeof createPublicKey> {
  const key = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  return createPublicKey(createPrivateKey({ key, format: 'der', type: 'pkcs8' }));
}

test('a password of 32 bytes signs as the key of these bytes', () => {
  for (let round = 0; round < 50; round++) {
    const seed = randomBytes(32);
    const message = randomBytes(round);
    const signature = signWithText(message, seed);
    assert.equal(signature.length, 64);
    assert.ok(verify(null, message, publicKeyOf(seed), signature));
    assert.ok(!verify(null, message, publicKeyOf(randomBytes(32)), signature));
    assert.notDeepEqual(signWithText(message, seed), signature, 'a secret was used twice');
  }
});

test('a derived secret is the seed of its key', () => {
  const [password, salt, message] = [Buffer.from('pässwörd'), randomBytes(18), randomBytes(64)];
  const signature = signWithDerived(message, password, { iterations: 2048, salt });
  const seed = pbkdf2Sync(password, salt, 2048, 32, 'sha512');
  assert.ok(verify(null, message, publicKeyOf(seed), signature));
});
