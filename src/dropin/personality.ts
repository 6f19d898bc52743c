// mysqldump or mariadb-dump as the core sees it: the port of app/run/personality.ts.

import type { OpenPersonality, Personality } from '../app/run/personality.js';
import type { StockTool } from '../options/table/option-spec.js';
import type { SectionContext } from '../schema/text/section-context.js';
import { failureReason } from '../schema/text/object-failure.js';
import { viewLazily } from './dump/lazy-catalog.js';
import { listToolSections } from './dump/list-tool-sections.js';
import { cannotWriteTab, ServerTabRows } from './dump/server-tab-rows.js';
import { writeWholeTable } from './dump/whole-table.js';
import { writeToolSection } from './dump/write-tool-section.js';
import { toToolFailure } from './messages/failures.js';
import type { ToolContext } from './messages/tool-context.js';
import { ToolReporter } from './messages/tool-reporter.js';
import { sayRemark } from './messages/verbose.js';
import { profileFor } from './profile/profiles.js';
import { MariadbDumpWindow } from './window/mariadb-dump-window.js';
import { MysqldumpWindow } from './window/mysqldump-window.js';
import { NO_COORDINATES } from '../app/run/window.js';
import type { StockWindow } from './window/tool-window.js';

const WINDOWS = { mysqldump: MysqldumpWindow, 'mariadb-dump': MariadbDumpWindow } as const;

export function openTool(program: StockTool): OpenPersonality {
  const profile = profileFor(program);
  const { dialect, distribution, lossText, run: runProfile, style, title } = profile;
  return (options, narrator): Personality => {
    const tool = new ToolReporter(profile, options, narrator);
    const isSnapshot = options.window.consistency === 'single-transaction';
    const own = {
      tool,
      errors: options.errors,
      isSnapshot,
      learnt: { coordinates: NO_COORDINATES },
    };
    const toToolContext = (ctx: SectionContext): ToolContext => ({ ...ctx, ...own });
    let window: StockWindow | undefined;
    return {
      profile: runProfile,
      style,
      dialect,
      title: `${title}  Distrib ${distribution}`,
      lossText,
      objectFailed(failure) {
        tool.failed(toToolFailure(failure));
        return failureReason(failure);
      },
      remark: (remark) => sayRemark(tool, remark),
      toFailure: (error) => tool.toFailure(error),
      openWindow(run) {
        // --read-only is ours alone, also where a drop-in is asked for it.
        if (options.window.consistency === 'read-only') return undefined;
        window = new WINDOWS[program](run, tool);
        return window;
      },
      async listSections(run, given, outcome) {
        const ctx = toToolContext(given);
        const catalog = await viewLazily(run.control, run.facts, ctx);
        const sections = listToolSections({ run, ctx, catalog, outcome, window });
        return { sections, savesStats: catalog.mayHoldStats };
      },
      writeSection: async (section, session, ctx, out) =>
        await writeToolSection(section, session, toToolContext(ctx), out),
      writeRows: async (run, ctx, section, to) =>
        await writeWholeTable(run, toToolContext(ctx), section, to),
      tab: {
        openRows: (run, ctx, tab) => new ServerTabRows(run, toToolContext(ctx), tab),
        cannotWrite: (ctx, relation, file, error) =>
          cannotWriteTab(toToolContext(ctx), relation, file, error),
      },
      committed: async () => await window?.committed(),
    };
  };
}
