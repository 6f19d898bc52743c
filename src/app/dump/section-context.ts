// What the writers of sections share in one dump, from its options and its window.

import { readToolVersion } from '../../base/version.js';
import type { DumpOptions } from '../../model/options.js';
import { dialectFor } from '../../schema/text/dialect.js';
import { namesFor } from '../../schema/text/names.js';
import type { SectionContext } from '../../schema/text/section-context.js';
import type { DumpRun } from '../run/personality.js';
import type { Window } from '../run/window.js';
import type { WrittenOutcome } from './skipped-objects.js';

export function toSectionContext(
  run: DumpRun,
  window: Window,
  outcome: WrittenOutcome,
  settings: SectionContext['settings'],
): SectionContext {
  const { facts, options, personality } = run;
  const { style } = personality;
  const dialect = personality.dialect ?? dialectFor(facts.flavor);
  const inFiles = options.output.directory !== undefined;
  // A lock on a table would keep out whoever restores another file of it.
  const format = inFiles
    ? { ...options.format, addLocks: false, disableKeys: false }
    : options.format;
  return {
    facts,
    style,
    dialect,
    names: namesFor({ format: options.format, charset: options.connection.charset }),
    format,
    selection: options.selection,
    replication: options.replication,
    charset: options.connection.charset,
    settings,
    coordinates: window.coordinates,
    inFiles,
    host: toShownHost(options),
    title: personality.title ?? `tsdump ${readToolVersion()}  for ${dialect.product}`,
    failed: (failure) => personality.objectFailed(failure),
    leaveOutRows: (table) => outcome.leaveOut(table),
    sawView: () => outcome.seeView(),
    namesOwnDatabase: (object) => outcome.nameDatabase(object),
    remark: (remark) => personality.remark(remark),
  };
}

/** The host as the stock tools name it. */
export function toShownHost({ connection }: DumpOptions): string {
  return connection.socket === undefined ? connection.host : 'localhost';
}
