// tsdump under its own name: what the server would not show is left out and reported, and
// a dump that fails says so in our words.

import { toTsdumpError } from '../../base/errors.js';
import { OWN_STYLE } from '../../model/style.js';
import { failureReason, isObjectError } from '../../schema/text/object-failure.js';
import type { OpenPersonality, RunProfile } from './personality.js';

const PROFILE: RunProfile = {
  keepsPartialOutput: false,
  cutsSections: true,
  preflights: true,
  holdsSettings: true,
  namesLostTypes: true,
};

export const openOurselves: OpenPersonality = (_options, narrator) => ({
  profile: PROFILE,
  style: OWN_STYLE,
  objectFailed(failure) {
    if ('error' in failure && !isObjectError(failure.error)) throw failure.error;
    const reason = failureReason(failure);
    narrator.skip(failure.object, reason);
    return reason;
  },
  remark: () => undefined,
  toFailure: toTsdumpError,
});
