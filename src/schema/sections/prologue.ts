// First bytes of a dump: the header comment and the settings a restore runs under. Pure.

import { commentSafe } from '../../encode/text/comment.js';
import type { Scope } from '../../model/options.js';
import { hasNoCharsets } from '../text/compatible.js';
import type { SectionContext } from '../text/section-context.js';
import { comment, type SectionText } from '../text/section-text.js';
import { buildSettings } from '../text/target-settings.js';

/** `savesStats`: the dump carries rows for mysql.innodb_*_stats. */
export function writePrologue(ctx: SectionContext, out: SectionText, savesStats: boolean): void {
  const { dialect, format, selection, style } = ctx;
  out.add(style.firstLine);
  if (format.compact && style.compactDropsSettings) return;
  const isPart = isPartOfTab(ctx);
  // Without the first, the stock tools keep the comma before the others.
  const modes = [isPart ? '' : 'NO_AUTO_VALUE_ON_ZERO', ...format.compatible];
  // Or a date that a source of that mode took, February 30, becomes zeros.
  if (ctx.settings.length > 0) modes.push('ALLOW_INVALID_DATES');
  const uniqueChecks = !isPart && (selection.createInfo || !dialect.uniqueChecksOnlyWithCreateInfo);
  out.add(
    format.compact ? '' : buildHeader(ctx),
    // Without an end of line, as mariadb-dump has it.
    format.logQueries ? '' : '\n/*M!100101 SET LOCAL SQL_LOG_OFF=0, LOCAL LOG_SLOW_QUERY=0 */;',
    buildSettings(ctx.facts.flavor, ctx.settings),
    format.setCharset && !hasNoCharsets(format)
      ? '\n/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;\n' +
          '/*!40101 SET @OLD_CHARACTER_SET_RESULTS=@@CHARACTER_SET_RESULTS */;\n' +
          '/*!40101 SET @OLD_COLLATION_CONNECTION=@@COLLATION_CONNECTION */;\n' +
          `/*!${dialect.setNamesVersion} SET NAMES ${ctx.charset} */;\n`
      : '',
    format.tzUtc
      ? "/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;\n/*!40103 SET TIME_ZONE='+00:00' */;\n"
      : '',
    savesStats
      ? '/*!50606 SET @OLD_INNODB_STATS_AUTO_RECALC=@@INNODB_STATS_AUTO_RECALC */;\n' +
          '/*!50606 SET GLOBAL INNODB_STATS_AUTO_RECALC=OFF */;\n'
      : '',
    uniqueChecks ? '/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;\n' : '',
    isPart
      ? ''
      : '/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;\n',
    `/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='${modes.join(',')}' */;\n`,
    '/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;\n',
  );
}

/** The stock tools leave some settings out of the definitions of --tab, which have no rows. */
export function isPartOfTab({ format, style }: SectionContext): boolean {
  return format.tab !== undefined && style.tabRowsBy === 'server';
}

function buildHeader(ctx: SectionContext): string {
  const database = commentSafe(firstDatabase(ctx.selection.scope));
  return comment(
    ctx.format,
    `-- ${ctx.title}\n--\n` +
      `-- Host: ${commentSafe(ctx.host)}    Database: ${database}\n` +
      `-- ${'-'.repeat(54)}\n` +
      `-- Server version\t${printableStart(ctx.facts.versionText)}\n`,
  );
}

function firstDatabase(scope: Scope): string {
  switch (scope.kind) {
    case 'databases':
      return scope.names[0] ?? '';
    case 'tables':
      return scope.schema;
    case 'user-schemas':
    case 'all-databases':
      return '';
  }
}

/** A server chooses its version text: it must not be able to end the comment. */
function printableStart(text: string): string {
  return /^[\x21-\x7e]*/.exec(text)?.[0] ?? '';
}
