// What MariaDB 11.8 shows otherwise than 10.11 of the same definition: the one list of it.

/** A definition, of either version, without what differs between them. */
export function sameIn11(definition: string): string {
  return definition.split('\n').map(sameLine).join('\n');
}

function sameLine(line: string): string {
  let same = line;
  // INVISIBLE stands behind the default.
  if (same.includes(' INVISIBLE')) same = `INVISIBLE ${same.replace(' INVISIBLE', '')}`;
  // Defaults of binary columns are shown in hex.
  same = same.replace(/ DEFAULT x'([0-9a-f]*)'/g, (_all, hex: string) => showText(hex));
  // Tabs and backspaces are escaped in comments of partitions.
  same = same.replaceAll('\t', '\\t').replaceAll('\b', '\\b');
  // 11.8.6 does not double the backticks of a foreign key's columns.
  return same.includes(' FOREIGN KEY (') ? same.replace(/`+/g, '`') : same;
}

function showText(hex: string): string {
  const text = Buffer.from(hex, 'hex').toString('latin1');
  return ` DEFAULT '${text.replaceAll("'", "''").replaceAll('\0', '\\0')}'`;
}
