// What a section is called in a manifest.

import type { SectionLabel } from '../../model/manifest.js';
import type { Section } from '../text/section.js';

export function toSectionLabel(section: Section): SectionLabel {
  const { kind } = section;
  if ('table' in section) return { kind, schema: section.table.schema, name: section.table.name };
  if ('view' in section) return { kind, schema: section.view.schema, name: section.view.name };
  if ('sequence' in section) {
    return { kind, schema: section.sequence.schema, name: section.sequence.name };
  }
  if (!('schema' in section)) return { kind };
  const schema = typeof section.schema === 'string' ? section.schema : section.schema.name;
  return { kind, schema };
}
