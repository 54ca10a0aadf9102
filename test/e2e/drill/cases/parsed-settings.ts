import type { Authorities } from '../authorities.ts';
import type { DrillCase, DrillFile, DrillHost } from '../drill-case.ts';
import { encoded, ownStore, systemStore } from '../own-store.ts';
import { inHosts } from './in-hosts.ts';

const refusedFile = 'systemd refuses what is not text, or takes a comment for longer, by its version';

/** Environment files as they are written anew: label, text, and why nobody can tell. */
const environmentFiles: readonly (readonly [label: string, text: string | Uint8Array, undecidable?: string])[] = [
  ['apostrophe', "DB_PASSWORD=it's\nSSL_CERT_FILE=/none\n"],
  ['apostrophes', "DB_PASSWORD=pa'ss\nNOTE=don't\nB=2\n"],
  ['quote-inside', 'A=it\'s "\nSSL_CERT_FILE=/none\nB=2"\n'],
  ['quoted-lines', 'A="1\nSSL_CERT_FILE=/none\nB=2"\nC=3\n'],
  ['return', 'A=1\rSSL_CERT_FILE=/none\r'],
  ['returns', 'A=1\r\nB=2\r\n'],
  ['latin', Buffer.from('A=caf\xe9\n', 'latin1'), refusedFile],
  ['latin-comment', Buffer.from('# caf\xe9\nA=1\n', 'latin1')],
  ['zero', 'A=1\0\nB=2\n', refusedFile],
  ['comment', '# C:\\temp\\\nSSL_CERT_FILE=/none\n', refusedFile],
  ['comment-before-none', '# C:\\temp\\\n\nA=1\n'],
];

/** Lines of drop-ins; `{file}` stands for the trust store. */
const lines: readonly (readonly [label: string, text: string])[] = [
  ['blank-behind', 'Environment=FOO=1 \\ \nEnvironment=SSL_CERT_FILE=/none'],
  ['continued', 'Environment=FOO=1 \\\nSSL_CERT_FILE=/none'],
  ['backslashes', 'Environment=FOO=a\\\\\nEnvironment=SSL_CERT_FILE=/none'],
  ['return-in-line', 'Environment=FOO=1\rEnvironment=SSL_CERT_FILE=/none'],
  ['returns-in-lines', 'Environment=FOO=1 \\\r\n  BAR=2\r\nUMask=0022\r'],
  ['quote-in-word', 'Environment=SSL_CERT_FILE="/none"'],
  ['quote-in-good-word', 'Environment=SSL_CERT_FILE="{file}"'],
  ['open-quote', 'Environment="SSL_CERT_FILE=/none'],
  ['open-quote-behind', 'Environment=SSL_CERT_FILE=/none "FOO=1'],
  ['no-escape', 'Environment=SSL_CERT_FILE=/none\\q'],
  ['open-before', 'ExecStartPre=-/bin/mkdir "/srv/none'],
];

/** Cases of what systemd reads in its files: what becomes of a quote, a backslash or a byte that is no text. */
export function parsedHosts(ca: Authorities): readonly DrillHost[] {
  const ofFiles = environmentFiles.map(([label, text, undecidable]): DrillCase => {
    const file = `/etc/corp/urllib-${label}.env`;
    const basic = basicCase(label, 'environment file written anew', ca, { [file]: 'A=1\n' });
    return {
      ...basic,
      unit: { ...basic.unit, lines: [`EnvironmentFile=${file}`] },
      after: { files: { [file]: text } },
      ...(undecidable === undefined ? {} : { undecidable }),
    };
  });
  const ofLines = lines.map(([label, text]): DrillCase => {
    const { path } = ownStore('urllib', `urllib-${label}`);
    const dropIn = `/etc/systemd/system/urllib-${label}.service.d/corp.conf`;
    return {
      ...basicCase(label, 'drop-in with lines that are easily misread', ca),
      after: { files: { [dropIn]: `[Service]\n${text.replaceAll('{file}', path)}\n` }, run: 'systemctl daemon-reload' },
    };
  });
  const unclosed = basicCase('unclosed', 'ExecStart with a quote that nothing closes', ca);
  const run = `sed -i '/ExecStart/s/$/ "unclosed/' /etc/systemd/system/${unclosed.name}.service; systemctl daemon-reload`;
  return inHosts('parsed', systemStore([ca.foreign]), [...ofFiles, ...ofLines, { ...unclosed, after: { run } }]);
}

function basicCase(label: string, mechanism: string, ca: Authorities, files: Readonly<Record<string, DrillFile>> = {}): DrillCase {
  const name = `urllib-${label}`;
  const { path, unit } = ownStore('urllib', name);
  return { name, kind: 'urllib', mechanism, endpoint: 'steady', unit, files: { [path]: encoded('urllib', [ca.old.root]), ...files } };
}
