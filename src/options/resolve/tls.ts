// The details of TLS that --ssl-mode leaves open, from settings. Pure.

import type { TlsDetails } from '../../model/options.js';
import type { ConnectionSettings } from '../table/options.js';

export function resolveTls(settings: ConnectionSettings): TlsDetails {
  const versions = (settings['tls-version'] ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  const only13 = versions.includes('tlsv1.3') && !versions.includes('tlsv1.2');
  const only12 = versions.includes('tlsv1.2') && !versions.includes('tlsv1.3');
  const ciphers = [settings['tls-ciphersuites'], settings['ssl-cipher']].filter(
    (list) => list !== undefined && list !== '',
  );
  return {
    caPath: settings['ssl-capath'],
    ciphers: ciphers.length === 0 ? undefined : ciphers.join(':'),
    minVersion: only13 ? 'TLSv1.3' : 'TLSv1.2',
    maxVersion: only12 ? 'TLSv1.2' : 'TLSv1.3',
  };
}
