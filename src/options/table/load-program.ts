// The option table of tsload: parsing, --help and the documentation derive from it.

import type { ValueOf } from './option-spec.js';
import { type ConnectionSettings, connectionGroup, fileGroup, messageGroup } from './options.js';
import {
  loadChangeOptions,
  loadModeOptions,
  loadSelectionOptions,
  loadWayOptions,
} from './options-load.js';
import type { messageOptions } from './options-output.js';
import { defineProgram, type Program } from './program.js';

type Own = typeof loadSelectionOptions &
  typeof loadChangeOptions &
  typeof loadWayOptions &
  typeof loadModeOptions &
  Pick<typeof messageOptions, 'log-level' | 'log-format' | 'progress' | 'quiet' | 'verbose'>;

/** Every option's value, defaults filled in. */
export type LoadSettings = ConnectionSettings & {
  readonly [Name in keyof Own]: ValueOf<Own[Name]>;
};

const { compat: _, ...files } = fileGroup.options;
const { force: _force, ...messages } = messageGroup.options;

export const loadProgram: Program = defineProgram('tsload', [
  connectionGroup,
  { title: 'What to load:', options: loadSelectionOptions },
  { title: 'What to change:', options: loadChangeOptions },
  { title: 'How to load:', options: loadWayOptions },
  { title: 'Instead of a load:', options: loadModeOptions },
  { ...messageGroup, options: messages },
  { ...fileGroup, options: files },
]);
