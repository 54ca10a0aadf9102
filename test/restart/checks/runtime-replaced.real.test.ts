import { beforeAll, expect, it } from 'vitest';
import { createBlobStore } from '../../../src/evidence/blob-store.ts';
import type { Collected, WorkloadEvidence } from '../../../src/evidence/host-evidence.ts';
import { asRunningOf, effectiveStoreOf } from '../../../src/restart/effective-store-of.ts';
import { judgeWorkload } from '../../../src/restart/judge-workload.ts';
import type { WorkloadVerdict } from '../../../src/restart/restart-verdict.ts';
import { runInSystemd, systemdNeeds } from '../../e2e/systemd/run-in-systemd.ts';
import { describeWith } from '../../require.ts';
import { authority, codes, storeOf, workload } from '../scene.ts';

// A key that OpenSSL 3.0 takes at the level of Node 20 and OpenSSL 3.5 at that of Node 24 does not.
const dates = { from: '2020-01-01T00:00:00Z', until: '2049-01-01T00:00:00Z' };
const weak = authority('CN=Weak Root', { root: dates, leaf: { ...dates, keyType: 'rsa-1024', names: ['localhost'] } });
const now = Date.now();

const server = `require('node:https').createServer({ cert: ${JSON.stringify(weak.leaf.pem)}, key: ${JSON.stringify(weak.leaf.keyPem)} }, (q, r) => r.end('x')).listen(8443, '127.0.0.1')`;
const client = `require('node:https').get('https://localhost:8443/', (r) => { r.resume(); console.log('fetched by ' + process.version); }).on('error', (e) => console.log(e.code + ': ' + e.message)); setInterval(() => 0, 1e6)`;
const unit = (node: string, script: string): string =>
  `[Service]\nEnvironment=NODE_EXTRA_CA_CERTS=/opt/app/ca.pem\nExecStart=${node} ${script}\n[Install]\nWantedBy=multi-user.target\n`;
const collect = new URL('../../evidence/collect-here.ts', import.meta.url).pathname;

describeWith([...systemdNeeds, '/usr/bin/node', 'ip'], 'a Node.js that was replaced by another one under its service', () => {
  let [before, after, log]: readonly string[] = [];
  beforeAll(async () => {
    const looked = `env -i PATH=/usr/bin:/bin HOME=/root ${process.execPath} ${collect}`;
    const { stdout, stderr, status } = await runInSystemd(
      {
        '/etc/systemd/system/app.service': unit('/opt/app/bin/node', '/opt/app/main.js'),
        '/etc/systemd/system/store.service': unit('/usr/bin/node', '/opt/app/server.js'),
        '/opt/app/main.js': client,
        '/opt/app/server.js': server,
        '/opt/app/ca.pem': weak.root.pem,
        '/before.json': '{}',
        '/after.json': '{"by":"both"}',
      },
      `ip link set lo up; mkdir /opt/app/bin; ln -s /usr/bin/node /opt/app/bin/node
      for name in store app; do systemctl -q enable $name; done
      systemctl start store; sleep 1.5; systemctl start app; sleep 1.5
      ${looked} /before.json || exit 5
      ln -sfn ${process.execPath} /opt/app/bin/node
      ${looked} /after.json || exit 6
      systemctl restart app; sleep 2; journalctl --sync; journalctl -q --no-pager -o cat -u app | grep -E 'fetched|ERR|key' | tr '\\n' '|'`,
      90_000,
    );
    if (status !== 0) throw new Error(`exit ${status}: ${stderr}`);
    [before, after, log] = stdout.split('\n');
  }, 120_000);

  const verdictsIn = (json: string | undefined): readonly (WorkloadVerdict & { readonly evidence: WorkloadEvidence })[] =>
    [JSON.parse(json ?? '[]') as Collected | readonly Collected[]].flat().map((collected) => {
      if (collected.kind === 'missing') throw new Error(collected.reason);
      const blobs = createBlobStore();
      for (const blob of collected.blobs) blobs.add(blob);
      const evidence = collected.evidence.workloads.find(({ name }) => name === 'app');
      if (evidence === undefined) throw new Error('the service was not seen');
      const found = workload({ service: 'app', evidence });
      const stores = [found, collected.evidence, undefined, blobs] as const;
      const store = storeOf({ served: [weak.leaf], current: [weak.root], names: ['localhost'] });
      const subject = { workload: found, store, effective: effectiveStoreOf(...stores), asRunning: asRunningOf(...stores) };
      return { ...judgeWorkload(subject, { now, horizonMs: 0 }), evidence };
    });

  it('would have come back before', () => {
    expect(verdictsIn(before).map(({ verdict, reasons }) => [verdict, codes({ reasons })])).toEqual([['ready', []]]);
    expect(log).toMatch(/^fetched by v20/);
  });

  it('is judged by the new one, which does not fetch any more when it is started', () => {
    const verdicts = verdictsIn(after);
    expect(verdicts).toHaveLength(2);
    for (const verdict of verdicts) {
      expect(verdict).toMatchObject({ verdict: 'will-fail', latent: true, client: 'node-24' });
      expect(codes(verdict)).toEqual(['WEAK_ALGORITHM', 'RUNTIME_REPLACED']);
      expect(verdict.reasons[1]?.proof.summary).toMatch(
        /\/usr\/bin\/node \(the program\).*it runs node 20\..*, the next start runs node 24\./,
      );
      expect(log?.split('|').slice(1).join('|')).toContain(verdict.reasons[0]?.expectedError ?? 'no text is expected');
    }
  });
});
