// Which sections of a dump make one of its databases or tables a dump of its own. Pure.

import { TsdumpError } from '../base/errors.js';
import type { Manifest, StoredSection } from '../model/manifest.js';
import { type ObjectName, showObjectName } from './section-name.js';

/** CREATE DATABASE and USE. */
const DATABASE_KINDS: ReadonlySet<string> = new Set(['database', 'use-database']);

/**
 * In the order of the dump. `entersDatabase`: with what creates and enters the databases.
 * What belongs to the server as a whole (coordinates, accounts) is never among them. Throws
 * `usage` for a name that is not in the dump.
 */
export function selectSections(
  { sections }: Manifest,
  names: readonly ObjectName[],
  entersDatabase: boolean,
): StoredSection[] {
  for (const name of names) {
    if (sections.some((section) => matches(section, name))) continue;
    throw new TsdumpError('usage', `${showObjectName(name)} is not in this dump`, {
      hint: 'tsdump --list FILE shows what is in it; case matters.',
    });
  }
  const schemas = new Set(names.map(({ schema }) => schema));
  // The settings a restore runs under, and their end; each file of a directory has its own.
  const first = sections.find(({ kind }) => kind === 'prologue');
  const last = sections.findLast(({ kind }) => kind === 'epilogue');
  return sections.filter((section) => {
    const { kind, schema } = section;
    if (kind === 'prologue' || kind === 'epilogue') return section === first || section === last;
    if (DATABASE_KINDS.has(kind)) return entersDatabase && schemas.has(schema ?? '');
    return names.some((name) => matches(section, name));
  });
}

/** The databases that are taken whole. */
export function listWholeSchemas(names: readonly ObjectName[]): ReadonlySet<string> {
  return new Set(names.filter(({ name }) => name === undefined).map(({ schema }) => schema));
}

function matches(section: StoredSection, { schema, name }: ObjectName): boolean {
  return section.schema === schema && (name === undefined || section.name === name);
}
