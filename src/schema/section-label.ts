// What a section is called in a manifest.

import type { SectionLabel } from '../model/manifest.js';
import type { Section } from './list-sections.js';

export function toSectionLabel(section: Section): SectionLabel {
  const { kind } = section;
  switch (kind) {
    case 'table':
    case 'rows': {
      const { schema, name } = section.table;
      return { kind, schema, name };
    }
    case 'triggers':
      return { kind, schema: section.schema.name, name: section.table.name };
    case 'sequence': {
      const { schema, name } = section.sequence;
      return { kind, schema, name };
    }
    case 'view-placeholder':
    case 'final-view': {
      const { schema, name } = section.view;
      return { kind, schema, name };
    }
    case 'histograms':
      return { kind, schema: section.schema, name: section.name };
    case 'events':
    case 'routines':
      return { kind, schema: section.schema.name };
    case 'database':
    case 'use-database':
    case 'log-output':
    case 'open-database':
    case 'close-database':
      return { kind, schema: section.schema };
    default:
      return { kind };
  }
}
