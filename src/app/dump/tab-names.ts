// Which files of --tab belong to a table. Asks the server only for names in character sets
// that we have no table of.

import { homedir } from 'node:os';
import { quoteString } from '../../encode/text/quote.js';
import { toFileName } from '../../encode/text/file-name.js';
import type { TabOptions } from '../../model/options.js';
import type { Session } from '../../mysql/protocol/session.js';
import type { SectionContext } from '../../schema/text/section-context.js';
import { buildTabPaths, type TabPaths } from '../../storage/local/tab-paths.js';

const UTF8: ReadonlySet<string> = new Set(['utf8', 'utf8mb3', 'utf8mb4']);

/** Undefined for a name that would lead out of the directory. */
export async function findTabPaths(
  session: Session,
  ctx: SectionContext,
  tab: TabOptions,
  table: string,
): Promise<TabPaths | undefined> {
  const { dialect, style } = ctx;
  const { encodesNames, resolvesPaths } = dialect.tabFiles;
  const isOurs = style.tabRowsBy === 'client';
  let name = table;
  if (encodesNames) name = toFileName(await toUnicode(session, ctx, table));
  // mysqldump would follow it out of the directory: there a drop-in is not the same.
  else if (/[/\0]/.test(table)) return undefined;
  return buildTabPaths(
    tab.directory,
    name,
    { encodesNames, resolvesPaths: resolvesPaths || isOurs },
    {
      workingDirectory: Buffer.from(process.cwd(), 'utf8').toString(style.text),
      home: Buffer.from(homedir(), 'utf8').toString(style.text),
    },
  );
}

async function toUnicode(
  session: Session,
  { charset, style }: SectionContext,
  name: string,
): Promise<string> {
  // eslint-disable-next-line no-control-regex -- all of ASCII
  if (style.text === 'utf8' || /^[\0-\x7f]*$/.test(name)) return name;
  const bytes = Buffer.from(name, style.text);
  if (UTF8.has(charset)) return bytes.toString('utf8');
  const [row] = await session.query(`SELECT HEX(CONVERT(${quoteString(name)} USING utf16)) AS hex`);
  return Buffer.from(row?.string('hex') ?? '', 'hex')
    .swap16()
    .toString('utf16le');
}
