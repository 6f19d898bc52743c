// The sections of a drop-in's dump, from those of any: what only the stock tools write, and
// the marks at which they lock and let go, which is after the header is out.

import type { SectionContext } from '../../schema/text/section-context.js';
import type { Section } from '../../schema/text/section.js';

export async function* listStockSections(
  sections: AsyncIterable<Section>,
  { selection }: Pick<SectionContext, 'selection'>,
): AsyncGenerator<Section, void> {
  for await (const section of sections) {
    if (section.kind === 'replication-tail') {
      if (selection.users !== undefined) yield { kind: 'grants' };
      yield { kind: 'deferred' };
      yield { kind: 'finish' };
    }
    yield section;
    if (section.kind === 'prologue') yield { kind: 'begin' };
    if (section.kind !== 'replication-head') continue;
    if (selection.users !== undefined) yield { kind: 'users' };
    yield { kind: 'positions' };
    yield { kind: 'begun' };
    if (selection.maskingPolicies) yield { kind: 'masking-policies' };
  }
}
