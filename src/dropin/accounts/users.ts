// mysqldump's --users: accounts as CREATE USER before everything else, their privileges as
// GRANT behind it. Names go into the statements as they are, as the stock tool does it, but for
// those that would be a statement of their own (account-statement.ts).

import type { Row } from '../../mysql/protocol/row.js';
import type { Session } from '../../mysql/protocol/session.js';
import { addAccountStatement } from './account-statement.js';
import type { ToolContext } from '../messages/tool-context.js';
import type { SectionText } from '../../schema/text/section-text.js';
import { isSameName, StockNameSet } from './name-hash-order.js';
import { couldntExecute } from '../messages/failures.js';

/** What --users writes in its own way. */
export const ACCOUNT_TABLES: readonly string[] = [
  'mysql.user',
  'mysql.global_grants',
  'mysql.db',
  'mysql.tables_priv',
  'mysql.columns_priv',
  'mysql.procs_priv',
  'mysql.proxies_priv',
  'mysql.default_roles',
  'mysql.role_edges',
  'mysql.password_history',
];

const ACCOUNTS =
  "SELECT CONCAT('\\'',user,'\\'@\\'',host,'\\'')," +
  " CONCAT(QUOTE(user),'@',QUOTE(host)), CONCAT(user,'@',host)" +
  'FROM mysql.user';

export async function writeUsers(
  session: Session,
  ctx: ToolContext,
  out: SectionText,
): Promise<void> {
  const accounts = await listAccounts(session, ctx);
  for (const name of ctx.selection.users?.exclude.toReversed() ?? []) {
    if (accounts.some((account) => isSameName(account, name))) continue;
    ctx.tool.tell(`Warning: --exclude-user=${name} didn't match any included account`);
  }
  for (const account of withoutExcluded(ctx, accounts)) {
    if (ctx.format.addDropUser) addAccountStatement(ctx, out, account, `DROP USER ${account}`);
    const statement = `SHOW CREATE USER ${account}`;
    if (!(await writeAnswer(session, ctx, out, account, statement))) return;
  }
}

export async function writeGrants(
  session: Session,
  ctx: ToolContext,
  out: SectionText,
): Promise<void> {
  for (const account of withoutExcluded(ctx, await listAccounts(session, ctx))) {
    const statement = `SHOW GRANTS FOR ${account}`;
    if (!(await writeAnswer(session, ctx, out, account, statement))) return;
  }
}

/** False where the rest is given up. */
async function writeAnswer(
  session: Session,
  ctx: ToolContext,
  out: SectionText,
  account: string,
  statement: string,
): Promise<boolean> {
  let rows: readonly Row[];
  try {
    rows = await session.query(statement);
  } catch (error) {
    ctx.tool.failed(couldntExecute(statement, error));
    return false;
  }
  for (const row of rows) addAccountStatement(ctx, out, account, row.stringAt(0));
  return true;
}

/** In the order of the stock tool. */
async function listAccounts(session: Session, ctx: ToolContext): Promise<readonly string[]> {
  const include = ctx.selection.users?.include ?? [];
  if (include.length > 0) return [...new StockNameSet(include)];
  try {
    const rows = await session.query(ACCOUNTS);
    const names = rows.map((row) => {
      const [plain = '', quoted = '', bare = ''] = row.texts().map((text) => text ?? '');
      return plain !== quoted || /[.%\- ]/.test(plain) ? quoted : bare;
    });
    return [...new StockNameSet(names)];
  } catch (error) {
    ctx.tool.failed(couldntExecute(ACCOUNTS, error));
    return [];
  }
}

function withoutExcluded(ctx: ToolContext, accounts: readonly string[]): readonly string[] {
  const excluded = ctx.selection.users?.exclude ?? [];
  return accounts.filter((account) => !excluded.some((name) => isSameName(account, name)));
}
