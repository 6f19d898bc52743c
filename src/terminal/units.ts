// Numbers as people read them in messages: counts, bytes, times. Pure.

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
const COUNT_UNITS = ['', ' k', ' M', ' G', ' T'];

/** `1.5 MB`: powers of 1000, as disks and networks count. */
export function showBytes(bytes: number): string {
  const [value, unit] = scale(bytes, BYTE_UNITS);
  return `${value} ${unit}`;
}

/** `12.3 M`, for estimates and running totals. */
export function showCount(count: number): string {
  return scale(count, COUNT_UNITS).join('');
}

/** `1,234,567` with `row` or `rows`. */
export function countOf(count: number, noun: string): string {
  const digits = String(count).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${digits} ${noun}${count === 1 ? '' : 's'}`;
}

/** `850 ms`, `12.3 s`, `3 min 5 s`, `2 h 10 min`. */
export function showDuration(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function scale(amount: number, units: readonly string[]): [string, string] {
  let value = amount;
  let at = 0;
  while (value >= 999.5 && at < units.length - 1) {
    value /= 1000;
    at++;
  }
  const digits = at === 0 || value >= 99.95 ? 0 : 1;
  return [value.toFixed(digits), units[at] as string];
}
