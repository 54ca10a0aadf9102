import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { RehearsalTask } from '../../../src/evidence/rehearsal/rehearsal-task.ts';
import { runRehearsal } from '../../../src/evidence/rehearsal/run-rehearsal.ts';
import { documentContent } from '../../../src/evidence/transports/ssm/document.ts';
import { packedRehearsal } from '../../../src/evidence/transports/ssm/document-probe.ts';
import type { Running } from '../../credential-store/servers.ts';
import { startSsmStandIn } from '../../fixtures/ssm/ssm-stand-in.ts';
import { stubAwsEnvironment } from '../../inventory/aws-environment.ts';
import { describeWith } from '../../require.ts';
import { authorities, openFolder, serve } from '../rehearsal/rehearse-here.ts';
import { ec2Host, instanceId, quickChannel, smallDocument } from './ssm-hosts.ts';

const name = 'snowline-rehearsal';

describeWith(['base64', 'gzip', 'bash', 'openssl', 'curl'], 'a rehearsal through a stand-in for SSM on this machine', () => {
  const made = authorities();
  const home = openFolder();
  let standIn: Awaited<ReturnType<typeof startSsmStandIn>>;
  let store: Running;
  const host = ec2Host(instanceId(1));

  beforeAll(async () => {
    store = await serve(made.good);
    standIn = await startSsmStandIn({
      document: { name, content: documentContent(packedRehearsal(), 'rehearsal') },
      nodes: [{ id: host.id }],
    });
    stubAwsEnvironment(standIn.url);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    home.remove();
    await Promise.all([store.stop(), standIn[Symbol.asyncDispose]()]);
  });
  const channelTo = (document: string) => quickChannel({ document }, { probe: packedRehearsal, purpose: 'rehearsal' });
  const taskWith = (ca: string): RehearsalTask => ({
    client: 'curl',
    name: '127.0.0.1',
    port: store.port,
    addresses: ['127.0.0.1'],
    environment: {},
    options: ['--cacert', ca, '--capath', '/nonexistent'],
  });

  it('does the handshakes there, with paths of any characters', async () => {
    const tasks = [taskWith(home.write("my 'own' ca.pem", made.root.pem)), taskWith(home.write('other.pem', made.other.pem))];
    const reading = await runRehearsal(tasks, { channel: channelTo(name), host, timeoutMs: 40_000 });
    if (reading.kind === 'none') throw new Error(reading.reason);
    expect(reading.answers.map(({ outcome }) => outcome)).toEqual(['accepted', 'rejected']);
  });

  it('takes several commands where the words of one are too long', async () => {
    const folder = 'long-'.repeat(40);
    const tasks = Array.from({ length: 12 }, (_, index) =>
      taskWith(home.write(`${folder}${index}.pem`, index % 2 === 0 ? made.root.pem : made.other.pem)),
    );
    const reading = await runRehearsal(tasks, { channel: channelTo(name), host, timeoutMs: 60_000 });
    if (reading.kind === 'none') throw new Error(reading.reason);
    expect(reading.answers.map(({ task, outcome }) => `${task} ${outcome}`)).toEqual(
      tasks.map((_, index) => `${index} ${index % 2 === 0 ? 'accepted' : 'rejected'}`),
    );
  });

  it('runs nothing where the document is another one, or not there', async () => {
    const missing = await runRehearsal([taskWith('/a.pem')], { channel: channelTo('snowline-other'), host, timeoutMs: 20_000 });
    expect(missing).toMatchObject({ kind: 'none', reason: expect.stringContaining('snowline-other') });
    await using probes = await startSsmStandIn({ document: { name, content: smallDocument.content }, nodes: [{ id: host.id }] });
    stubAwsEnvironment(probes.url);
    const other = await runRehearsal([taskWith('/a.pem')], { channel: channelTo(name), host, timeoutMs: 20_000 });
    stubAwsEnvironment(standIn.url);
    expect(other).toMatchObject({ kind: 'none', reason: expect.stringContaining('is not the one that this snowline runs') });
  });
});
