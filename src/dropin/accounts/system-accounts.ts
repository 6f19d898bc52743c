// Accounts, roles and what they are granted as SQL (mariadb-dump --system=users). A role of
// the dump's own creates the others, so that whoever restores it need not be their admin.

import type { Row } from '../../mysql/protocol/row.js';
import type { Session } from '../../mysql/protocol/session.js';
import { addAccountStatement, mayStandInBlock } from './account-statement.js';
import { quoteForEqual } from '../../encode/text/quote-c.js';
import { askStock } from './ask.js';
import type { ToolContext } from '../messages/tool-context.js';
import type { SectionText } from '../../schema/text/section-text.js';

const USERS =
  "SELECT CONCAT(QUOTE(u.user), '@', QUOTE(u.Host)) AS u FROM mysql.user u " +
  ' /*!80001 LEFT JOIN mysql.role_edges e             ON u.user=e.from_user ' +
  '              AND u.host=e.from_host          WHERE e.from_user IS NULL */' +
  " /*M!100005 WHERE is_role='N' */";

const ROLES =
  'WITH RECURSIVE create_role_order AS  (SELECT 1 as n, roles_mapping.*' +
  '   FROM mysql.roles_mapping   JOIN mysql.user USING (user,host)' +
  "   WHERE is_role='N'     AND Admin_option='Y'   UNION SELECT c.n+1, r.*" +
  '   FROM create_role_order c   JOIN mysql.roles_mapping r ON c.role=r.user' +
  "   AND r.host=''   AND r.Admin_option='Y') SELECT QUOTE(ROLE) AS r," +
  "       CONCAT(QUOTE(user),\t      IF(HOST='', '', CONCAT('@', QUOTE(HOST)))) AS c," +
  '       Admin_option FROM create_role_order ORDER BY n, r, user';

const DEFAULT_ROLES =
  "select IF(default_role='', 'NONE', QUOTE(default_role)) as r," +
  "concat(QUOTE(User), '@', QUOTE(Host)) as u FROM mysql.user  /*M!100005 WHERE is_role='N' */";

const GRANTED_ROLES =
  'SELECT DISTINCT QUOTE(m.role) AS r    FROM mysql.roles_mapping m' +
  "   JOIN mysql.user u ON u.user = m.role   WHERE is_role='Y'     AND Admin_option='Y'" +
  '   ORDER BY m.role';

const BECOME_IMPORTER =
  "SELECT COALESCE(CURRENT_ROLE(),'NONE') into @current_role;\n" +
  'CREATE ROLE IF NOT EXISTS mariadb_dump_import_role;\n' +
  'GRANT mariadb_dump_import_role TO CURRENT_USER();\n' +
  'SET ROLE mariadb_dump_import_role;\n';

const LEAVE_IMPORTER =
  'SET ROLE NONE;\n' +
  'DROP ROLE mariadb_dump_import_role;\n' +
  "/*M!100203 EXECUTE IMMEDIATE CONCAT('SET ROLE ', @current_role) */;\n";

/** Ends where a list cannot be read, as the stock tool does. */
export async function writeSystemAccounts(
  session: Session,
  ctx: ToolContext,
  out: SectionText,
): Promise<void> {
  const users = await askStock(session, ctx, USERS);
  if (users === undefined) return;
  for (const row of users) await writeUser(session, ctx, out, row.stringAt(0));
  out.add(BECOME_IMPORTER);
  const roles = await askStock(session, ctx, ROLES);
  if (roles === undefined) return;
  for (const row of roles) {
    for (const statement of buildRole(ctx, row)) {
      addAccountStatement(ctx, out, row.stringAt(0), statement);
    }
  }
  const defaults = await askStock(session, ctx, DEFAULT_ROLES);
  if (defaults === undefined) return;
  for (const row of defaults) {
    const [role, user] = [row.stringAt(0), row.stringAt(1)];
    await writeGrants(session, ctx, out, user);
    addAccountStatement(ctx, out, user, `/*M!100005 SET DEFAULT ROLE ${role} FOR ${user} */`);
    addAccountStatement(ctx, out, user, `/*!80001 ALTER USER ${user} DEFAULT ROLE ${role} */`);
  }
  const granted = await askStock(session, ctx, GRANTED_ROLES);
  if (granted === undefined) return;
  for (const row of granted) await writeGrants(session, ctx, out, row.stringAt(0));
  out.add(LEAVE_IMPORTER);
}

async function writeUser(
  session: Session,
  ctx: ToolContext,
  out: SectionText,
  user: string,
): Promise<void> {
  const { insertIgnore, replace } = ctx.format;
  if (replace && mayStandInBlock(ctx, user)) {
    out.add(
      'DELIMITER |\n',
      `/*M!100101 IF current_user()=${quoteForEqual(user)} THEN\n`,
      "  SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO=30001,",
      ` MESSAGE_TEXT="Don't remove current user ${user}'";\n`,
      'END IF */|\nDELIMITER ;\n',
      `/*!50701 DROP USER IF EXISTS ${user} */;\n`,
    );
  }
  const shown = await askStock(session, ctx, `SHOW CREATE USER ${user}`);
  for (const row of shown ?? []) {
    const create = row.stringAt(0).slice('CREATE USER '.length);
    const orReplace = replace ? '/*M!100103 OR REPLACE */ ' : '';
    const statement = `CREATE ${orReplace}USER ${insertIgnore ? 'IF NOT EXISTS ' : ''}${create}`;
    addAccountStatement(ctx, out, user, statement);
  }
}

function buildRole(ctx: ToolContext, row: Row): string[] {
  const { insertIgnore, replace } = ctx.format;
  const [role, grantee, isAdmin] = [row.stringAt(0), row.stringAt(1), row.stringAt(2)];
  const ifMissing = insertIgnore ? 'IF NOT EXISTS ' : '';
  const create = replace ? '/*M!100103 CREATE OR REPLACE ' : '/*M!100005 CREATE ';
  return [
    ...(replace ? [`/*!80001 DROP ROLE IF EXISTS ${role} */`] : []),
    `/*!80001 CREATE ROLE ${ifMissing}${role} */`,
    `${create}ROLE ${ifMissing}${role} WITH ADMIN mariadb_dump_import_role */`,
    `/*M!100005 GRANT ${role} TO ${grantee}${isAdmin === 'Y' ? ' WITH ADMIN OPTION ' : ''}*/`,
  ];
}

async function writeGrants(
  session: Session,
  ctx: ToolContext,
  out: SectionText,
  grantee: string,
): Promise<void> {
  for (const row of (await askStock(session, ctx, `SHOW GRANTS FOR ${grantee}`)) ?? []) {
    const grant = row.stringAt(0);
    if (!grant.startsWith('SET DEFAULT ROLE')) addAccountStatement(ctx, out, grantee, grant);
  }
}
