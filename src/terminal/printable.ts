// Text of somebody else's on its way to a terminal. Pure.

/** A name or message may hold anything, a terminal must not obey it. */
export function printable(line: string): string {
  return line.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd');
}
