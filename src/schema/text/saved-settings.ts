// The statements around a stored program: the character sets, sql_mode and database
// collation it was created under, and their restoration. Pure; aligned as the stock tools do.

/** What a SHOW CREATE of a stored program says it was created under. */
export interface CreationContext {
  readonly sqlMode: string;
  readonly charset: string;
  readonly collation: string;
  readonly databaseCollation: string;
}

/** `end` is the delimiter in force with the space before it, e.g. ` ;`. */
export function saveCharsets(context: CreationContext, end: string): string {
  return (
    `/*!50003 SET @saved_cs_client      = @@character_set_client */${end}\n` +
    `/*!50003 SET @saved_cs_results     = @@character_set_results */${end}\n` +
    `/*!50003 SET @saved_col_connection = @@collation_connection */${end}\n` +
    `/*!50003 SET character_set_client  = ${context.charset} */${end}\n` +
    `/*!50003 SET character_set_results = ${context.charset} */${end}\n` +
    `/*!50003 SET collation_connection  = ${context.collation} */${end}\n`
  );
}

export function restoreCharsets(end: string): string {
  return (
    `/*!50003 SET character_set_client  = @saved_cs_client */${end}\n` +
    `/*!50003 SET character_set_results = @saved_cs_results */${end}\n` +
    `/*!50003 SET collation_connection  = @saved_col_connection */${end}\n`
  );
}

export function saveSqlMode(sqlMode: string, end: string): string {
  return (
    `/*!50003 SET @saved_sql_mode       = @@sql_mode */${end}\n` +
    `/*!50003 SET sql_mode              = '${sqlMode}' */${end}\n`
  );
}

export function restoreSqlMode(end: string): string {
  return `/*!50003 SET sql_mode              = @saved_sql_mode */${end}\n`;
}

export function saveTimeZone(timeZone: string, end: string): string {
  return (
    `/*!50003 SET @saved_time_zone      = @@time_zone */${end}\n` +
    `/*!50003 SET time_zone             = '${timeZone}' */${end}\n`
  );
}

export function restoreTimeZone(end: string): string {
  return `/*!50003 SET time_zone             = @saved_time_zone */${end}\n`;
}

/** Puts the database, its name as it is to be written or empty for the current one, under `collation` while an object is created that was made under it. */
export function switchDatabase(
  schema: string,
  from: string,
  collation: string,
  end: string,
): string {
  if (from === collation) return '';
  // A collation's name begins with its character set; `binary` is both.
  const charset = collation.split('_', 1)[0] ?? collation;
  const name = schema === '' ? '' : `${schema} `;
  return `ALTER DATABASE ${name}CHARACTER SET ${charset} COLLATE ${collation}${end}\n`;
}
