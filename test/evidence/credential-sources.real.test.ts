import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { HostEvidence, WorkloadEvidence } from '../../src/evidence/host-evidence.ts';
import { describeWith } from '../require.ts';
import { containerTools, type PlannedContainer, removeGroups, startContainer } from './containers.ts';
import { type Collection, collectBothAfter, collectors } from './namespace.ts';
import { tokenUntil } from './reading/web-token.ts';

const token = tokenUntil(1_800_000_000);
const identities = [
  {
    service: 'vaulted',
    unit: undefined,
    files: [
      { named: 'roleIdFile' as const, path: '/srv/role' },
      { named: 'secretIdFile' as const, path: '/srv/secret' },
    ],
  },
  { service: 'retries', unit: undefined, files: [{ named: 'tokenFile' as const, path: '/srv/shared' }] },
  { service: 'other', unit: 'renamed.service', files: [{ named: 'tokenFile' as const, path: '/srv/none' }] },
];

// Secrets wherever one may stand, each of them called canary.
const setup = `
  printf 'root:x:0:0::/root:/bin/sh\\napp:x:4711:4711::%s/home:/bin/sh\\n' "$D" > "$D/passwd"; mount --bind "$D/passwd" /etc/passwd
  printf 'app:x:4711:\\nshared:x:4712:app\\n' > "$D/group"; mount --bind "$D/group" /etc/group
  chmod 755 "$D"; mkdir -p "$D/home/.aws" "$D/srv"; mount --bind "$D/srv" /srv
  printf '%s' "$TOKEN" > /srv/token; chmod 600 /srv/token; cp /srv/token /srv/shared; chgrp 4712 /srv/shared; chmod 640 /srv/shared
  echo canary-role > /srv/role; chown 4711 /srv/role; chmod 400 /srv/role; echo canary-secret > /srv/secret; chmod 600 /srv/secret
  printf '[default]\\nregion = eu-west-1\\n[b]\\naws_access_key_id = canary-id\\naws_secret_access_key = canary/secret\\n' > "$D/home/.aws/credentials"
  unit() { printf '[Service]\\nUser=app\\n%s\\nExecStart=/usr/bin/%s main\\n' "$3" "$2" | enable $1; }
  unit plain python3 ''
  unit profile node Environment=AWS_PROFILE=b
  printf '[default]\\naws_access_key_id = canary-id\\n[c]\\nCredential_Process = /srv/keys --canary\\n[d]\\ncredential_process=/srv/none\\n[e]\\naws_secret_access_key =\\n' > "$D/home/.aws/config"
  touch /srv/keys; chmod 755 /srv/keys; chown 4711 "$D/home/.aws/credentials"; chmod 600 "$D/home/.aws/credentials"
  unit none python3 Environment=AWS_PROFILE=f
  unit process python3 Environment=AWS_PROFILE=c
  unit processless python3 Environment=AWS_PROFILE=d
  unit empty python3 Environment=AWS_PROFILE=e
  cp "$D/home/.aws/credentials" /srv/others; chown 0 /srv/others
  unit others python3 'Environment=AWS_PROFILE=b AWS_SHARED_CREDENTIALS_FILE=/srv/others'
  unit half python3 'Environment=AWS_ACCESS_KEY_ID=canary-id AWS_SECRET_ACCESS_KEY='
  unit proxied python3 'Environment=HTTPS_PROXY=http://u:canary@proxy.test:3128 "NO_PROXY=localhost, .corp.test|10.0.0.0/8" no_proxy=u:canary@x'
  unit keys java 'Environment=AWS_ACCESS_KEY_ID=canary-id AWS_SECRET_ACCESS_KEY=canary/secret'
  unit closed python3 Environment=AWS_WEB_IDENTITY_TOKEN_FILE=/srv/token
  unit shared python3 Environment=AWS_WEB_IDENTITY_TOKEN_FILE=/srv/shared
  unit gone python3 Environment=AWS_WEB_IDENTITY_TOKEN_FILE=/srv/gone
  unit odd python3 'Environment=AWS_WEB_IDENTITY_TOKEN_FILE=canary AWS_EC2_METADATA_DISABLED=true AWS_CONTAINER_CREDENTIALS_FULL_URI=http://canary/'
  unit vaulted curl ''
  unit renamed curl ''
  unit retries python3 'Environment=VAULT_MAX_RETRIES=canary VAULT_RATE_LIMIT=10:20 VAULT_SRV_LOOKUP=maybe VAULT_DISABLE_REDIRECTS=true'`;

