// Bytes of which no part equals the part before or after, so that a lost, doubled or
// misplaced write shows.

export function buildPattern(bytes: number): Buffer {
  const words = new Uint32Array(Math.ceil(bytes / 4));
  for (let i = 0; i < words.length; i += 1) words[i] = Math.imul(i, 2_654_435_761);
  return Buffer.from(words.buffer, 0, bytes);
}
