// Everything that can be refused is refused here, before any lock: privileges each later
// step needs, what an earlier run left. Selection is checked by schema/.

import { TsdumpError } from '../../base/errors.js';
import type { DumpOptions } from '../../model/options.js';
import { isAtLeast, type ServerFacts } from '../../model/server.js';
import {
  type Grants,
  readGrants,
  readIdleRoles,
  readStatementLimit,
} from '../../mysql/server/grants.js';
import { dropWindowName, takeWindowName } from '../../mysql/server/watchdog.js';
import { readSelectedSchemas } from '../../schema/catalog/selected-schemas.js';
import { checkReplication } from './check-replication.js';
import { checkSelection, type ObjectNeeds, readObjectNeeds } from './check-selection.js';
import { snapshotNeedsLock } from '../window/open-window.js';
import { describeNote, refuseNote, settleNote } from '../window/stale-note.js';
import type { RunContext } from '../run/run-context.js';

/** Rejects with `preflight-refused`; nothing on the server was touched. */
export async function preflight(context: RunContext): Promise<void> {
  const { control, facts, options } = context;
  try {
    const schemas = await readSelectedSchemas(control, facts, options.selection);
    const grants = await readGrants(control, facts);
    await checkSelection(context, grants, schemas);
    const needs = await readObjectNeeds(context, grants, schemas);
    checkPrivileges(options, facts, grants, schemas, needs);
  } catch (error) {
    throw await nameIdleRoles(context, error);
  }
  await checkReplication(control, facts, options);
  await checkJournal(context);
  if (!changesServer(options)) return;
  await checkStatementLimit(context);
  await context.journal.prepare();
}

/** What is refused may be granted by a role that is not active. */
async function nameIdleRoles({ control, facts }: RunContext, error: unknown): Promise<unknown> {
  if (!(error instanceof TsdumpError) || error.code !== 'preflight-refused') return error;
  const roles = await readIdleRoles(control);
  if (roles.length === 0) return error;
  const [role] = roles;
  const to = facts.flavor === 'mysql' ? 'TO' : 'FOR';
  return new TsdumpError(error.code, error.message, {
    hint: `${error.hint ?? ''} The role ${roles.join(', ')} is granted and not active: SET DEFAULT ROLE ${role} ${to} ${facts.account}; makes it so at each login.`,
    cause: error,
  });
}

/** The one that is refused could be the one that puts the server back. */
async function checkStatementLimit({ control, facts }: RunContext): Promise<void> {
  const limit = await readStatementLimit(control);
  if (limit === undefined) return;
  throw new TsdumpError(
    'preflight-refused',
    `the account ${facts.account} may run only ${limit} statements an hour, and it must be able to put the server back`,
    {
      hint: `Nothing was locked. Cure: ALTER USER ${facts.account} WITH MAX_QUERIES_PER_HOUR 0; (or use --lock-all-tables)`,
    },
  );
}

function changesServer({ window, replication }: DumpOptions): boolean {
  return window.consistency === 'read-only' || replication.dumpReplica !== 0;
}

interface Requirement {
  /** Any one of these will do; the first is the one to grant. */
  readonly privileges: readonly string[];
  /** Schemas it must hold on; undefined for a global privilege. */
  readonly schemas?: readonly string[];
  /** To hold it on some of their tables may be enough. */
  readonly forSome?: boolean;
  readonly because: string;
  /** Option that makes it unnecessary. */
  readonly avoidWith: string | undefined;
}

/** Rejects with `preflight-refused`, naming every missing privilege and its GRANT. */
export function checkPrivileges(
  options: DumpOptions,
  facts: ServerFacts,
  grants: Grants,
  schemas: readonly string[],
  needs: ObjectNeeds = { views: schemas, routines: schemas },
): void {
  const missing = listRequirements(options, facts, schemas, needs).filter(
    (requirement) => !isGranted(requirement, grants),
  );
  if (missing.length === 0) return;
  const names = missing.map(({ privileges, because }) => `${privileges[0]} (${because})`);
  const hints = missing.map((requirement) => toHint(requirement, facts, grants));
  throw new TsdumpError(
    'preflight-refused',
    `the account ${facts.account} lacks ${names.join(', ')}`,
    { hint: `Nothing was locked. Cure: ${hints.join(' ')}` },
  );
}

function isGranted(requirement: Requirement, grants: Grants): boolean {
  const { privileges, schemas } = requirement;
  if (schemas === undefined) return grants.hasGlobal(...privileges);
  return schemas.every((schema) => holds(requirement, schema, grants));
}

/** What the account may not read of a schema it does not see either. */
function holds({ privileges, forSome }: Requirement, schema: string, grants: Grants): boolean {
  return forSome === true
    ? grants.hasInSchema(schema, ...privileges)
    : grants.hasOnSchema(schema, ...privileges);
}

