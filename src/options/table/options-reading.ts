// The option table: reading a dump. Data only.

export const readingOptions = {
  list: {
    kind: 'flag',
    default: false,
    help: 'list what is in the dump FILE, with rows, bytes and hashes (all of it with --log-format=json)',
  },
  extract: {
    kind: 'list',
    arg: 'NAME',
    help: 'write the SQL of DB or DB.TABLE out of the dump FILE; repeatable',
  },
  verify: {
    kind: 'flag',
    default: false,
    help: 'check every hash, length and row of the dump FILE, without a server',
  },
} as const;
