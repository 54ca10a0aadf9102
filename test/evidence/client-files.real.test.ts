import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { type Issued, issue } from '../certificates.ts';
import { describeWith } from '../require.ts';
import { collectBothAfter } from './namespace.ts';

const own = issue({ subject: 'CN=app' });
const other = issue({ subject: 'CN=other' });
const digestOf = ({ keys }: Issued): string =>
  createHash('sha256')
    .update(keys.publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');

describeWith(['unshare', 'ip', 'sh', 'mount', 'openssl'], 'client certificates of a host', () => {
  it('show alike from both ways: contents of certificates, and of keys the public half and whom they are open to', async () => {
    const secret = own.keyPem.split('\n')[1] ?? '';
    const both = await collectBothAfter(
      `mkdir $D/keys; mount --bind $D/keys /srv; umask 077
      printf '%s' "$CERT" > /srv/app.pem; printf '%s' "$KEY" > /srv/app.key; printf '%s' "$CERT$KEY" > /srv/both.pem; printf '%s' "$OTHER" > /srv/own.key
      cp /srv/app.pem /srv/declared.pem; chown 65534 /srv/both.pem; chmod 0640 /srv/own.key; chmod 0644 /srv/app.pem; chmod 0755 /srv
      printf '[Service]\\nUser=nobody\\nEnvironment=VAULT_CLIENT_CERT=/srv/app.pem VAULT_CLIENT_KEY=/srv/app.key\\nExecStart=/usr/bin/curl --cert /srv/both.pem:canary https://x\\n' | enable app
      printf '[Service]\\nExecStart=/usr/bin/curl -E /srv/app.pem --key /srv/own.key https://x\\n' | enable other
      printf '[Service]\\nExecStart=/usr/bin/vault read -client-cert=/srv/app.pem -client-key /srv/gone.key secret/x\\n' | enable vault`,
      { CERT: own.pem, KEY: own.keyPem, OTHER: other.keyPem },
      { clientCertificates: [{ service: 'app', certificate: '/srv/declared.pem', key: '/srv/declared.key' }] },
    );
    for (const { evidence, blobs } of [both.live, both.probe]) {
      const keys = Object.fromEntries((evidence.clientKeys ?? []).map(({ path, modifiedAt: _at, members: _of, ...key }) => [path, key]));
      const root = { owner: 'root', mode: '0600' };
      const gone = { reason: 'it is not a file that may be read', missing: true };
      expect(keys).toEqual({
        '/srv/app.pem': { publicKeySha256: digestOf(own), holds: 'certificate', ...root, mode: '0644' },
        '/srv/app.key': { publicKeySha256: digestOf(own), holds: 'key', ...root },
        '/srv/both.pem': { publicKeySha256: digestOf(own), holds: 'key', ...root, owner: 'nobody' },
        '/srv/own.key': { publicKeySha256: digestOf(other), holds: 'key', ...root, mode: '0640' },
        '/srv/gone.key': gone,
        '/srv/declared.pem': { publicKeySha256: digestOf(own), holds: 'certificate', ...root },
        '/srv/declared.key': gone,
      });
      const shown = ['/srv/app.pem', '/srv/both.pem', '/srv/declared.pem'].map((path) =>
        evidence.trustFiles.find((file) => file.path === path),
      );
      expect(shown.map((file) => file?.state)).toEqual(['file', 'file', 'file']);
      expect(evidence.trustFiles.some(({ path }) => path.endsWith('.key'))).toBe(false);
      const app = evidence.workloads.find(({ name }) => name === 'app')?.nextStart;
      expect(app).toMatchObject({
        environment: { VAULT_CLIENT_CERT: '/srv/app.pem', VAULT_CLIENT_KEY: '/srv/app.key' },
        options: { '--cert': '/srv/both.pem' },
      });
      expect(evidence.workloads.find(({ name }) => name === 'other')?.nextStart.options).toEqual({
        '--cert': '/srv/app.pem',
        '--key': '/srv/own.key',
      });
      expect(evidence.workloads.find(({ name }) => name === 'vault')?.nextStart.options).toMatchObject({
        '-client-cert': '/srv/app.pem',
        '-client-key': '/srv/gone.key',
      });
      for (const text of [secret, 'canary']) expect(JSON.stringify([evidence, blobs])).not.toContain(text);
    }
  }, 60_000);
});
