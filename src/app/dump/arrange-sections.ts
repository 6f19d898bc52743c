// What a dump consists of: its context, its catalog, and its sections in order. Nothing is
// written yet.

import { untilAborted } from '../../base/clock.js';
import type { Sequence, Table } from '../../model/catalog.js';
import { listFileSections } from '../../schema/sections/list-file-sections.js';
import { listSections } from '../../schema/sections/list-sections.js';
import { listXmlSections } from '../../schema/sections/list-xml-sections.js';
import type { Section } from '../../schema/text/section.js';
import type { SectionContext } from '../../schema/text/section-context.js';
import { readTargetSettings } from '../../schema/text/target-settings.js';
import type { DumpRun, ListedSections, Outcome } from '../run/personality.js';
import type { Window } from '../run/window.js';
import { readAhead } from './read-ahead.js';
import { toSectionContext } from './section-context.js';
import { WrittenOutcome } from './skipped-objects.js';

export interface Arrangement extends ListedSections {
  readonly ctx: SectionContext;
  readonly outcome: WrittenOutcome;
}

export async function arrangeSections(run: DumpRun, window: Window): Promise<Arrangement> {
  const { control, facts, personality, signal } = run;
  const outcome = new WrittenOutcome();
  run.narrator.phase('catalog');
  const settings = personality.profile.holdsSettings
    ? await untilAborted(readTargetSettings(control, facts), signal)
    : [];
  const ctx = toSectionContext(run, window, outcome, settings);
  const { sections, savesStats } =
    personality.listSections === undefined
      ? await listOurs(run, window, ctx, outcome)
      : await untilAborted(personality.listSections(run, ctx, outcome), signal);
  return { ctx, outcome, sections: toForm(sections, ctx), savesStats };
}

async function listOurs(
  run: DumpRun,
  window: Window,
  ctx: SectionContext,
  outcome: Outcome,
): Promise<ListedSections> {
  const catalog = await readAhead(run, window, ctx);
  const sections = withoutLost(listSections(catalog, ctx), outcome);
  return { sections, savesStats: catalog.mayHoldStats };
}

/** Many files, XML, or one stream of SQL. */
function toForm(listed: AsyncIterable<Section>, ctx: SectionContext): AsyncIterable<Section> {
  if (ctx.inFiles) return listFileSections(listed);
  return ctx.format.xml ? listXmlSections(listed, ctx.dialect) : listed;
}

/** What belongs to a table or sequence is left out with it. */
async function* withoutLost(
  sections: AsyncIterable<Section>,
  outcome: Outcome,
): AsyncGenerator<Section, void> {
  for await (const section of sections) {
    const owner = ownerOf(section);
    if (owner === undefined || !outcome.isLeftOut(owner)) yield section;
  }
}

function ownerOf(section: Section): Table | Sequence | undefined {
  if (section.kind === 'rows' || section.kind === 'triggers') return section.table;
  return section.kind === 'sequence-value' ? section.sequence : undefined;
}
