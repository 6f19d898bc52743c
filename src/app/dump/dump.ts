// The use case everything exists for. dump() reads as the pipeline: connect, preflight,
// lock, plan, read, write, release, commit.
//
// Order that must not change: nothing on the server is touched before preflight and sink
// are fine; the server is put back as soon as the last row is read, before the output is
// finished, and on every failure before anything else is done; only then is the output
// committed, or spoilt so that nobody restores it.

import { untilAborted } from '../../base/clock.js';
import { type TsdumpError, toTsdumpError, worstError } from '../../base/errors.js';
import { readToolVersion } from '../../base/version.js';
import type { DumpReport, Listener } from '../../model/events.js';
import type { DumpOptions } from '../../model/options.js';
import type { DumpFacts } from '../../model/manifest.js';
import type { ServerFacts } from '../../model/server.js';
import { openSession } from '../../mysql/protocol/connect.js';
import { readServerFacts } from '../../mysql/server/facts.js';
import { prepareSession, type SessionSettings } from '../../mysql/server/prepare-session.js';
import { markServer } from '../../mysql/server/same-server.js';
import type { Session } from '../../mysql/protocol/session.js';
import { Journal } from '../../storage/journal.js';
import { openOurselves } from '../run/ourselves.js';
import type { DumpRun, OpenPersonality, Personality } from '../run/personality.js';
import { buildPartialGtidWarning, requireCoordinates } from './check-replication.js';
import { countLanes, LaneCrew } from '../run/lane-pool.js';
import { Narrator } from '../run/reporter.js';
import {
  abortOutput,
  type DumpOutput,
  finishOutput,
  isIndexed,
  openOutput,
} from '../run/open-output.js';
import { openWindow } from '../window/open-window.js';
import { preflight } from './preflight.js';
import type { Window } from '../run/window.js';
import type { RunContext } from '../run/run-context.js';
import { toShownHost } from './section-context.js';
import { writeSections } from './write-sections.js';

/** How long a reader may stand still before that is said. */
const REMINDER_MS = 5_000;

/**
 * Dumps what `options` select. Everything it has to say goes to `listener`; `signal` ends
 * it early, after the server is put back; `openPersonality` makes it the dump of another
 * tool. Rejects with a TsdumpError; `server-not-restored` outranks every other reason.
 */
export async function dump(
  options: DumpOptions,
  listener: Listener,
  signal: AbortSignal,
  openPersonality: OpenPersonality = openOurselves,
): Promise<DumpReport> {
  const narrator = new Narrator(listener);
  const personality = openPersonality(options, narrator);
  const { profile, style } = personality;
  const ending = new AbortController();
  const end = (error: unknown): void => ending.abort(error);
  const onSignal = (): void => end(signal.reason);
  signal.throwIfAborted();
  signal.addEventListener('abort', onSignal, { once: true });
  narrator.phase('connect');
  const lanes = countLanes(options, profile);
  const crew = lanes === 0 ? undefined : new LaneCrew(lanes, narrator);
  let control: Session | undefined;
  try {
    const { signal: ended } = ending;
    control = await connect(options, ended);
    control.text = style.text;
    control.heed(ended);
    if (personality.lossText !== undefined) control.lossText = personality.lossText;
    const facts = await readFacts(control, options, personality);
    const journal = new Journal(options.journalDir, facts.serverId);
    const context = {
      options,
      facts,
      control,
      crew,
      journal,
      narrator,
      personality,
      signal: ended,
      fail: end,
    };
    const settings = toSessionSettings(options, lanes > 0);
    crew?.connect(facts, settings, options, isIndexed(options, profile));
    await prepareSession(control, facts, settings);
    narrator.phase('preflight');
    if (profile.preflights) await preflight(context);
    return await writeDump(context, signal);
  } catch (error) {
    throw personality.toFailure(error);
  } finally {
    signal.removeEventListener('abort', onSignal);
    await crew?.stop();
    await control?.close();
  }
}

/** With a mark on the server, where further connections have to lead to the same one. */
async function readFacts(
  control: Session,
  options: DumpOptions,
  { profile }: Personality,
): Promise<ServerFacts> {
  const facts = await readServerFacts(control, !profile.preflights);
  const changesServer =
    options.window.consistency === 'read-only' || options.replication.dumpReplica !== 0;
  return countLanes(options, profile) === 0 && !changesServer
    ? facts
    : { ...facts, mark: await markServer(control) };
}

/** A connection attempt may take its whole timeout; nobody who gives up has to wait for it. */
async function connect(options: DumpOptions, signal: AbortSignal): Promise<Session> {
  const opening = openSession(options.connection);
  try {
    return await untilAborted(opening, signal);
  } catch (error) {
    opening.then(
      (session) => session.destroy(),
      () => undefined,
    );
    throw error;
  }
}

