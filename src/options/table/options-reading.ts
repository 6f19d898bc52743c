// The option table: what can be done with a dump that is there. Data only.

export const readingOptions = {
  list: {
    kind: 'flag',
    default: false,
    help: 'no dump: what is in FILE, with rows, bytes and hashes (all of it with --log-format=json)',
  },
  extract: {
    kind: 'list',
    arg: 'NAME',
    help: 'no dump: the SQL of DB or DB.TABLE out of FILE; repeatable',
  },
  verify: {
    kind: 'flag',
    default: false,
    help: 'no dump: check every hash, length and row of FILE, without a server',
  },
} as const;
