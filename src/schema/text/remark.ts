// What a writer comes to that a stock tool has a line for on standard error, as data. Under
// our own name nothing is said of it.

export type Remark =
  | { readonly at: 'sequence'; readonly name: string }
  | { readonly at: 'placeholder' }
  | { readonly at: 'final-view'; readonly name: string }
  /** The view's placeholder makes room for it. */
  | { readonly at: 'placeholder-dropped' }
  | { readonly at: 'tablespaces-refused'; readonly error: unknown }
  /** XML: the keys of a table, or its status, are missing; `table` as it is written. */
  | { readonly at: 'keys-refused'; readonly table: string; readonly error: unknown }
  | { readonly at: 'status-missing'; readonly table: string }
  /** All is read. */
  | { readonly at: 'disconnect'; readonly host: string };
