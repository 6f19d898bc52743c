// Views that need what is left out by its name are left out too, and what is on them: a
// restore would stop at them. What was not asked for is another matter: it may be there.

import type { Catalog, RelationName, View } from '../../model/catalog.js';
import type { Selection } from '../../model/options.js';
import { foldNames, hasName } from './fold-names.js';

export interface ViewLeftOut {
  readonly view: View;
  readonly needs: RelationName;
}

/** Pure. */
export function leaveOutViews(
  catalog: Catalog,
  { ignoreDatabases, ignoreTables }: Pick<Selection, 'ignoreDatabases' | 'ignoreTables'>,
): { readonly catalog: Catalog; readonly leftOut: readonly ViewLeftOut[] } {
  const fold = foldNames(catalog.foldsNames);
  const schemas = new Set([...ignoreDatabases].map(fold));
  const gone = new Set(ignoreTables);
  if (schemas.size === 0 && gone.size === 0) return { catalog, leftOut: [] };
  const isGone = ({ schema, name }: RelationName): boolean =>
    schemas.has(fold(schema)) || hasName(gone, schema, name, fold);
  const views = new Set(
    catalog.schemas.flatMap(({ relations }) =>
      relations.flatMap((relation) => (relation.kind === 'view' ? [relation.view] : [])),
    ),
  );
  const leftOut: ViewLeftOut[] = [];
  for (let found = -1; found !== leftOut.length; ) {
    found = leftOut.length;
    for (const view of views) {
      const needs = view.sources?.find(isGone);
      if (needs === undefined) continue;
      leftOut.push({ view, needs });
      gone.add(`${view.schema}.${view.name}`);
      views.delete(view);
    }
  }
  const kept = catalog.schemas.map((schema) => ({
    ...schema,
    relations: schema.relations.filter(
      (relation) => relation.kind === 'table' || views.has(relation.view),
    ),
  }));
  return { catalog: { ...catalog, schemas: kept }, leftOut };
}
