// mysqldump keeps account names in a hash table of the C++ library and writes them in its
// order, which is none a reader would guess. The same table, so that the order is the same:
// names hashed by latin1_swedish_ci, primes for sizes, new names at the front of their
// bucket.

const PRIMES: readonly number[] = [
  11, 23, 47, 97, 199, 409, 823, 1741, 3739, 7517, 15173, 30727, 62233, 126271, 256279, 520241,
];
const MASK: bigint = (1n << 64n) - 1n;

interface Node {
  readonly name: string;
  readonly hash: bigint;
  next: Node | undefined;
}

/** Names are strings of bytes. */
export class StockNameSet {
  /** Stands before the first name. */
  readonly #head: Node = { name: '', hash: 0n, next: undefined };
  /** For each bucket the node before its first. */
  #buckets: (Node | undefined)[] = [];
  #size = 0;

  constructor(names: Iterable<string>) {
    this.#buckets = Array.from({ length: PRIMES[0] as number });
    for (const name of names) this.#add(name);
  }

  *[Symbol.iterator](): Generator<string, void> {
    for (let node = this.#head.next; node !== undefined; node = node.next) yield node.name;
  }

  #add(name: string): void {
    const key = foldLatin1(name);
    for (const other of this) if (foldLatin1(other) === key) return;
    if (this.#size + 1 > this.#buckets.length) this.#grow();
    this.#size++;
    const node: Node = { name, hash: hashLatin1(key), next: undefined };
    const bucket = this.#bucketOf(node);
    const before = this.#buckets[bucket];
    if (before !== undefined) {
      node.next = before.next;
      before.next = node;
      return;
    }
    this.#insertFirst(node, bucket);
  }

  #insertFirst(node: Node, bucket: number): void {
    node.next = this.#head.next;
    this.#head.next = node;
    if (node.next !== undefined) this.#buckets[this.#bucketOf(node.next)] = node;
    this.#buckets[bucket] = this.#head;
  }

  #grow(): void {
    const size = PRIMES.find((prime) => prime > this.#buckets.length) ?? this.#buckets.length * 2;
    let node = this.#head.next;
    this.#head.next = undefined;
    this.#buckets = Array.from({ length: size });
    while (node !== undefined) {
      const { next } = node;
      const bucket = this.#bucketOf(node);
      const before = this.#buckets[bucket];
      if (before === undefined) this.#insertFirst(node, bucket);
      else {
        node.next = before.next;
        before.next = node;
      }
      node = next;
    }
  }

  #bucketOf({ hash }: Node): number {
    return Number(hash % BigInt(this.#buckets.length));
  }
}

/** Whether latin1_swedish_ci takes two names for one. */
export function isSameName(left: string, right: string): boolean {
  return foldLatin1(left) === foldLatin1(right);
}

const UPPER: Readonly<Record<string, string>> = {
  ...letters('\xc0\xc1\xc2\xc3\xe0\xe1\xe2\xe3', 'A'),
  ...letters('\xc4\xc6\xe4\xe6', '['),
  ...letters('\xc5\xe5', '\\'),
  ...letters('\xc7\xe7', 'C'),
  ...letters('\xc8\xc9\xca\xcb\xe8\xe9\xea\xeb', 'E'),
  ...letters('\xcc\xcd\xce\xcf\xec\xed\xee\xef', 'I'),
  ...letters('\xd0\xf0', 'D'),
  ...letters('\xd1\xf1', 'N'),
  ...letters('\xd2\xd3\xd4\xd5\xf2\xf3\xf4\xf5', 'O'),
  ...letters('\xd6\xf6', ']'),
  ...letters('\xd9\xda\xdb\xf9\xfa\xfb', 'U'),
  ...letters('\xdc\xdd\xfc\xfd', 'Y'),
  ...letters('\xf8', '\xd8'),
  ...letters('\xfe', '\xde'),
};

function letters(from: string, to: string): Record<string, string> {
  return Object.fromEntries(from.split('').map((letter) => [letter, to]));
}

function foldLatin1(name: string): string {
  const trimmed = name.replace(/ +$/, '');
  return trimmed.replace(/[a-z\xc0-\xff]/g, (letter) => UPPER[letter] ?? fold7bit(letter));
}

function fold7bit(letter: string): string {
  return letter < '\x80' ? letter.toUpperCase() : letter;
}

function hashLatin1(folded: string): bigint {
  let first = 1n;
  let second = 4n;
  for (let at = 0; at < folded.length; at++) {
    const weight = BigInt(folded.charCodeAt(at) & 0xff);
    const mixed = ((first & 63n) + second) * weight + (first << 8n);
    first = (first ^ mixed) & MASK;
    second += 3n;
  }
  return first;
}
