// `npm run options`: writes the reference of all options from the option table.

import { writeFileSync } from 'node:fs';
import { buildOptionDocument } from '../../src/cli/option-document.js';
import { projectPath } from './project.js';

writeFileSync(projectPath('src', 'cli', 'OPTIONS.md'), buildOptionDocument());