describeWith(['unshare', 'ip', 'sh', 'mount', 'node', 'python3', 'java', 'curl'], 'where services find an identity', () => {
  it('is told alike by both ways, without anything of it', async () => {
    const both = await collectBothAfter(setup, { TOKEN: token }, { identities });
    for (const by of collectors) expect(JSON.stringify(both[by])).not.toMatch(/canary/);
    const [live, probe] = [credentialsIn(both.live), credentialsIn(both.probe)];
    // The end of a token stands within it, and nothing else of it leaves.
    expect(live['shared']).toMatchObject({ files: [{ expiresAt: '2027-01-15T08:00:00Z' }] });
    expect(live).toEqual(probe);
    expect(probe).toMatchObject({
      plain: { sharedFiles: 'doubtful', reason: expect.stringMatching(/config names an access key id without its secret key$/), files: [] },
      profile: { sharedFiles: 'present' },
      none: { sharedFiles: 'absent', files: [] },
      process: { sharedFiles: 'present' },
      processless: { sharedFiles: 'doubtful', reason: expect.stringMatching(/names \/srv\/none, which is not there$/) },
      empty: { sharedFiles: 'doubtful', reason: expect.stringMatching(/leaves it empty$/) },
      others: { sharedFiles: 'doubtful', reason: expect.stringMatching(/\/srv\/others is closed to its user \(mode 0600\)$/) },
      keys: { keys: 'whole' },
      half: { keys: 'half' },
      closed: { files: [{ path: '/srv/token', state: 'file', owner: 'root', mode: '0600', readable: 'no' }] },
      shared: { files: [{ path: '/srv/shared', readable: 'yes' }] },
      gone: { files: [{ path: '/srv/gone', state: 'missing' }] },
      odd: { files: [] },
      vaulted: {
        files: [
          { named: 'roleIdFile', readable: 'yes', mode: '0400' },
          { named: 'secretIdFile', readable: 'no' },
        ],
      },
      retries: { files: [{ named: 'tokenFile', path: '/srv/shared', expiresAt: '2027-01-15T08:00:00Z' }] },
      renamed: { files: [{ named: 'tokenFile', path: '/srv/none', state: 'missing' }] },
    });
    for (const by of collectors) {
      const { evidence } = both[by];
      expect(environmentOf(evidence, 'keys')).toEqual({ AWS_ACCESS_KEY_ID: 'set', AWS_SECRET_ACCESS_KEY: 'set' });
      expect(environmentOf(evidence, 'proxied')).toEqual({
        HTTPS_PROXY: 'http://proxy.test:3128',
        NO_PROXY: 'localhost,.corp.test|10.0.0.0/8',
        no_proxy: '?',
      });
      expect(environmentOf(evidence, 'odd')).toEqual({ AWS_EC2_METADATA_DISABLED: 'true', AWS_CONTAINER_CREDENTIALS_FULL_URI: 'set' });
      expect(factsOf(evidence, 'odd')).toContain('nextStart.environment.AWS_WEB_IDENTITY_TOKEN_FILE');
      expect(environmentOf(evidence, 'retries')).toEqual({ VAULT_RATE_LIMIT: '10:20', VAULT_DISABLE_REDIRECTS: 'true' });
      const refused = ['nextStart.environment.VAULT_MAX_RETRIES', 'nextStart.environment.VAULT_SRV_LOOKUP'];
      expect(factsOf(evidence, 'retries')).toEqual(expect.arrayContaining(refused));
    }
  });

  it('is that of a process by its own environment', async () => {
    const both = await collectBothAfter(
      `mkdir -p "$D/srv" "$D/home/.aws"; mount --bind "$D/srv" /srv; printf '%s' "$TOKEN" > /srv/token; chmod 644 /srv/token
      printf '[default]\\nsource_profile = canary\\n' > "$D/home/.aws/config"
      echo 'require("net").createServer().listen(0, () => require("fs").writeFileSync(process.env.READY, ""))' > "$D/d/worker.cjs"
      env -u TOKEN HOME="$D/home" AWS_WEB_IDENTITY_TOKEN_FILE=/srv/token READY="$D/d/1" node "$D/d/worker.cjs" & until_there "$D/d/1"`,
      { TOKEN: token },
    );
    for (const by of collectors) {
      expect(JSON.stringify(both[by])).not.toMatch(/canary/);
      const found = credentialsIn(both[by])['worker'];
      const file = { path: '/srv/token', state: 'file', readable: 'yes', expiresAt: '2027-01-15T08:00:00Z' };
      expect(found).toMatchObject({ sharedFiles: 'present', files: [file] });
    }
  });
});

