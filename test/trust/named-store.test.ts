import { describe, expect, it } from 'vitest';
import { clientProfiles, profileNamed } from '../../src/clients/registry.ts';
import { sha256Of } from '../../src/evidence/blob-store.ts';
import type { FileEvidence } from '../../src/evidence/file-evidence.ts';
import { readsNamed, storeOfNamed } from '../../src/trust/named-store.ts';
import { issue } from '../certificates.ts';

const first = issue({ subject: 'CN=First', ca: true });
const second = issue({ subject: 'CN=Second', ca: true });
const garbage = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';

type Content = string | Uint8Array | Readonly<Record<string, string>>;

/** The store that a client makes of these files, by name; a record of texts is a directory. */
function storeOf(client: string, contents: Readonly<Record<string, Content>>, imported = false) {
  const blobs = new Map<string, Uint8Array>();
  const keep = (content: string | Uint8Array): string => {
    const bytes = Buffer.from(content);
    blobs.set(sha256Of(bytes), bytes);
    return sha256Of(bytes);
  };
  const files = Object.entries(contents).map(([path, content]): FileEvidence => {
    if (typeof content === 'string' || content instanceof Uint8Array) return { path, state: 'file', sha256: keep(content) };
    const entries = Object.entries(content).map(([name, text]) => [name, keep(text)]);
    return { path, state: 'directory', sha256: keep(JSON.stringify({ entries })) };
  });
  const named = { files, readBlob: (sha256: string) => blobs.get(sha256), imported };
  const profile = profileNamed(client);
  if (profile === undefined) throw new Error(`no profile is called ${client}`);
  const store = storeOfNamed(profile, named);
  if (store.kind === 'unknown') return { unknown: store.reason, reads: files.every((file) => readsNamed(profile, file, named)) };
  return {
    anchors: store.anchors.map((anchor) => `${anchor.certificate.subject.text} of ${anchor.file}`),
    fatal: store.fatal,
    remarks: store.remarks.join('; '),
    client: store.client.name,
    settings: store.loaded.map((one) => one.because),
    reads: files.every((file) => readsNamed(profile, file, named)),
  };
}

describe('a trust store that somebody names', () => {
  it.each(clientProfiles.filter((profile) => profile.family !== 'java').map((profile) => profile.name))(
    'is read by %s in its order',
    (client) => {
      expect(storeOf(client, { 'b.pem': second.pem + first.pem, 'a.pem': first.pem })).toMatchObject({
        anchors: ['CN=Second of b.pem', 'CN=First of b.pem', 'CN=First of a.pem'],
        fatal: undefined,
        client,
      });
    },
  );

  it('is read with the client’s own tolerance of damage', () => {
    const damaged = { 'ca.pem': garbage + first.pem };
    expect(storeOf('go', damaged)).toMatchObject({ anchors: ['CN=First of ca.pem'], fatal: undefined });
    expect(storeOf('python', damaged)).toMatchObject({ anchors: [], fatal: undefined });
    expect(storeOf('curl', damaged)).toMatchObject({ anchors: [], fatal: 'curl: (77) error setting certificate file: ca.pem' });
  });

  it('is found in a directory by the hash of its subject or by every file, as the client looks', () => {
    const folder = { certs: { 'first.pem': first.pem } };
    expect(storeOf('go', folder)).toMatchObject({ anchors: ['CN=First of certs/first.pem'], reads: true });
    expect(storeOf('curl', folder)).toMatchObject({ anchors: [], remarks: expect.stringContaining('no hash link leads to'), reads: true });
    expect(storeOf('node-24', folder)).toMatchObject({ anchors: [], remarks: expect.stringContaining('is a directory'), reads: false });
    expect(storeOf('java', folder)).toMatchObject({ anchors: [], remarks: 'certs: is a directory, which the client does not read' });
    expect(storeOf('boto3', folder)).toMatchObject({ anchors: [], fatal: '[Errno 21] Is a directory', reads: false });
  });

  it.each([
    ['curl', '--cacert', '--capath'],
    ['openssl', '-CAfile', '-CApath'],
    ['python', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
    ['requests', 'REQUESTS_CA_BUNDLE', 'REQUESTS_CA_BUNDLE'],
    ['node-16', 'NODE_EXTRA_CA_CERTS', 'NODE_EXTRA_CA_CERTS'],
    ['node-24', 'NODE_EXTRA_CA_CERTS', 'NODE_EXTRA_CA_CERTS'],
    ['vault', '-ca-cert', 'SSL_CERT_DIR'],
    ['java', 'javax.net.ssl.trustStore', 'javax.net.ssl.trustStore'],
  ])('is judged for %s as %s, a directory as %s', (client, file, directory) => {
    expect(storeOf(client, { 'ca.pem': first.pem })).toMatchObject({ settings: [file] });
    expect(storeOf(client, { certs: { 'first.pem': first.pem } })).toMatchObject({ settings: [directory] });
  });

  it('holds no anchors where the client cannot read the format, and says so', () => {
    expect(storeOf('go', { 'ca.der': first.der })).toMatchObject({
      anchors: [],
      remarks: 'ca.der: is der, which the client does not read',
      reads: false,
    });
    expect(storeOf('java', { 'ca.pem': first.pem })).toMatchObject({
      anchors: [],
      fatal: expect.stringContaining('NoSuchAlgorithm'),
      reads: false,
    });
  });
});

describe('a trust store of another format, as if imported', () => {
  it('gives its certificates to the client, and says that this is so', () => {
    expect(storeOf('java', { 'ca.pem': first.pem + second.pem }, true)).toMatchObject({
      anchors: ['CN=First of ca.pem', 'CN=Second of ca.pem'],
      fatal: undefined,
      remarks: expect.stringContaining('judged as if its certificates had been imported'),
    });
    expect(storeOf('go', { 'ca.der': first.der }, true)).toMatchObject({ anchors: ['CN=First of ca.der'] });
    expect(storeOf('java', { certs: { 'first.pem': first.pem, README: 'hello' } }, true)).toMatchObject({
      anchors: ['CN=First of certs/first.pem'],
    });
  });

  it('is unknown where it is damaged: what an import would find cannot be told', () => {
    expect(storeOf('java', { 'ca.pem': garbage + first.pem }, true)).toMatchObject({
      unknown: expect.stringContaining('what an import of ca.pem'),
    });
  });

  it('changes nothing for a client that reads it', () => {
    expect(storeOf('curl', { 'ca.pem': garbage + first.pem }, true)).toEqual(storeOf('curl', { 'ca.pem': garbage + first.pem }));
  });
});
