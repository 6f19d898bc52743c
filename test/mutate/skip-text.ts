// Where a piece of JavaScript that is not code ends: a comment, a string, a template, a regular
// expression. Enough for what our compiler prints; no parser.

/** The end of what begins at `at` and is not code; `at` itself where it is code. */
export function skipText(source: string, at: number): number {
  const two = source.slice(at, at + 2);
  if (two === '//') return endOf(source, '\n', at);
  if (two === '/*') return endOf(source, '*/', at) + 2;
  const first = source[at] ?? '';
  if (first === "'" || first === '"') return endOfQuoted(source, first, at + 1);
  if (first === '`') return endOfTemplate(source, at + 1);
  if (first === '/' && isExpressionStart(source, at)) return endOfRegExp(source, at + 1);
  return at;
}

/** Behind the bracket that closes the one at `at`. */
export function skipBrackets(source: string, at: number): number {
  let depth = 0;
  for (let here = at; here < source.length; ) {
    const next = skipText(source, here);
    if (next > here) {
      here = next;
      continue;
    }
    const letter = source[here] ?? '';
    if ('([{'.includes(letter)) depth++;
    if (')]}'.includes(letter) && --depth === 0) return here + 1;
    here++;
  }
  return source.length;
}

function endOf(source: string, mark: string, at: number): number {
  const found = source.indexOf(mark, at);
  return found < 0 ? source.length : found;
}

function endOfQuoted(source: string, quote: string, at: number): number {
  for (let here = at; here < source.length; here++) {
    if (source[here] === '\\') here++;
    else if (source[here] === quote) return here + 1;
  }
  return source.length;
}

function endOfTemplate(source: string, at: number): number {
  for (let here = at; here < source.length; here++) {
    if (source[here] === '\\') here++;
    else if (source[here] === '`') return here + 1;
    else if (source.startsWith('${', here)) here = skipBrackets(source, here + 1) - 1;
  }
  return source.length;
}

function endOfRegExp(source: string, at: number): number {
  let inClass = false;
  for (let here = at; here < source.length; here++) {
    const letter = source[here];
    if (letter === '\\') here++;
    else if (letter === '[') inClass = true;
    else if (letter === ']') inClass = false;
    else if (letter === '/' && !inClass) return here + 1;
  }
  return source.length;
}

/** A slash divides behind a value only. */
function isExpressionStart(source: string, at: number): boolean {
  const before = source.slice(Math.max(0, at - 40), at).trimEnd();
  return before === '' || /[(,=:[!&|?{};+\-*<>~^%]$|\b(?:return|typeof|case|in|of)$/.test(before);
}