describeWith([...containerTools, 'ip', '/usr/bin/python3.11'], 'where containers find an identity', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'snowline-identities-'));
  const command = ['/usr/bin/python3.11', '-c', "import time; open('/ready', 'w'); time.sleep(3600)"];
  const environment = { HOME: '/home', AWS_WEB_IDENTITY_TOKEN_FILE: '/srv/token' };
  const image = `mkdir -p etc home/.aws srv; cp /etc/os-release etc/; printf '%s' "$TOKEN" > srv/token; chmod 644 srv/token`;
  const keys = `printf '[default]\\naws_access_key_id = canary\\naws_secret_access_key = canary\\n' > home/.aws/credentials`;
  const planned: Readonly<Record<string, Omit<PlannedContainer, 'id'>>> = {
    bridged: { command, environment, image, ownNetwork: true },
    shared: { command, environment, image: `${image}; ${keys}` },
    written: { command, environment, image, written: `${keys}; printf x > srv/token` },
  };
  const ids = Object.fromEntries(
    Object.keys(planned).map((name) => [name, createHash('sha256').update(`${folder} ${name}`).digest('hex')]),
  );
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is told by what a new one would have', async () => {
    const scene = Object.entries(planned).map(([name, one]) => startContainer(folder, { ...one, id: ids[name] ?? '' }));
    const both = await collectBothAfter(scene.join('\n'), { TOKEN: token }).finally(() =>
      removeGroups(Object.values(ids).map((id) => `/docker/${id}`)),
    );
    for (const by of collectors) {
      expect(JSON.stringify(both[by])).not.toMatch(/canary/);
      const of = (name: string) => both[by].evidence.workloads.find((one) => one.container?.id === ids[name]?.slice(0, 12))?.credentials;
      expect(of('bridged')).toMatchObject({
        sharedFiles: 'absent',
        network: 'own',
        files: [{ path: '/srv/token', state: 'file', readable: 'yes', expiresAt: '2027-01-15T08:00:00Z' }],
      });
      expect(of('shared')).toMatchObject({ sharedFiles: 'present', network: 'host', files: [{ state: 'file' }] });
      expect(of('written')).toMatchObject({
        sharedFiles: 'doubtful',
        reason: expect.stringContaining('written after the container was created'),
        files: [{ state: 'unknown', reason: expect.stringContaining('written after the container was created') }],
      });
    }
  }, 60_000);
});

function workloadOf(evidence: HostEvidence, name: string): WorkloadEvidence | undefined {
  return evidence.workloads.find((one) => one.name === name && one.origin !== 'default-client');
}

function environmentOf(evidence: HostEvidence, name: string): Readonly<Record<string, string>> | undefined {
  return workloadOf(evidence, name)?.nextStart.environment;
}

function factsOf(evidence: HostEvidence, name: string): readonly string[] {
  return (workloadOf(evidence, name)?.missing ?? []).map(({ fact }) => fact);
}

function credentialsIn({ evidence }: Collection): Record<string, WorkloadEvidence['credentials']> {
  return Object.fromEntries(
    evidence.workloads.flatMap(({ name, credentials }) => (credentials === undefined ? [] : [[name, credentials]])),
  );
}
