// What we know of the server we talk to: plain values, read once.

export type Flavor = 'mysql' | 'mariadb';

export interface ServerVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

export interface ServerFacts {
  readonly flavor: Flavor;
  readonly version: ServerVersion;
  /** `@@version` as the server prints it, e.g. `10.11.19-MariaDB-0+deb12u1-log`. */
  readonly versionText: string;
  /** Stable identity of this server: `@@server_uuid`, or a hash where the server has no such value. */
  readonly serverId: string;
  /** MySQL's `@@gtid_mode`, upper case; `OFF` where the server has no such variable. */
  readonly gtidMode: string;
  /** `@@hostname`, for messages. */
  readonly hostname: string;
  /** `CURRENT_USER()`, for messages and GRANT hints: `'dump'@'%'`. */
  readonly account: string;
  /** What a connection to this very server shows, and one to another does not. */
  readonly identity: string;
  /** A node of a Galera cluster, where only one session may ask for the global read lock. */
  readonly isGalera: boolean;
  /** `name = value` for each session, so that no statement waits for the cluster. */
  readonly waitSettings: readonly string[];
  /** A name that the control connection holds as long as it lives; undefined where it may not. */
  readonly mark: ServerMark | undefined;
}

/** Held on one server, a name tells connections of that server from all others. */
export interface ServerMark {
  readonly name: string;
  readonly holder: number;
}

export function isAtLeast(
  version: ServerVersion,
  major: number,
  minor: number,
  patch: number = 0,
): boolean {
  if (version.major !== major) return version.major > major;
  if (version.minor !== minor) return version.minor > minor;
  return version.patch >= patch;
}
