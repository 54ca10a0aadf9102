import { createHash, generateKeyPairSync } from 'node:crypto';
import { chmodSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { WorkloadEvidence } from '../../../src/evidence/host-evidence.ts';
import { readClientKeys } from '../../../src/evidence/reading/client-keys.ts';
import { type Issued, issue } from '../../certificates.ts';
import { plantTree } from '../planted-tree.ts';

const own = issue({ subject: 'CN=app' });
const digestOf = ({ keys }: Issued): string =>
  createHash('sha256')
    .update(keys.publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');

function unit(more: Partial<WorkloadEvidence> = {}, user?: string, group?: string): WorkloadEvidence {
  const named = { ...(user === undefined ? {} : { user }), ...(group === undefined ? {} : { group }) };
  return {
    name: 'app',
    origin: 'systemd-unit',
    unit: { name: 'app.service', state: 'active', ...named },
    nextStart: { environment: {}, options: {} },
    ...more,
  };
}

describe('the client keys of a machine', () => {
  it('are those that starts name and owners declare, by their public halves', async () => {
    const machine = plantTree({ '/a.pem': own.pem, '/a.key': own.keyPem, '/both.pem': own.pem + own.keyPem, '/c.pem': own.pem });
    const started = unit({
      nextStart: { environment: { VAULT_CLIENT_CERT: '/a.pem', VAULT_CLIENT_KEY: '/a.key' }, options: {} },
      running: { environment: {}, options: { '--cert': '/both.pem' } },
    });
    const keys = await readClientKeys(machine, [started], ['/c.pem']);
    expect(keys.map(({ path: file, publicKeySha256, holds }) => [file, publicKeySha256, holds])).toEqual([
      ['/a.pem', digestOf(own), 'certificate'],
      ['/a.key', digestOf(own), 'key'],
      ['/both.pem', digestOf(own), 'key'],
      ['/c.pem', digestOf(own), 'certificate'],
    ]);
    expect(JSON.stringify(keys)).not.toContain(own.keyPem.split('\n')[1]);
  });

  it('say why nothing is known of one, and never a word of what lies there', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const sealed = (type: 'pkcs8' | 'sec1') =>
      privateKey.export({ type, format: 'pem', cipher: 'aes-256-cbc', passphrase: 'canary' }).toString();
    const machine = plantTree({
      '/sealed.key': sealed('pkcs8'),
      '/old.key': sealed('sec1'),
      '/passwd': 'root:canary:0:0',
      '/odd.key': '-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----\n',
      '/large.pem': own.pem + 'canary'.repeat(200_000),
      '/folder/x': '',
    });
    const files = ['/sealed.key', '/old.key', '/passwd', '/odd.key', '/large.pem', '/folder', '/gone.key'];
    const keys = await readClientKeys(machine, [], files);
    expect(keys.map(({ reason, missing }) => [reason, missing])).toEqual([
      ['the key is encrypted', undefined],
      ['the key is encrypted', undefined],
      ['it holds neither a certificate nor a key in PEM', undefined],
      ['openssl could not read it', undefined],
      ['it is larger than 1048576 bytes', undefined],
      ['it is not a file that may be read', undefined],
      ['it is not a file that may be read', true],
    ]);
    expect(JSON.stringify(keys)).not.toContain('canary');
  });

  it('tell whom they are open to: owner, mode, and users of units in their group', async () => {
    const gid = process.getgid?.() ?? 0;
    const machine = plantTree({
      '/a.key': own.keyPem,
      '/etc/passwd': `me:x:${process.getuid?.() ?? 0}:${gid}::/:/bin/sh\napp:x:4001:${gid}::/:/bin/sh\nweb:x:4002:4002::/:/bin/sh\nother:x:4003:4003::/:/bin/sh\n`,
      '/etc/group': `certs:x:${gid}:web\nplain:x:4009:\n`,
    });
    chmodSync(path.join(machine.root, 'a.key'), 0o640);
    // Group= takes the place of the first group of a user
    const units = [unit({}, 'app'), unit({}, 'app', 'plain'), unit({}, 'web'), unit({}, 'web', 'plain'), unit({}, 'other'), unit()];
    const [key] = await readClientKeys(machine, units, ['/a.key']);
    expect(key).toMatchObject({ owner: 'me', mode: '0640', members: ['app', 'web', 'web:plain'] });
    expect(key?.modifiedAt).toMatch(/^\d{4}-/);
  });

  it('leave out what a process with files of its own names', async () => {
    const machine = plantTree({ '/a.key': own.keyPem });
    const nextStart = { environment: { VAULT_CLIENT_KEY: '/a.key' }, options: {} };
    const apart = [unit({ nextStart, root: 'c1' }), unit({ nextStart, missing: [{ fact: 'trustFiles', reason: 'a mount' }] })];
    expect(await readClientKeys(machine, apart, [])).toEqual([]);
  });
});
