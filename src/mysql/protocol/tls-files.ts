// The certificates and keys of a TLS connection: read when the server offers TLS, not before,
// as the stock tools do, and held against each other before anything is sent with them.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import type { SslOptions } from 'mysql2';
import type { ConnectionOptions } from '../../model/options.js';

export type TlsFiles = Pick<SslOptions, 'ca' | 'cert' | 'key'>;

/** A file, or folder, that cannot be used for what it was given for. */
export class TlsFileError extends Error {
  readonly use: 'authority' | 'authorities' | 'certificate' | 'key';
  readonly path: string;

  constructor(use: TlsFileError['use'], path: string, cause?: unknown) {
    super(`${path} is not a file that TLS can use`, { cause });
    this.use = use;
    this.path = path;
  }
}

/** Rejects with a TlsFileError; with that of OpenSSL where it does not know the ciphers. */
export async function readTlsFiles(options: ConnectionOptions): Promise<TlsFiles> {
  const files: TlsFiles = {};
  // The stock tools look at them first.
  createSecureContext({ ciphers: options.tls?.ciphers });
  const trusted = await readTrusted(options);
  if (trusted.length > 0) files.ca = trusted;
  // One file may hold both.
  const certificate = options.sslCert ?? options.sslKey;
  const key = options.sslKey ?? options.sslCert;
  if (certificate === undefined || key === undefined) return files;
  files.cert = await readPem('certificate', certificate);
  check('certificate', certificate, files);
  files.key = await readPem('key', key);
  check('key', key, files);
  return files;
}

/** The certificates to trust: of the file, and of every file of the folder. */
async function readTrusted({ sslCa, tls }: ConnectionOptions): Promise<string[]> {
  const trusted: string[] = [];
  if (sslCa !== undefined) {
    const text = await readPem('authority', sslCa);
    if (!holdsCertificate(text)) throw new TlsFileError('authority', sslCa);
    trusted.push(text);
  }
  const folder = tls?.caPath;
  if (folder === undefined) return trusted;
  const entries = await readdir(folder).catch((cause: unknown) => {
    throw new TlsFileError('authorities', folder, cause);
  });
  // Other files are among them: folders, keys, lists of revoked certificates.
  const texts = await Promise.all(
    entries.map((name) => readFile(join(folder, name), 'utf8').catch(() => '')),
  );
  return [...trusted, ...texts.filter(holdsCertificate)];
}

function holdsCertificate(text: string): boolean {
  return /BEGIN (TRUSTED |X509 )?CERTIFICATE/.test(text);
}

async function readPem(use: TlsFileError['use'], path: string): Promise<string> {
  return await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new TlsFileError(use, path, cause);
  });
}

function check(use: TlsFileError['use'], path: string, { cert, key }: TlsFiles): void {
  try {
    createSecureContext({ cert, key });
  } catch (cause) {
    throw new TlsFileError(use, path, cause);
  }
}
