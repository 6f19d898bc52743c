// Surroundings made up for tests: nothing of this machine shows through.

import type { Surroundings } from '../../../src/options/resolve/environment.js';

export function makeSurroundings(changes: Partial<Surroundings> = {}): Surroundings {
  return {
    env: {},
    home: '/nonexistent',
    systemUser: 'somebody',
    fileExists: () => false,
    systemOptionFiles: [],
    ...changes,
  };
}
