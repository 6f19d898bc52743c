// The progress line: a fold over events, and its text. Pure; drawing is log.ts's.

import type { DumpEvent } from '../model/events.js';
import type { LoadEvent } from '../model/load-events.js';
import type { Progress } from './progress-line.js';
import { isLoadEvent } from './render-load-event.js';
import { showBytes, showCount, showDuration } from './units.js';

/** Speeds are means over this long. */
const SPEED_WINDOW_MS = 5000;
const SAMPLE_MS = 250;

interface Sample {
  readonly atMs: number;
  readonly sqlBytes: number;
  readonly writtenBytes: number;
}

export interface ProgressState {
  readonly phase: string;
  readonly tables: number;
  readonly tablesTotal: number;
  readonly rows: number;
  readonly rowsEstimate: number;
  /** When the rows began, on the caller's clock. */
  readonly startedMs: number | undefined;
  readonly windowOpenedMs: number | undefined;
  /** Oldest first, the last one is now. */
  readonly samples: readonly Sample[];
}

export const noProgress: ProgressState = {
  phase: 'connect',
  tables: 0,
  tablesTotal: 0,
  rows: 0,
  rowsEstimate: 0,
  startedMs: undefined,
  windowOpenedMs: undefined,
  samples: [],
};

export function foldProgress(state: ProgressState, event: DumpEvent, nowMs: number): ProgressState {
  if (event.type === 'phase') {
    const startedMs = event.phase === 'dump' ? nowMs : state.startedMs;
    return { ...state, phase: event.phase, startedMs };
  }
  if (event.type === 'planned')
    return { ...state, tablesTotal: event.tables, rowsEstimate: event.rowsEstimate };
  if (event.type === 'window-opened') return { ...state, windowOpenedMs: nowMs };
  if (event.type === 'window-closed') return { ...state, windowOpenedMs: undefined };
  if (event.type !== 'progress') return state;
  const { tables, rows, sqlBytes, writtenBytes } = event;
  const sample = { atMs: nowMs, sqlBytes, writtenBytes };
  return { ...state, tables, rows, samples: addSample(state.samples, sample) };
}

/** A busy dump says more often than we need where it is; then the last sample gives way. */
function addSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const recent = samples.filter(({ atMs }) => sample.atMs - atMs <= SPEED_WINDOW_MS);
  const beforeLast = recent.at(-2);
  const crowded = beforeLast !== undefined && sample.atMs - beforeLast.atMs < SAMPLE_MS;
  return [...(crowded ? recent.slice(0, -1) : recent), sample];
}

/** One line, cut to the width of the terminal. */
export function renderProgress(state: ProgressState, nowMs: number, columns: number): string {
  const parts = state.phase === 'dump' ? describeDump(state, nowMs) : [state.phase];
  if (state.windowOpenedMs !== undefined)
    parts.push(`window open ${showDuration(nowMs - state.windowOpenedMs)}`);
  return parts.join(', ').slice(0, Math.max(columns - 1, 0));
}

function describeDump(state: ProgressState, nowMs: number): string[] {
  const last = state.samples.at(-1);
  const parts = [
    `${state.tables}/${state.tablesTotal} tables`,
    `${showCount(state.rows)} rows`,
    `SQL ${showBytes(last?.sqlBytes ?? 0)}${showSpeed(state, nowMs, 'sqlBytes')}`,
    `written ${showBytes(last?.writtenBytes ?? 0)}${showSpeed(state, nowMs, 'writtenBytes')}`,
  ];
  const left = estimateLeftMs(state, nowMs);
  return left === undefined ? parts : [...parts, `about ${showDuration(left)} left`];
}

function showSpeed(
  { samples }: ProgressState,
  nowMs: number,
  field: 'sqlBytes' | 'writtenBytes',
): string {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined || first === last) return '';
  const bytesPerSecond = (last[field] - first[field]) / ((nowMs - first.atMs) / 1000);
  return ` at ${showBytes(bytesPerSecond)}/s`;
}

/** Undefined while it would be a guess: the server's row counts may be far off. */
function estimateLeftMs(state: ProgressState, nowMs: number): number | undefined {
  const { startedMs, rows, rowsEstimate } = state;
  if (startedMs === undefined || rows === 0 || rows >= rowsEstimate) return undefined;
  const fraction = rows / rowsEstimate;
  if (fraction < 0.02) return undefined;
  return ((nowMs - startedMs) * (1 - fraction)) / fraction;
}

export class DumpProgress implements Progress {
  #state: ProgressState = noProgress;

  fold(event: DumpEvent | LoadEvent, nowMs: number): void {
    if (!isLoadEvent(event)) this.#state = foldProgress(this.#state, event, nowMs);
  }

  render(nowMs: number, columns: number): string {
    return renderProgress(this.#state, nowMs, columns);
  }
}
