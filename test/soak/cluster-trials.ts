// Trials on the nodes of a cluster that writes: dumped in every mode, killed, interrupted.

import type { ClusterStage } from './cluster-stage.js';
import { listWays, toGroup, toTrial } from './cluster-way.js';
import { block, unblock } from './in-the-way.js';
import type { TrialGroup } from './trial.js';
import { endedInTime, endSomewhere } from './ways-to-end.js';

export const clusterDumps: TrialGroup<ClusterStage> = toGroup(() =>
  listWays(4).map((way) =>
    toTrial(way, {
      kind: 'a cluster at work: dumped',
      name: '',
      expected: { codes: [0] },
      disturb: async (_stage, _way, start) => await endedInTime(start()),
    }),
  ),
);

export const clusterKills: TrialGroup<ClusterStage> = toGroup(() =>
  listWays(4).map((way, index) =>
    toTrial(way, {
      kind: 'a cluster at work: SIGKILL',
      name: '',
      expected: { killed: true },
      disturb: async (_stage, _way, start) => await endSomewhere(start(), 'SIGKILL', index),
    }),
  ),
);

export const clusterSignals: TrialGroup<ClusterStage> = toGroup(() =>
  listWays(4).map((way, index) => {
    const signal = index % 3 === 0 ? 'SIGTERM' : 'SIGINT';
    // In every other round while somebody else has the lock.
    const isBlocked = way.round % 2 === 1;
    return toTrial(way, {
      kind: `a cluster at work: SIGINT, SIGTERM`,
      name: `${signal}${isBlocked ? ' while another session has the lock' : ''}, `,
      expected: { codes: [signal === 'SIGINT' ? 130 : 143, 0, ...(isBlocked ? [12] : [])] },
      ...(isBlocked && { mayStallMs: Number.POSITIVE_INFINITY }),
      disturb: async (stage, { node }, start) => {
        const statements = isBlocked ? ['FLUSH TABLES WITH READ LOCK'] : [];
        const others = await block(stage.cluster[node], [statements]);
        try {
          return await endSomewhere(start(), signal, index);
        } finally {
          await unblock(stage.cluster[node], others);
        }
      },
    });
  }),
);
