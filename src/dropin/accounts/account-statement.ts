// Statements of accounts, as a drop-in writes them. Servers do not quote all that they show of
// an account, and the stock tools put names into comments that a name can end: what would run
// something else when it is restored is not written, the one thing they do.

import { isOneStatement } from '../../schema/text/check-definition.js';
import { StockStatus } from '../messages/failures.js';
import type { ToolContext } from '../messages/tool-context.js';
import type { SectionText } from '../../schema/text/section-text.js';

/** What can end the comment, the string or the statement it stands in for --replace. */
const ENDS_BLOCK = /\*\/|["|\r\n]/;

/** `byteText` without its semicolon. */
export function addAccountStatement(
  ctx: ToolContext,
  out: SectionText,
  account: string,
  byteText: string,
): void {
  if (isOneStatement(byteText)) out.add(`${byteText};\n`);
  else refuse(ctx, account);
}

/** True where `account` may stand in such a block; otherwise that is told. */
export function mayStandInBlock(ctx: ToolContext, account: string): boolean {
  if (!ENDS_BLOCK.test(account)) return true;
  refuse(ctx, account);
  return false;
}

function refuse(ctx: ToolContext, account: string): void {
  ctx.tool.failed({
    complaint: `What is shown of ${account} would be other SQL when it is restored`,
    status: StockStatus.server,
  });
}
