// What the account may do, parsed from SHOW GRANTS. information_schema.USER_PRIVILEGES is
// blind on managed servers and for roles; the parsed text is what the server enforces.

import type { ServerFacts } from '../../model/server.js';
import type { Session } from '../protocol/session.js';

interface Grant {
  readonly privileges: ReadonlySet<string>;
  /** Schema pattern as in GRANT (`%`, `_`, `\_`), undefined for `*.*`. */
  readonly schema: string | undefined;
  /** For one table or routine of it. */
  readonly isPart: boolean;
  /** What is granted on `*.*` and taken away again (`partial_revokes`). */
  readonly isRevoked: boolean;
}

export class Grants {
  readonly #grants: readonly Grant[];

  constructor(grants: readonly Grant[]) {
    this.#grants = grants;
  }

  /** Any of `privileges` on `*.*`. */
  hasGlobal(...privileges: readonly string[]): boolean {
    return this.#grants.some(
      (grant) => grant.schema === undefined && holdsAny(grant.privileges, privileges),
    );
  }

  /** Any of `privileges` on all of the schema. */
  hasOnSchema(schema: string, ...privileges: readonly string[]): boolean {
    const grants = this.#listGrants(schema);
    const isRevoked = (privilege: string): boolean =>
      grants.some((grant) => grant.isRevoked && grant.privileges.has(privilege));
    return privileges.some((privilege) =>
      grants.some(
        ({ schema: on, isPart, isRevoked: taken, privileges: held }) =>
          !isPart &&
          !taken &&
          holdsAny(held, [privilege]) &&
          !(on === undefined && isRevoked(privilege)),
      ),
    );
  }

  /** The same, or on one of its tables: whether on those asked for shows when they are read. */
  hasInSchema(schema: string, ...privileges: readonly string[]): boolean {
    const isPartly = this.#listGrants(schema).some(
      (grant) => grant.isPart && holdsAny(grant.privileges, privileges),
    );
    return isPartly || this.hasOnSchema(schema, ...privileges);
  }

  #listGrants(schema: string): Grant[] {
    return this.#grants.filter(
      (grant) => grant.schema === undefined || matchesPattern(grant.schema, schema),
    );
  }
}

function holdsAny(held: ReadonlySet<string>, wanted: readonly string[]): boolean {
  return held.has('ALL PRIVILEGES') || wanted.some((privilege) => held.has(privilege));
}

/** `lines` as SHOW GRANTS prints them. */
export function parseGrants(lines: readonly string[]): Grants {
  const grants: Grant[] = [];
  for (const line of lines) {
    const match =
      /^(GRANT|REVOKE) (.+?) ON (?:(?:TABLE|PROCEDURE|FUNCTION|PACKAGE|PACKAGE BODY) )?(\*|`(?:[^`]|``)*`|[^.\s]+)\.(\*|`(?:[^`]|``)*`|\S+) (?:TO|FROM) /s.exec(
        line,
      );
    if (match === null) continue;
    const [, verb, list = '', schema = '', object] = match;
    grants.push({
      privileges: new Set(splitPrivileges(list)),
      schema: schema === '*' ? undefined : unquote(schema),
      isPart: object !== '*',
      isRevoked: verb === 'REVOKE',
    });
  }
  return new Grants(grants);
}

/** `SELECT (a, b), INSERT` as `INSERT`: some columns are not the table. */
function splitPrivileges(list: string): string[] {
  return list
    .replace(/[^,()]+\([^)]*\)/g, '')
    .split(',')
    .map((word) => word.trim().toUpperCase())
    .filter((word) => word !== '');
}

function unquote(name: string): string {
  return name.startsWith('`') ? name.slice(1, -1).replaceAll('``', '`') : name;
}

function matchesPattern(pattern: string, schema: string): boolean {
  const source = pattern.replace(/\\?[\s\S]/g, (token) => {
    if (token === '%') return '[\\s\\S]*';
    if (token === '_') return '[\\s\\S]';
    const literal = token.length > 1 ? token.slice(1) : token;
    return literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${source}$`, 'i').test(schema);
}

/** How many statements an hour the account may run; undefined where nobody counts. */
export async function readStatementLimit(session: Session): Promise<number | undefined> {
  const lines = await readLines(session, 'SHOW CREATE USER CURRENT_USER()').catch(() => []);
  const limit = /\bMAX_QUERIES_PER_HOUR (\d+)/.exec(lines.join(' '))?.[1];
  return limit === undefined || limit === '0' ? undefined : Number(limit);
}

export async function readGrants(session: Session, facts: ServerFacts): Promise<Grants> {
  const lines = await readLines(session, 'SHOW GRANTS');
  const [role] = await session.query('SELECT CURRENT_ROLE() AS role').catch(() => []);
  const active = role?.text('role') ?? null;
  if (active !== null && active !== '' && active.toUpperCase() !== 'NONE') {
    const statement =
      facts.flavor === 'mysql'
        ? `SHOW GRANTS FOR CURRENT_USER() USING ${active}`
        : 'SHOW GRANTS FOR CURRENT_ROLE';
    lines.push(...(await readLines(session, statement).catch(() => [])));
  }
  return parseGrants(lines);
}

/** Roles that are granted while none is active, quoted. */
export async function readIdleRoles(session: Session): Promise<readonly string[]> {
  const [row] = await session.query('SELECT CURRENT_ROLE() AS role').catch(() => []);
  const active = row?.text('role') ?? 'NONE';
  if (active !== '' && active.toUpperCase() !== 'NONE') return [];
  const lines = await readLines(session, 'SHOW GRANTS').catch(() => []);
  return lines.flatMap((line) => {
    const roles = /^GRANT ((?:`(?:[^`]|``)*`(?:@`[^`]*`)?,?)+) TO /.exec(line)?.[1];
    return roles === undefined ? [] : [roles];
  });
}

async function readLines(session: Session, sql: string): Promise<string[]> {
  const rows = await session.query(sql);
  return rows.map((row) => row.stringAt(0));
}
