// Settings of a target that change what the SQL of a dump means, beyond those that the stock
// tools set: each is held while the dump is restored and put back at its end. Any account may
// set them, but for those around primary keys, which are set where the account may.

import { TsdumpError } from '../../base/errors.js';
import type { Flavor, ServerFacts } from '../../model/server.js';
import type { Session } from '../../mysql/protocol/session.js';

/** `SET` of one value; `value` is SQL that means the same in every sql_mode. */
export interface TargetSetting {
  readonly name: string;
  readonly value: string;
  /** Opens the comment that older servers skip. */
  readonly opening: string;
}

interface KnownSetting {
  readonly name: string;
  readonly opening: string;
  /** SQL; for those without one the source's own value is what its objects were made under. */
  readonly value?: string;
  /** What a source means that does not have it yet. */
  readonly older?: string;
}

const SETTINGS: Readonly<Record<Flavor, readonly KnownSetting[]>> = {
  mysql: [
    { opening: '/*!80011', name: 'default_collation_for_utf8mb4' },
    { opening: '/*!80000', name: 'explicit_defaults_for_timestamp', value: '1' },
    { opening: '/*!80000', name: 'completion_type', value: '0' },
    { opening: '/*!80000', name: 'div_precision_increment' },
    { opening: '/*!80000', name: 'default_week_format' },
    { opening: '/*!80000', name: 'lc_time_names' },
    { opening: '/*!80000', name: 'block_encryption_mode' },
    { opening: '/*!80000', name: 'innodb_ft_enable_stopword' },
    // Or a foreign key on columns that are not unique is refused (6125).
    { opening: '/*!80400', name: 'restrict_fk_on_non_standard_key', value: '0' },
  ],
  mariadb: [
    { opening: '/*M!110201', name: 'character_set_collations', older: "''" },
    { opening: '/*M!101000', name: 'explicit_defaults_for_timestamp', value: '1' },
    { opening: '/*M!100500', name: 'completion_type', value: '0' },
    // Rows that were there when a constraint came, or came while it was not checked.
    { opening: '/*M!100500', name: 'check_constraint_checks', value: '0' },
    { opening: '/*M!100500', name: 'max_statement_time', value: '0' },
    { opening: '/*M!100500', name: 'alter_algorithm', value: 'DEFAULT' },
    { opening: '/*M!100500', name: 'div_precision_increment' },
    { opening: '/*M!100500', name: 'default_week_format' },
    { opening: '/*M!100500', name: 'default_regex_flags' },
    { opening: '/*M!100500', name: 'lc_time_names' },
    { opening: '/*M!100500', name: 'innodb_ft_enable_stopword' },
    { opening: '/*M!100500', name: 'innodb_strict_mode' },
    // These stand in definitions where they were on.
    { opening: '/*M!100500', name: 'innodb_compression_default', value: '0' },
    { opening: '/*M!110201', name: 'block_encryption_mode', older: "'aes-128-ecb'" },
    { opening: '/*M!110701', name: 'mhnsw_default_distance', value: "'euclidean'" },
    { opening: '/*M!110701', name: 'mhnsw_default_m', value: '6' },
  ],
};

/** Nothing in it ends a string, whatever the target's sql_mode. */
const PLAIN_VALUE = /^[\w,=+:/. -]*$/;

/** What a restore of this server's objects has to run under. */
export async function readTargetSettings(
  session: Session,
  { flavor }: ServerFacts,
): Promise<readonly TargetSetting[]> {
  const known = SETTINGS[flavor];
  const asked = known.filter(({ value }) => value === undefined);
  const list = asked.map(({ name }) => `'${name}'`).join(', ');
  const rows = await session.query(`SHOW GLOBAL VARIABLES WHERE Variable_name IN (${list})`);
  const values = new Map(rows.map((row) => row.texts()).map(([name, value]) => [name, value]));
  return known.flatMap(({ name, opening, value, older }) => {
    const own = values.get(name);
    const meant = value ?? (own === undefined || own === null ? older : toValue(name, own));
    return meant === undefined ? [] : [{ name, opening, value: meant }];
  });
}

function toValue(name: string, text: string): string {
  if (/^\d+$/.test(text)) return text;
  if (PLAIN_VALUE.test(text)) return `'${text}'`;
  throw new TsdumpError('read-failed', `the server returned an impossible value of ${name}`, {
    hint: 'What it says is not written to the dump. Do not trust the server.',
  });
}

/** Before SET NAMES, which some of them change. */
export function buildSettings(flavor: Flavor, settings: readonly TargetSetting[]): string {
  if (settings.length === 0) return '';
  return `\n${inOrder(
    settings,
    ({ name, value }) =>
      `@OLD_${name.toUpperCase()}=@@${name.toUpperCase()}, ${name.toUpperCase()}=${value}`,
  )}${flavor === 'mysql' ? KEYS_OPENING : ''}`;
}

/** As they were found. */
export function buildSettingsEnd(flavor: Flavor, settings: readonly TargetSetting[]): string {
  if (settings.length === 0) return '';
  return `${flavor === 'mysql' ? KEYS_ENDING : ''}${inOrder(
    settings,
    ({ name }) => `${name.toUpperCase()}=@OLD_${name.toUpperCase()}`,
  )}`;
}

/** A statement for all of one version. */
function inOrder(
  settings: readonly TargetSetting[],
  assign: (setting: TargetSetting) => string,
): string {
  const openings = [...new Set(settings.map(({ opening }) => opening))];
  return openings
    .map((opening) => {
      const same = settings.filter((setting) => setting.opening === opening);
      return `${opening} SET ${same.map(assign).join(', ')} */;\n`;
    })
    .join('');
}

/**
 * A server may want a primary key for every table, or make one up. Only some accounts can
 * keep it from that; for others it does as it is set, and says so where it refuses.
 */
const KEYS = ['SQL_REQUIRE_PRIMARY_KEY', 'SQL_GENERATE_INVISIBLE_PRIMARY_KEY'] as const;
const MAY_SET_KEYS =
  'EXISTS(SELECT 1 FROM INFORMATION_SCHEMA.USER_PRIVILEGES WHERE PRIVILEGE_TYPE IN' +
  " ('SUPER','SYSTEM_VARIABLES_ADMIN','SESSION_VARIABLES_ADMIN') AND GRANTEE=CONCAT(''''," +
  "SUBSTRING_INDEX(CURRENT_USER(),'@',1),'''@''',SUBSTRING_INDEX(CURRENT_USER(),'@',-1),''''))";
const KEYS_OPENING =
  `/*!80030 SET ${KEYS.map((name) => `@OLD_${name}=@@${name}`).join(', ')} */;\n` +
  setKeys(`(@@${KEYS.join(' OR @@')}) AND ${MAY_SET_KEYS}`, () => '0');
const KEYS_ENDING = setKeys(
  KEYS.map((name) => `@@${name}<>@OLD_${name}`).join(' OR '),
  (name) => `@OLD_${name}`,
);

function setKeys(condition: string, value: (name: string) => string): string {
  const assignments = KEYS.map((name) => `SESSION ${name}=${value(name)}`).join(', ');
  return (
    `/*!80030 SET @TSDUMP_KEYS=IF(${condition},'SET ${assignments}','DO 0') */;\n` +
    '/*!80030 PREPARE TSDUMP_KEYS FROM @TSDUMP_KEYS */;\n' +
    '/*!80030 EXECUTE TSDUMP_KEYS */;\n' +
    '/*!80030 DEALLOCATE PREPARE TSDUMP_KEYS */;\n'
  );
}
