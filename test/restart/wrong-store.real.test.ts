import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBlobStore } from '../../src/evidence/blob-store.ts';
import { withWrongStore } from '../../src/restart/checks/wrong-store.ts';
import { effectiveStoreOf } from '../../src/restart/effective-store-of.ts';
import { judgeWorkload } from '../../src/restart/judge-workload.ts';
import type { WorkloadVerdict } from '../../src/restart/restart-verdict.ts';
import { issue } from '../certificates.ts';
import { collectBothAfter, collectors } from '../evidence/namespace.ts';
import { describeWith } from '../require.ts';
import { storeOf, workload } from './scene.ts';

const root = issue({ subject: 'CN=Corp Root', ca: true });
const leaf = issue({ subject: 'CN=localhost', issuer: root, names: ['localhost'] });
const other = issue({ subject: 'CN=Other Root', ca: true });
const port = 7443;
const python = '/usr/bin/python3.11';
const client = `import socket, ssl
try: ssl.create_default_context().wrap_socket(socket.create_connection(('localhost', ${port})), server_hostname='localhost'); print('trusted')
except ssl.SSLError as error: print(error)`;

const folder = mkdtempSync(path.join(tmpdir(), 'snowline-wrong-store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What Debian's Python says to the store, and the verdicts on it by both collectors, where /etc/ssl/certs was prepared in this way. */
async function look(
  prepare: string,
  generations: boolean,
): Promise<{ readonly said: string; readonly verdicts: readonly WorkloadVerdict[] }> {
  const seen = await collectBothAfter(`mkdir -p "$D/d/certs"; cp ${folder}/other.pem "$D/d/certs/ca-certificates.crt"
    ( cd "$D/d/certs"; cp ${folder}/root.pem corp.pem; ${prepare} ); mount --bind "$D/d/certs" /etc/ssl/certs
    openssl s_server -accept ${port} -cert ${folder}/leaf.pem -key ${folder}/leaf.key -www -quiet </dev/null >/dev/null 2>&1 &
    until openssl s_client -connect localhost:${port} </dev/null >/dev/null 2>&1; do sleep 0.05; done
    env -i ${python} ${folder}/client.py > ${folder}/said
    printf '[Service]\\nExecStart=${python} app.py\\n' | enable app`);
  const view = storeOf({ served: [leaf], names: ['localhost'], ...(generations ? { current: [root] } : {}) });
  const verdicts = collectors.map((by) => {
    const { evidence, blobs } = seen[by];
    const store = createBlobStore();
    for (const blob of blobs) store.add(blob);
    const subject = workload({ service: 'app', evidence: evidence.workloads.find(({ name }) => name === 'app') });
    const effective = effectiveStoreOf(subject, evidence, { name: 'app', client: 'python' }, store);
    return withWrongStore(
      judgeWorkload({ workload: subject, store: view, effective }, { now: Date.now(), horizonMs: 1 }),
      view,
      evidence,
      store,
      subject.evidence,
    );
  });
  return { said: readFileSync(path.join(folder, 'said'), 'utf8').trim(), verdicts };
}

describeWith(['unshare', 'ip', 'openssl', python, '/usr/lib/ssl/certs'], "a CA in Debian's folder of certificates", () => {
  beforeAll(() => {
    for (const [name, one] of Object.entries({ root, other, leaf })) writeFileSync(path.join(folder, `${name}.pem`), one.pem);
    writeFileSync(path.join(folder, 'leaf.key'), leaf.keyPem);
    writeFileSync(path.join(folder, 'client.py'), client);
  });

  it('is one that OpenSSL reaches by a link', () => {
    expect(realpathSync('/usr/lib/ssl/certs')).toBe('/etc/ssl/certs');
  });

  it.each([true, false])('is stale without its hash link, as the real client finds; generations known: %s', async (generations) => {
    const { said, verdicts } = await look(':', generations);
    expect(said).toContain('CERTIFICATE_VERIFY_FAILED');
    for (const { verdict, reasons } of verdicts) {
      const found = reasons.filter(({ code }) => code !== 'TRUST_STORE_DAMAGED');
      expect([verdict, found.map(({ code }) => code)]).toEqual(['will-fail', ['CURRENT_CA_MISSING', 'HASHED_DIRECTORY_STALE']]);
      expect(found[1]?.remedy).toMatch(/^openssl rehash \/(?:etc|usr\/lib)\/ssl\/certs$/);
      expect(reasons.map(({ proof }) => proof.summary).join()).not.toContain('ca-certificates.crt: no hash link');
    }
  });

  it('is trusted after the remedy', async () => {
    const { said, verdicts } = await look('openssl rehash . 2>/dev/null', true);
    expect(said).toBe('trusted');
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['ready', 'ready']);
  });
});
