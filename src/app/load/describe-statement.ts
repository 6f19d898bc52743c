// What a statement of a dump is called in messages.

import type { Classified } from '../../engine/statements/classified.js';

/** What it is, and of what. */
export function describeStatement(sql: Uint8Array, facts: Classified): string {
  const [object] = facts.objects;
  if (object !== undefined) {
    const name = [object.schema?.text, object.name.text].filter((part) => part !== undefined);
    return `${facts.class.replace('-', ' ')} ${name.join('.')}`;
  }
  const text = Buffer.from(sql.subarray(0, 60)).toString('utf8').replace(/\s+/g, ' ');
  return `statement ${JSON.stringify(text)}`;
}
