// Last bytes of a dump: the settings as they were found, and the line that says it is
// complete. The caller writes it only when that is true. Pure.

import { hasNoCharsets } from '../text/compatible.js';
import { isPartOfTab } from './prologue.js';
import type { SectionContext } from '../text/section-context.js';
import { comment, type SectionText } from '../text/section-text.js';
import { buildSettingsEnd } from '../text/target-settings.js';

export function writeEpilogue(
  ctx: SectionContext,
  out: SectionText,
  savesStats: boolean,
  now: Date,
): void {
  const { format, style } = ctx;
  if (format.compact && style.compactDropsSettings) return;
  out.add(
    ...buildSettings(ctx, savesStats),
    comment(
      format,
      format.dumpDate ? `-- Dump completed on ${toLocalTime(now)}\n` : '-- Dump completed\n',
    ),
  );
}

function buildSettings(ctx: SectionContext, savesStats: boolean): string[] {
  const { dialect, format, selection } = ctx;
  const isPart = isPartOfTab(ctx);
  const uniqueChecks = !isPart && (selection.createInfo || !dialect.uniqueChecksOnlyWithCreateInfo);
  return [
    format.tzUtc ? '/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;\n' : '',
    savesStats
      ? '/*!50606 SET GLOBAL INNODB_STATS_AUTO_RECALC=@OLD_INNODB_STATS_AUTO_RECALC */;\n'
      : '',
    '\n/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;\n',
    isPart ? '' : '/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;\n',
    uniqueChecks ? '/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */;\n' : '',
    format.setCharset && !hasNoCharsets(format)
      ? '/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;\n' +
        '/*!40101 SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS */;\n' +
        '/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;\n'
      : '',
    buildSettingsEnd(ctx.facts.flavor, ctx.settings),
    '/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;\n',
    '\n',
  ];
}

function toLocalTime(now: Date): string {
  const date = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  // The stock tools pad the hour with a blank.
  const hour = String(now.getHours()).padStart(2, ' ');
  return `${date} ${hour}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
}

function two(part: number): string {
  return String(part).padStart(2, '0');
}
