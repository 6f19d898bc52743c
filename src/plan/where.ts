// Whether a --where may be joined with a chunk's own condition. Some are more than a
// condition (`1 LIMIT 10`), or only look like one in parentheses (`1) OR (1`). Pure.

const TOKEN = /'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`[^`]*`|[\s\S]/g;
/** A subquery would run once a chunk; a variable counts rows in one order. */
const UNFIT = /--|#|\/\*|;|@|\bselect\b|\bwith\b/i;

/** What else it may be the server tells, when it is asked to explain it in parentheses. */
export function isPlainCondition(where: string): boolean {
  let depth = 0;
  let bare = '';
  for (const [token] of where.matchAll(TOKEN)) {
    if (token === "'" || token === '"' || token === '`') return false;
    if (token === '(') depth++;
    if (token === ')') depth--;
    if (depth < 0) return false;
    bare += token.length > 1 ? 'x' : token;
  }
  return depth === 0 && !UNFIT.test(bare);
}
