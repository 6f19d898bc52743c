// What the text of a trigger, routine, event or view needs around it so that a client can
// read it back. Neither stock tool looks; for ordinary bodies the answer is theirs. Pure.

export interface BodySyntax {
  /** Ends inside a `-- ` or `#` comment, which would swallow a delimiter after it. */
  readonly endsInLineComment: boolean;
  /** Holds a comment, or the end of one, which a version comment around the body would not survive. */
  readonly breaksVersionComment: boolean;
}

/** How a text is read: what the lexer of the server, or of the client, goes by. */
export interface BodyRules {
  /** False under NO_BACKSLASH_ESCAPES. */
  readonly escapes: boolean;
  /** Double quotes stand around names, in which a backslash is a letter. */
  readonly ansiQuotes: boolean;
  /** `$a$` begins a text that ends with another: MySQL 9; elsewhere it is a name. */
  readonly dollarQuotes: boolean;
}

/** How a definition reads that a server shows in the modes of our own session. */
export const SHOWN_RULES: BodyRules = { escapes: true, ansiQuotes: false, dollarQuotes: false };

/** What a drop-in takes every body for, as the stock tools do. */
export const PLAIN_BODY: BodySyntax = { endsInLineComment: false, breaksVersionComment: false };

const TOKEN = /['"`#]|--(?=[\0-\x20]|$)|\/\*|\*\//g;
const TOKEN_OR_DOLLARS = new RegExp(`${TOKEN.source}|\\$[A-Za-z0-9_\\x80-\\xff]*\\$`, 'g');

/** A quoted text or comment, or one end of a version comment. */
export interface Token {
  readonly text: string;
  readonly start: number;
  /** Behind what it begins with, and behind all of it. */
  readonly after: number;
  readonly end: number;
}

export function* listTokens(byteText: string, rules: BodyRules): Generator<Token, void> {
  const next = rules.dollarQuotes ? TOKEN_OR_DOLLARS : TOKEN;
  let isVersioned = false;
  for (let at = 0; at < byteText.length; ) {
    next.lastIndex = at;
    const match = next.exec(byteText);
    if (match === null) return;
    const [text] = match;
    const after = match.index + text.length;
    // Where there is no version comment to end it is a product, and may be of a comment.
    const isProduct = text === '*/' && !isVersioned;
    at = isProduct ? after - 1 : skipToken(byteText, text, after, rules);
    if (text === '*/' || (text === '/*' && at === after)) isVersioned = text === '/*';
    yield { text, start: match.index, after, end: at };
  }
}

/** `byteText` is SQL, of several bytes a character only where they cannot be taken for others. */
export function scanBody(byteText: string, rules: BodyRules): BodySyntax {
  let endsInLineComment = false;
  let hasBareEnd = false;
  let hasComment = false;
  for (const { text, after, end } of listTokens(byteText, rules)) {
    if (text === '*/') hasBareEnd = true;
    if (text === '/*') hasComment ||= end > after;
    const isLineComment = text === '#' || text === '--';
    endsInLineComment = isLineComment && end === byteText.length && !byteText.endsWith('\n');
  }
  // Inside a version comment the mysql client (9.7) takes a comment for open up to the next end
  // of one, wherever that stands; the mariadb client (10.11) cuts off all behind it, unless it is
  // told to keep comments.
  const breaksVersionComment = hasBareEnd || hasComment;
  return { endsInLineComment, breaksVersionComment };
}

/** What of it is code: without what is quoted, and comments but the ends of versioned ones. */
export function listCode(byteText: string, rules: BodyRules): string {
  let code = '';
  let at = 0;
  for (const { start, after, end } of listTokens(byteText, rules)) {
    code += byteText.slice(at, end === after ? end : start);
    at = end;
  }
  return code + byteText.slice(at);
}

/** Where the text goes on behind what `token` begins. */
function skipToken(text: string, token: string, after: number, rules: BodyRules): number {
  switch (token) {
    case '*/':
      return after;
    case '#':
    case '--':
      return skipPast(text, '\n', after);
    case '/*':
      // The inside of a version comment is code; its end is found as a bare one.
      return /^M?!/.test(text.slice(after, after + 2)) ? after : skipPast(text, '*/', after);
    case "'":
      return skipQuoted(text, token, after, rules.escapes);
    case '"':
      return skipQuoted(text, token, after, rules.escapes && !rules.ansiQuotes);
    case '`':
      return skipQuoted(text, token, after, false);
    default: {
      const inName = /[A-Za-z0-9_$\x80-\xff]/.test(text.charAt(after - token.length - 1));
      return inName ? after : skipPast(text, token, after);
    }
  }
}

function skipPast(text: string, what: string, from: number): number {
  const found = text.indexOf(what, from);
  return found < 0 ? text.length : found + what.length;
}

/** A doubled quote ends one string and begins the next, which comes to the same. */
function skipQuoted(text: string, quote: string, from: number, escapes: boolean): number {
  for (let at = from; at < text.length; at++) {
    if (escapes && text[at] === '\\') at++;
    else if (text[at] === quote) return at + 1;
  }
  return text.length;
}

/** `;;`, longer where the statement contains it. */
export function chooseDelimiter(byteText: string): string {
  let delimiter = ';;';
  while (byteText.includes(delimiter)) delimiter += ';';
  return delimiter;
}

/** Names in double quotes that hold a backslash stand in backticks: the mysql client escapes by it. */
export function backtickEscaping(byteText: string, rules: BodyRules): string {
  let text = '';
  let at = 0;
  for (const { text: quote, start, end } of listTokens(byteText, rules)) {
    const name = byteText.slice(start + 1, end - 1);
    // A doubled quote is the end of one token and the beginning of another.
    const isWhole = byteText[start - 1] !== '"' && byteText[end] !== '"';
    if (quote !== '"' || !name.includes('\\') || !isWhole) continue;
    text += `${byteText.slice(at, start)}\`${name.replaceAll('`', '``')}\``;
    at = end;
  }
  return text + byteText.slice(at);
}

const QUOTED = '(?:`(?:[^`]|``)*`|"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\')';
/** Bare where the server was asked for as few quotes as there may be. */
const ACCOUNT_PART = `(?:${QUOTED}|[^\\s@\`"']+)`;
const DEFINER = `DEFINER=${ACCOUNT_PART}(?:@${ACCOUNT_PART})?`;
// What follows the definer stands as it was typed.
const COVERED = new RegExp(`^CREATE (${DEFINER}) ((?:TRIGGER|EVENT)\\s[^]*)$`, 'i');
const VIEW = new RegExp(
  `^(CREATE ALGORITHM=\\w+) (${DEFINER} SQL SECURITY \\w+) (VIEW [^]*?)(?: (WITH (?:CASCADED|LOCAL) CHECK OPTION))?$`,
);

/** CREATE TRIGGER or EVENT in its three parts, each for its own version comment. */
export function splitDefiner(byteText: string): { definer: string; rest: string } | undefined {
  const match = COVERED.exec(byteText);
  return match === null ? undefined : { definer: match[1] as string, rest: match[2] as string };
}

// Neither the name nor a time can hold what ends them here.
const BEFORE_STATUS = `^(CREATE ${DEFINER} EVENT ${ACCOUNT_PART} ON SCHEDULE (?:[^']|'[^']*')*? ON COMPLETION (?:NOT )?PRESERVE `;
const ENABLED_EVENT = new RegExp(`${BEFORE_STATUS})ENABLE(?= )`);
const COMMENT = String.raw`COMMENT )'(?:[^'\\]|\\[^]|'')*'`;
const EVENT_COMMENT = new RegExp(`${BEFORE_STATUS}\\w+(?: ON \\w+)? ${COMMENT}(?= DO )`);
const ROUTINE_COMMENT = new RegExp(`^(CREATE [^]*?\\n    ${COMMENT}(?=\\n)`);

/** `literal` in the place of the comment that a server shows of an event or routine. */
export function replaceComment(byteText: string, literal: string): string {
  const place = EVENT_COMMENT.test(byteText) ? EVENT_COMMENT : ROUTINE_COMMENT;
  return byteText.replace(place, (_all, before: string) => before + literal);
}

/** CREATE EVENT of an event that is enabled, with `status` instead; others are as they are. */
export function disableOnReplica(byteText: string, status: string): string {
  return byteText.replace(ENABLED_EVENT, (_all, before: string) => before + status);
}

export interface ViewParts {
  readonly create: string;
  readonly security: string;
  readonly view: string;
  readonly checkOption: string | undefined;
}

export function splitView(byteText: string): ViewParts | undefined {
  const match = VIEW.exec(byteText);
  if (match === null) return undefined;
  const [, create, security, view, checkOption] = match as unknown as string[];
  return {
    create: create as string,
    security: security as string,
    view: view as string,
    checkOption,
  };
}
