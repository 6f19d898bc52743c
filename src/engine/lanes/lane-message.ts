// What the main thread and a lane say to each other. Plain data; every ArrayBuffer in a
// message is transferred: it belongs to the receiver.

import type { ChunkResult } from '../../model/chunk.js';
import type { Compression, ConnectionOptions } from '../../model/options.js';
import type { ServerFacts } from '../../model/server.js';
import type { Stored } from '../../model/sink.js';
import type { SessionSettings } from '../../mysql/server/prepare-session.js';
import type { KernelChoice } from '../kernel/open-kernel.js';
import type { ChunkWork } from '../rows/chunk-work.js';
import type { PlainTsdumpError } from './plain-error.js';

export interface LaneSettings {
  readonly connection: ConnectionOptions;
  readonly facts: ServerFacts;
  readonly session: SessionSettings;
  readonly compression: Compression;
  /** Sections get a SHA-256. */
  readonly hashes: boolean;
  readonly kernel: KernelChoice;
}

export type LaneRequest =
  /** These three one at a time; each has an answer, or `failed`. */
  | { readonly type: 'connect'; readonly settings: LaneSettings }
  | { readonly type: 'begin-snapshot' }
  | { readonly type: 'chunk'; readonly work: ChunkWork }
  /** Of the bytes with this number: there is room for more; their memory is free again. */
  | { readonly type: 'taken'; readonly id: number }
  | { readonly type: 'free'; readonly id: number; readonly memory: ArrayBuffer }
  /** Gives up what is under way, and the connection. */
  | { readonly type: 'abandon' }
  /** The same, and ends its section as a failure, see SlotWriter. */
  | { readonly type: 'spoil'; readonly poison: Uint8Array };

export type LaneAnswer =
  | { readonly type: 'connected'; readonly connectionId: number }
  | { readonly type: 'snapshot-begun' }
  | { readonly type: 'chunk-done'; readonly result: ChunkResult; readonly stored: Stored }
  /** What the request before could not do; the lane is of no use any more. */
  | { readonly type: 'failed'; readonly error: PlainTsdumpError }
  /** Stored bytes of the chunk under way, and how many of its rows were read. */
  | {
      readonly type: 'bytes';
      readonly id: number;
      readonly bytes: Uint8Array<ArrayBuffer>;
      readonly rows: number;
    }
  | { readonly type: 'spoilt'; readonly isSpoilt: boolean };
