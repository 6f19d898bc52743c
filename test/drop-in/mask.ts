// The only bytes that may differ between the real tool's output and ours: the version in
// the first comment line, the time of completion in the last one. --print-defaults shows
// the path a tool was called by, which a launcher of MySQL's tools puts in its own way.

const VERSION_LINE =
  /^((?:[^\n]*sandbox mode[^\n]*\n)?-- (?:MySQL|MariaDB) dump 10\.1\d  Distrib )[^\n]*/;
const CALLED_BY = /^\S+\/(?=(?:mysqldump|mariadb-dump) would have been started )/;
const COMPLETION = '-- Dump completed on ';
const COMPLETION_LINE = /^-- Dump completed on \d{4}-\d\d-\d\d [ \d]\d:\d\d:\d\d\n/;

/** For every file and for stdout; digits of the time become zeros, so that its form is compared. */
export function maskDump(text: string): string {
  const masked = text.replace(VERSION_LINE, '$1...').replace(CALLED_BY, '');
  // Searched from the end, as a dump may be large; with --tab triggers follow it.
  const at = masked.lastIndexOf(`\n${COMPLETION}`) + 1;
  if (at === 0 && !masked.startsWith(COMPLETION)) return masked;
  const line = COMPLETION_LINE.exec(masked.slice(at, at + 80))?.[0] ?? '';
  // The one may end before ten, the other after.
  const zeros = line.replace(/\d/g, '0').replace('  0:', ' 00:');
  return masked.slice(0, at) + zeros + masked.slice(at + line.length);
}