/** Picked one by one: threads get a copy, and options hold more than they can take. */
function toSessionSettings(options: DumpOptions, hasLanes: boolean): SessionSettings {
  const { charset, session } = options.connection;
  const { compatible, skipGipk, skipSecondaryEngine, tzUtc } = options.format;
  const lockWaitSeconds = hasLanes
    ? Math.max(1, Math.ceil(options.window.lockWaitMs / 1000))
    : undefined;
  const settings = { charset, session, compatible, skipGipk, skipSecondaryEngine, tzUtc };
  return { ...settings, lockWaitSeconds };
}

/** `hurry`: the user's signal alone. */
async function writeDump(context: DumpRun, hurry: AbortSignal): Promise<DumpReport> {
  const { crew, options, narrator, personality, signal } = context;
  const startedAt = new Date().toISOString();
  const { output, sections } = await openOutput(
    options.output,
    isIndexed(options, personality.profile),
    crew !== undefined,
  );
  let window: Window | undefined;
  try {
    narrator.phase('lock');
    const theirs = personality.openWindow?.(context);
    window = theirs ?? (await openWindow(context));
    narrator.emit({ type: 'window-opened', mode: window.mode });
    if (theirs === undefined) checkCoordinates(context, window);
    const written = await writeSections(context, window, { output, sections });
    signal.throwIfAborted();
    narrator.phase('release');
    const windowMs = await window.close();
    // The server is no longer needed: losing it now costs nothing.
    context.control.onLost(() => undefined);
    if (windowMs !== undefined) narrator.emit({ type: 'window-closed', windowMs });
    narrator.phase('commit');
    personality.remark({ at: 'disconnect', host: toShownHost(options) });
    await untilAborted(written.writeEnd(), signal);
    await commitOutput(context, { output, sections }, toDumpFacts(context, window, startedAt));
    await personality.committed?.();
    narrator.phase('done');
    return narrator.report(written.sqlBytes(), output.writtenBytes, windowMs, window.coordinates);
  } catch (error) {
    crew?.abandon();
    // What ended the dump is the reason; what broke in consequence is not.
    const reason: unknown = signal.aborted ? signal.reason : error;
    const worst = worstError(toTsdumpError(reason), toTsdumpError(error));
    const failure = await closeAfter(window, worst);
    const killed = crew?.kill(options.connection, context.facts);
    if (personality.profile.keepsPartialOutput) {
      await keepPartial({ output, sections });
    } else {
      await failOutput(narrator, { output, sections }, hurry);
    }
    await killed;
    throw failure;
  }
}

/** Waits for a reader that does not read: it might take what it has for a complete dump. */
async function failOutput(
  narrator: Narrator,
  dumped: DumpOutput,
  hurry: AbortSignal,
): Promise<void> {
  const reminder = setTimeout(
    () =>
      narrator.warn(
        'the dump has failed and its reader does not read: waiting until it can see that',
      ),
    REMINDER_MS,
  );
  await abortOutput(dumped, hurry);
  clearTimeout(reminder);
}

/** An interruption that comes too late to stop it leaves a complete dump, and a notice says so. */
async function commitOutput(
  { personality, signal }: DumpRun,
  dumped: DumpOutput,
  facts: DumpFacts,
): Promise<void> {
  const committing = finishOutput(dumped, facts);
  try {
    await untilAborted(committing, signal);
  } catch (error) {
    if (!signal.aborted || personality.profile.keepsPartialOutput) throw error;
    await abortOutput(dumped, signal);
    await committing.catch(() => {
      throw error;
    });
  }
}

function toDumpFacts({ facts, options }: RunContext, window: Window, startedAt: string): DumpFacts {
  return {
    tool: readToolVersion(),
    startedAt,
    server: {
      flavor: facts.flavor,
      version: facts.versionText,
      hostname: facts.hostname,
      id: facts.serverId,
    },
    consistency: window.mode,
    coordinates: window.coordinates,
    codec: options.output.compression.codec,
  };
}

function checkCoordinates({ narrator, options }: RunContext, window: Window): void {
  requireCoordinates(options, window.coordinates);
  const warning = buildPartialGtidWarning(options, window.coordinates);
  if (warning !== undefined) narrator.warn(warning);
}

/** No end, but all that was written. */
async function keepPartial(dumped: DumpOutput): Promise<void> {
  try {
    await finishOutput(dumped, undefined);
  } catch {
    // The first failure is the reason; this one may be the same.
    await abortOutput(dumped, AbortSignal.abort());
  }
}

/** Puts the server back after `failure`; what went wrong last may outrank it. */
async function closeAfter(window: Window | undefined, failure: TsdumpError): Promise<TsdumpError> {
  try {
    await window?.close();
    return failure;
  } catch (error) {
    return worstError(failure, toTsdumpError(error));
  }
}
