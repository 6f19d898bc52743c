// The objects of a server as plain data, in the order they are dumped. Built by
// schema/, read by plan/ and app/; immutable.

export interface Column {
  readonly name: string;
  /** Type word, lower case: `int`, `varchar`, `float`. */
  readonly dataType: string;
  /** Full type, e.g. `int unsigned`, `float(7,2)`. */
  readonly columnType: string;
  /** Values are computed by the server; never inserted. */
  readonly generated: boolean;
  /** What a stored generated column is computed by. */
  readonly storedAs?: string | undefined;
  /** Marks since when a row of a versioned table was valid. */
  readonly rowStart: boolean;
  /** Not part of `SELECT *`. */
  readonly invisible: boolean;
  readonly nullable: boolean;
  /** The default takes a value from a sequence. */
  readonly sequenceDefault: boolean;
  /** Character set of a text column, undefined for anything else. */
  readonly charset: string | undefined;
  /** Its collation, likewise. */
  readonly collation: string | undefined;
}

export interface KeyPart {
  readonly column: string;
  /** Length of a prefix index part, undefined when the whole column is indexed. */
  readonly prefixLength: number | undefined;
  readonly nullable: boolean;
}

export interface Key {
  readonly name: string;
  readonly unique: boolean;
  readonly parts: readonly KeyPart[];
}

/** A CHECK that is enforced while a dump is restored, which MariaDB's are not. */
export interface Check {
  readonly name: string;
  readonly clause: string;
}

export interface Table {
  readonly schema: string;
  readonly name: string;
  readonly engine: string;
  /** In table order, generated and invisible ones included. */
  readonly columns: readonly Column[];
  /** In index order, the primary key first. */
  readonly keys: readonly Key[];
  /** The server's own guesses; may be zero or far off. */
  readonly rowsEstimate: number;
  readonly dataBytesEstimate: number;
  /** What AUTO_INCREMENT has counted up to; 0 for none. */
  readonly nextAutoIncrement: number;
  /** Keeps its history (MariaDB). */
  readonly versioned: boolean;
  /** CREATE_TIME, which ALTER TABLE moves too, in whole seconds. */
  readonly createdAt: string | null;
  /** Names, in the order they must be created. */
  readonly triggers: readonly string[];
  readonly checks?: readonly Check[] | undefined;
}

export interface View {
  readonly schema: string;
  readonly name: string;
  /** What its SELECT is on, among others: see view-order.ts. */
  readonly mentions?: readonly string[] | undefined;
  /** The tables and views it reads. */
  readonly sources?: readonly RelationName[] | undefined;
}

export interface RelationName {
  readonly schema: string;
  readonly name: string;
}

/** A sequence is MariaDB's. */
export interface Sequence {
  readonly schema: string;
  readonly name: string;
}

export interface Schema {
  readonly name: string;
  /** Default collation, e.g. `utf8mb4_bin`. */
  readonly collation: string;
  /** Place in SHOW DATABASES, which is not always the place in the dump. */
  readonly listPosition: number;
  /** Tables and view placeholders interleaved in SHOW TABLES order. */
  readonly relations: readonly (
    | { readonly kind: 'table'; readonly table: Table }
    | { readonly kind: 'view'; readonly view: View }
  )[];
  readonly sequences: readonly Sequence[];
  /** Its tables were named one by one. */
  readonly listed: boolean;
  /** Names that LOCK TABLES takes, in list order, sequences among them. */
  readonly lockable: readonly string[];
}

export interface Catalog {
  readonly schemas: readonly Schema[];
  /** Names match whatever their case (`lower_case_table_names` is not 0). */
  readonly foldsNames: boolean;
}
