// The option table: how to reach the server, and which option files to read. Data
// only. A [client] group of an option file may set these and nothing else.

export const connectionOptions = {
  host: { kind: 'text', short: 'h', arg: 'NAME', help: 'server host (localhost: its socket)' },
  port: { kind: 'number', short: 'P', arg: 'NUMBER', min: 0, max: 65535, help: 'TCP port (3306)' },
  socket: { kind: 'text', short: 'S', arg: 'PATH', help: 'unix socket' },
  protocol: { kind: 'choice', arg: 'KIND', values: ['tcp', 'socket'], help: 'tcp or socket' },
  user: { kind: 'text', short: 'u', arg: 'NAME', help: 'login (your system user)' },
  password: {
    kind: 'password',
    short: 'p',
    arg: 'SECRET',
    off: '',
    help: 'password; asked for when no value is attached',
  },
  'ssl-mode': {
    kind: 'choice',
    arg: 'MODE',
    values: ['disabled', 'preferred', 'required', 'verify-ca', 'verify-identity'],
    help: 'disabled, preferred, required, verify-ca, verify-identity (preferred; verify-ca with --ssl-ca)',
  },
  ssl: { kind: 'flag', hidden: true, help: 'as --ssl-mode=required, --skip-ssl as disabled' },
  'ssl-verify-server-cert': {
    kind: 'flag',
    hidden: true,
    help: 'as --ssl-mode=verify-identity',
  },
  'ssl-ca': { kind: 'text', arg: 'FILE', help: 'certificates of the authorities to trust' },
  'ssl-cert': { kind: 'text', arg: 'FILE', help: 'our certificate' },
  'ssl-key': { kind: 'text', arg: 'FILE', help: 'its key' },
  'init-command': { kind: 'text', arg: 'SQL', help: 'run on every connection after login' },
  'connect-timeout': {
    kind: 'number',
    arg: 'SECONDS',
    min: 1,
    max: 86400,
    default: '10',
    help: 'give up connecting after this long',
  },
  'max-allowed-packet': {
    kind: 'size',
    arg: 'BYTES',
    min: '4K',
    max: '2G',
    block: 1024,
    default: '1G',
    help: 'largest packet to accept',
  },
} as const;

export const fileOptions = {
  'defaults-file': {
    kind: 'text',
    arg: 'FILE',
    first: true,
    help: 'read this option file and no other',
  },
  'defaults-extra-file': {
    kind: 'text',
    arg: 'FILE',
    first: true,
    help: 'read this one too, before ~/.my.cnf',
  },
  'no-defaults': { kind: 'flag', default: false, first: true, help: 'read no option file' },
  'defaults-group-suffix': {
    kind: 'text',
    arg: 'TEXT',
    first: true,
    help: 'also read the groups [clientTEXT] and [tsdumpTEXT]',
  },
  'print-defaults': {
    kind: 'flag',
    default: false,
    first: true,
    help: 'print the arguments with those of the option files, and exit',
  },
} as const;