function toHint(requirement: Requirement, facts: ServerFacts, grants: Grants): string {
  const { privileges, schemas, avoidWith } = requirement;
  const lacking = schemas?.filter((schema) => !holds(requirement, schema, grants));
  const targets =
    lacking === undefined || lacking.length > 3
      ? ['*.*']
      : lacking.map((schema) => `\`${schema.replaceAll('`', '``')}\`.*`);
  const statements = targets.map(
    (target) => `GRANT ${privileges[0]} ON ${target} TO ${facts.account};`,
  );
  return statements.join(' ') + (avoidWith === undefined ? '' : ` (or use ${avoidWith})`);
}

function listRequirements(
  options: DumpOptions,
  facts: ServerFacts,
  schemas: readonly string[],
  needs: ObjectNeeds,
): Requirement[] {
  return [
    ...windowRequirements(options, facts),
    ...objectRequirements(options, facts, schemas, needs),
    ...replicationRequirements(options, facts),
  ];
}

function windowRequirements(options: DumpOptions, facts: ServerFacts): Requirement[] {
  const { consistency } = options.window;
  const mysql = facts.flavor === 'mysql';
  const list: Requirement[] = [];
  const needsLock =
    consistency === 'read-only' ||
    consistency === 'lock-all-tables' ||
    consistency === 'snapshot' ||
    (consistency === 'single-transaction' && snapshotNeedsLock(options, facts));
  if (needsLock) {
    list.push({
      privileges:
        mysql && isAtLeast(facts.version, 8, 0, 23) ? ['FLUSH_TABLES', 'RELOAD'] : ['RELOAD'],
      because: 'for the global read lock',
      avoidWith: '--single-transaction --set-gtid-purged=OFF',
    });
  }
  if (consistency === 'read-only') {
    list.push({
      privileges: mysql
        ? ['SYSTEM_VARIABLES_ADMIN', 'SUPER']
        : isAtLeast(facts.version, 10, 11)
          ? ['READ_ONLY ADMIN', 'READ ONLY ADMIN']
          : ['READ_ONLY ADMIN', 'READ ONLY ADMIN', 'SUPER'],
      because: 'to set read_only',
      avoidWith: '--lock-all-tables',
    });
  }
  return list;
}

function objectRequirements(
  options: DumpOptions,
  facts: ServerFacts,
  schemas: readonly string[],
  needs: ObjectNeeds,
): Requirement[] {
  const { selection, window } = options;
  // Of tables that are named it shows when they are read.
  const { scope } = selection;
  const on = { schemas, forSome: scope.kind === 'tables' && scope.tables.length > 0 };
  const list: Requirement[] = [
    { privileges: ['SELECT'], ...on, because: 'to read tables', avoidWith: undefined },
    {
      privileges: ['SHOW VIEW'],
      ...on,
      schemas: needs.views,
      because: 'to read views',
      avoidWith: undefined,
    },
  ];
  if (selection.triggers) {
    const because = 'to read triggers';
    list.push({ privileges: ['TRIGGER'], ...on, because, avoidWith: '--skip-triggers' });
  }
  if (selection.events) {
    const because = 'to read events';
    list.push({ privileges: ['EVENT'], ...on, because, avoidWith: '--skip-events' });
  }
  if (selection.routines && needs.routines.length > 0) {
    const because = 'to read routine bodies';
    const avoidWith = '--skip-routines';
    list.push(
      facts.flavor === 'mysql' && isAtLeast(facts.version, 8, 0, 20)
        ? { privileges: ['SHOW_ROUTINE', 'SELECT'], because, avoidWith }
        : { privileges: ['SELECT'], schemas: ['mysql'], forSome: true, because, avoidWith },
    );
  }
  if (window.consistency === 'lock-tables') {
    const avoidWith = '--single-transaction';
    list.push({ privileges: ['LOCK TABLES'], ...on, because: 'to lock tables', avoidWith });
  }
  if (selection.tablespaces && facts.flavor === 'mysql') {
    const because = 'to read tablespaces';
    list.push({ privileges: ['PROCESS'], because, avoidWith: '--no-tablespaces' });
  }
  return list;
}

function replicationRequirements(options: DumpOptions, facts: ServerFacts): Requirement[] {
  const { sourceData, dumpReplica } = options.replication;
  const mysql = facts.flavor === 'mysql';
  const list: Requirement[] = [];
  if (sourceData !== 0) {
    list.push({
      privileges: mysql
        ? ['REPLICATION CLIENT', 'SUPER']
        : ['BINLOG MONITOR', 'REPLICATION CLIENT', 'SUPER'],
      because: 'for binary log coordinates',
      avoidWith: '--source-data=0',
    });
  }
  if (dumpReplica !== 0) {
    list.push(
      {
        privileges: mysql
          ? ['REPLICATION CLIENT', 'SUPER']
          : ['SLAVE MONITOR', 'REPLICA MONITOR', 'SUPER'],
        because: "for the replica's position",
        avoidWith: '--dump-replica=0',
      },
      {
        privileges: mysql
          ? ['REPLICATION_SLAVE_ADMIN', 'SUPER']
          : ['REPLICATION SLAVE ADMIN', 'REPLICATION REPLICA ADMIN', 'SUPER'],
        because: "to stop and start the replica's applier",
        avoidWith: '--dump-replica=0',
      },
    );
  }
  return list;
}

/** Tells what an earlier run left; rejects when that would make us restore the wrong state. */
async function checkJournal({ control, journal, narrator, options }: RunContext): Promise<void> {
  if ((await journal.read()) === undefined) return;
  // Else another dump is at work, whose note it is.
  if (!(await takeWindowName(control))) return;
  try {
    if (changesServer(options)) return await refuseNote(control, journal, narrator);
    const entry = await settleNote(control, journal, narrator);
    if (entry === undefined) return;
    narrator.warn(`${describeNote(entry)}; run tsdump --release to put the server back`);
  } finally {
    await dropWindowName(control);
  }
}
