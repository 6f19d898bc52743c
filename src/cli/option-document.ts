// The option table as text for the documentation: every option, what it is under our own
// name and in each drop-in. Pure.

import type { OptionSpec } from '../options/table/option-spec.js';
import { optionGroups } from '../options/table/options.js';
import { defaultOf } from '../options/table/parse-value.js';
import { listStockOptions, type StockOption } from '../dropin/argv/option-list.js';

const ABSENT = '–';

const HEAD =
  '# Every option\n\nMade from the option table by `npm run options`; a test keeps it true. A dash: no option' +
  ' under that name.';

/** A Markdown table a group: option, default under each name, meaning. */
export function buildOptionDocument(): string {
  const tools = [listStockOptions('mysqldump'), listStockOptions('mariadb-dump')];
  const lines: string[] = [HEAD, ''];
  for (const { title, options } of optionGroups) {
    lines.push(`### ${title.replace(/:$/, '')}`, '');
    lines.push('| option | tsdump | mysqldump | mariadb-dump | meaning |');
    lines.push('|---|---|---|---|---|');
    for (const [key, spec] of Object.entries(options)) {
      const stock = tools.map((tool) => tool.filter((option) => option.key === key));
      const own = spec.own === false ? ABSENT : show(defaultOf(key, spec));
      const cells = [
        describeNames(key, spec, stock),
        own,
        ...stock.map(describeDefault),
        spec.help,
      ];
      lines.push(`| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`);
    }
    lines.push('');
  }
  return lines.join('\n');
}

/** Each name once, the one-letter form first. */
function describeNames(
  key: string,
  { own, short }: OptionSpec,
  stock: readonly (readonly StockOption[])[],
): string {
  const names = stock.flatMap((options) => options.map(({ name }) => name));
  const all = new Set([
    ...(own === false ? [] : [key]),
    ...names.map((name) => name.replaceAll('_', '-')),
  ]);
  const long = [...all].map((name) => `\`--${name}\``).join(', ');
  return short === undefined ? long : `\`-${short}\`, ${long}`;
}

function describeDefault([option]: readonly StockOption[]): string {
  if (option === undefined) return ABSENT;
  return option.type.kind === 'disabled' ? 'refused' : show(option.default);
}

function show(value: unknown): string {
  if (value === true) return 'on';
  if (value === false) return 'off';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
