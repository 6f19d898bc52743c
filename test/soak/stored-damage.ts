// What happens to a dump while it lies there: a disk or a copy that changes bytes, and somebody
// who writes another manifest. Pure.

import type { Random } from '../../fixtures/generator/random.js';

interface Damage {
  readonly name: string;
  /** `other`: bytes of another dump. */
  readonly damage: (random: Random, bytes: Buffer, other: Buffer) => Buffer;
}

/** A piece of `bytes`, mostly a short one. */
function drawRange(random: Random, bytes: Buffer): readonly [number, number] {
  const start = random.int(0, Math.max(0, bytes.length - 1));
  const length = random.int(1, random.pick([1, 8, 100, bytes.length]));
  return [start, Math.min(bytes.length, start + length)];
}

function overwrite(bytes: Buffer, at: number, by: Uint8Array): Buffer {
  const copy = Buffer.from(bytes);
  copy.set(by.subarray(0, Math.max(0, copy.length - at)), at);
  return copy;
}

export const DAMAGES: readonly Damage[] = [
  {
    name: 'a bit flipped',
    damage(random, bytes) {
      const at = random.int(0, Math.max(0, bytes.length - 1));
      return overwrite(bytes, at, Buffer.from([(bytes[at] ?? 0) ^ (1 << random.int(0, 7))]));
    },
  },
  {
    name: 'a piece of noise',
    damage(random, bytes) {
      const [start, end] = drawRange(random, bytes);
      return overwrite(bytes, start, random.bytes(end - start));
    },
  },
  {
    name: 'a piece of zeros',
    damage(random, bytes) {
      const [start, end] = drawRange(random, bytes);
      return overwrite(bytes, start, Buffer.alloc(end - start));
    },
  },
  {
    name: 'a number that is a limit',
    damage(random, bytes) {
      const at = random.int(Math.max(0, bytes.length - 2000), bytes.length);
      const limit = Buffer.alloc(4);
      limit.writeUInt32LE(random.pick([0, 1, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff]));
      return overwrite(bytes, at, limit);
    },
  },
  { name: 'cut off', damage: (random, bytes) => bytes.subarray(0, drawRange(random, bytes)[0]) },
  {
    name: 'a piece cut out',
    damage(random, bytes) {
      const [start, end] = drawRange(random, bytes);
      return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
    },
  },
  {
    name: 'a piece twice',
    damage(random, bytes) {
      const [start, end] = drawRange(random, bytes);
      return Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)]);
    },
  },
  {
    name: 'a piece of another dump',
    damage(random, bytes, other) {
      const [start, end] = drawRange(random, other);
      return overwrite(bytes, Math.min(start, bytes.length), other.subarray(start, end));
    },
  },
  {
    name: 'ends as another dump does',
    damage(random, bytes, other) {
      const at = random.int(0, bytes.length);
      return Buffer.concat([bytes.subarray(0, at), other.subarray(Math.min(at, other.length))]);
    },
  },
  { name: 'another dump', damage: (_random, _bytes, other) => other },
  {
    name: 'grown',
    damage: (random, bytes) => Buffer.concat([bytes, random.bytes(random.int(1, 100))]),
  },
];

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

const FORGED: readonly Json[] = [
  null,
  true,
  -1,
  0,
  1,
  0.5,
  1e308,
  2 ** 53,
  2 ** 32,
  '',
  '..',
  '../pwned',
  '/etc/passwd',
  'a\0b',
  'manifest.json',
  "x'; DROP DATABASE canary; -- ",
  '`; DROP DATABASE canary; -- ',
  'x\n\x1b]0;pwned\x07',
  'ж'.repeat(100_000),
  [],
  {},
];

/** A manifest with something in it that is not so, and where. */
export function forge(
  random: Random,
  manifest: object,
): { readonly forged: object; readonly where: string } {
  const forged = JSON.parse(JSON.stringify(manifest)) as { [name: string]: Json };
  let place: Json[] | { [name: string]: Json } = forged;
  const path: string[] = [];
  for (;;) {
    const name: string = random.pick(Object.keys(place));
    path.push(name);
    const members = place as { [name: string]: Json };
    const below: Json | undefined = members[name];
    const goesOn = typeof below === 'object' && below !== null && Object.keys(below).length > 0;
    if (goesOn && !random.oneIn(6)) {
      place = below;
      continue;
    }
    switch (random.int(0, 5)) {
      case 0:
        delete members[name];
        break;
      case 1:
        if (Array.isArray(place)) place.push(below ?? null);
        else members['what is this'] = below ?? null;
        break;
      default:
        members[name] = random.pick(FORGED);
    }
    return { forged, where: path.join('.') };
  }
}
