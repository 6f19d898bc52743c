// What the demo prints: plain sentences, each ticked only if it was checked.

/** The next scene. */
export function announce(text: string): void {
  process.stdout.write(`\n${text}\n`);
}

export function tell(text: string): void {
  process.stdout.write(`    ${text}\n`);
}

/** Prints the sentence if it is true; ends the demo with it if it is not. */
export function confirm(isSo: boolean, sentence: string, found: unknown = ''): void {
  if (!isSo) throw new Error(`${sentence}${found === '' ? '' : ` (found: ${String(found)})`}`);
  process.stdout.write(`  ok  ${sentence}\n`);
}
