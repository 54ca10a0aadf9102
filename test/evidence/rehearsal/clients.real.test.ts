import { spawnSync } from 'node:child_process';
import { chownSync, copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RehearsalClient, RehearsalTask } from '../../../src/evidence/rehearsal/rehearsal-task.ts';
import { taskWords } from '../../../src/evidence/rehearsal/rehearsal-task.ts';
import { listen, type Running } from '../../credential-store/servers.ts';
import { describeWith, findProgram } from '../../require.ts';
import { authorities, host, openFolder, rehearse, serve, shellChannel } from './rehearse-here.ts';

const clients: readonly RehearsalClient[] = ['openssl', 'curl', 'python', 'requests', 'boto3', 'node', 'java'];
const python = '/usr/bin/python3';

describeWith(
  ['openssl', 'curl', python, '/usr/bin/node', '/usr/bin/java', 'keytool', 'dash', 'busybox', 'bash', 'setpriv'],
  'a rehearsal with the clients of this machine',
  () => {
    const made = authorities();
    const home = openFolder();
    const stores = new Map<string, Running>();
    const files = { root: '', other: '', rootJks: '', otherJks: '', closed: '' };
    const portOf = (store: string): number => stores.get(store)?.port ?? 1;
    // Debian's Python has none of these libraries; that of the tests may
    const withLibraries = pythonWithLibraries();

    beforeAll(async () => {
      stores.set('good', await serve(made.good));
      stores.set('old', await serve(made.expired));
      stores.set('misnamed', await serve(made.misnamed));
      stores.set('wants', await serve(made.good, { requestCert: true, rejectUnauthorized: true, ca: [made.root.pem] }));
      stores.set('hangs', await listen(() => undefined));
      files.root = home.write('root.pem', made.root.pem);
      files.other = home.write('other.pem', made.other.pem);
      files.closed = home.write('closed.pem', made.root.pem, 0o600);
      files.rootJks = home.keyStore('root.jks', made.root);
      files.otherJks = home.keyStore('other.jks', made.other);
    });
    afterAll(async () => {
      await Promise.all([...stores.values()].map(async (store) => store.stop()));
      home.remove();
    });

    // Each with the trust store as its own client is told of it
    const taskFor = (client: RehearsalClient, ca: 'root' | 'other', store: string, more: Partial<RehearsalTask> = {}): RehearsalTask => {
      const pem = files[ca];
      const environment: Readonly<Record<RehearsalClient, Readonly<Record<string, string>>>> = {
        openssl: { SSL_CERT_FILE: pem, SSL_CERT_DIR: '/nonexistent' },
        python: { SSL_CERT_FILE: pem, SSL_CERT_DIR: '/nonexistent' },
        requests: { REQUESTS_CA_BUNDLE: pem },
        boto3: { AWS_CA_BUNDLE: pem },
        node: { NODE_EXTRA_CA_CERTS: pem },
        curl: {},
        java: {},
      };
      const options =
        client === 'curl'
          ? ['--cacert', pem, '--capath', '/nonexistent']
          : client === 'java'
            ? [`-J-Djavax.net.ssl.trustStore=${files[`${ca}Jks`]}`]
            : [];
      const library = client === 'requests' || client === 'boto3';
      const program = client === 'node' ? '/usr/bin/node' : client === 'java' ? '/usr/bin/java' : client === 'python' ? python : undefined;
      return {
        client,
        ...(library && withLibraries !== undefined ? { program: withLibraries } : program === undefined ? {} : { program }),
        name: '127.0.0.1',
        port: portOf(store),
        addresses: ['127.0.0.1'],
        environment: environment[client],
        options,
        ...more,
      };
    };

    const expected = [
      ['good', 'root', 'accepted'],
      ['good', 'other', 'rejected'],
      ['old', 'root', 'rejected'],
      ['misnamed', 'root', 'rejected'],
      ['nobody', 'root', 'no-connection'],
    ] as const;

    it.each(clients.filter((client) => withLibraries !== undefined || (client !== 'requests' && client !== 'boto3')))(
      '%s accepts what it would accept, and nothing else',
      async (client) => {
        const answers = await rehearse(expected.map(([store, ca]) => taskFor(client, ca, store)));
        expect(
          answers.map(({ task, outcome, text }) => [expected[task]?.slice(0, 2).join(' '), outcome, outcome === 'no-client' ? text : '']),
        ).toEqual(expected.map(([store, ca, outcome]) => [`${store} ${ca}`, outcome, '']));
      },
      60_000,
    );

    it('takes a store that wants a client certificate for accepted, as far as the client tells: it is the store that refuses then', async () => {
      const answers = await rehearse(
        (['openssl', 'curl', 'python', 'node', 'java'] as const).flatMap((client) => [
          taskFor(client, 'root', 'wants'),
          taskFor(client, 'other', 'wants'),
        ]),
      );
      const outcomes = answers.map(({ outcome }) => outcome);
      expect(outcomes.filter((_, index) => index % 2 === 1)).toEqual(Array.from({ length: 5 }, () => 'rejected'));
      // The alert may be lost where the end of the connection overtakes it: then nothing is told.
      const trusting = outcomes.filter((_, index) => index % 2 === 0);
      expect(trusting.filter((outcome) => outcome !== 'no-connection').length).toBeGreaterThan(2);
      expect(new Set(trusting)).toEqual(new Set(trusting.includes('no-connection') ? ['accepted', 'no-connection'] : ['accepted']));
    });

    it('asks nothing behind the handshake but curl and keytool, which send one line without credentials', async () => {
      const seen: string[] = [];
      const store = await serve(made.good, {}, (text) => seen.push(text));
      stores.set('watched', store);
      await rehearse(
        clients.filter((client) => client !== 'requests' && client !== 'boto3').map((client) => taskFor(client, 'root', 'watched')),
      );
      const requests = seen.map((text) => text.split('\r\n')[0]);
      expect(new Set(requests)).toEqual(new Set(['GET /snowline-rehearsal HTTP/1.1', 'HEAD /snowline-rehearsal HTTP/1.1']));
      expect(requests).toHaveLength(2);
      expect(seen.join('')).not.toMatch(/authorization|cookie|x-vault-token/i);
    });

    it('connects to the address that it is told, and verifies the name', async () => {
      const there = (client: RehearsalClient) => taskFor(client, 'root', 'good', { name: 'localhost', addresses: ['127.0.0.1'] });
      const elsewhere = (client: RehearsalClient) => taskFor(client, 'root', 'good', { name: 'vault.test', addresses: ['127.0.0.1'] });
      const answers = await rehearse(
        (['openssl', 'curl', 'python', 'node'] as const).flatMap((client) => [there(client), elsewhere(client)]),
      );
      expect(answers.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 4 }, () => ['accepted', 'rejected']).flat());
    });

    it('gives up on a store that hangs', async () => {
      const tasks = (['openssl', 'curl', 'python', 'node', 'java'] as const).map((client) => taskFor(client, 'root', 'hangs'));
      const answers = await rehearse(tasks, { timeoutMs: 25_000 });
      expect(answers.map(({ outcome }) => outcome)).toEqual(tasks.map(() => 'timed-out'));
    }, 60_000);

    it.each([[['dash']], [['bash', '--posix']], [['busybox', 'sh']]])(
      'runs in %j, with nothing of the environment of whoever asks',
      async (shell) => {
        const tasks = expected.slice(0, 3).map(([store, ca]) => taskFor('curl', ca, store));
        const answers = await rehearse(tasks, { channel: shellChannel(shell) });
        expect(answers.map(({ outcome }) => outcome)).toEqual(expected.slice(0, 3).map(([, , outcome]) => outcome));
      },
    );

    it("uses the permissions of the service's user", async () => {
      const closed = { ...taskFor('curl', 'root', 'good'), options: ['--cacert', files.closed, '--capath', '/nonexistent'] };
      const [asRoot, asNobody, asStranger] = await rehearse([closed, { ...closed, user: 'nobody' }, { ...closed, user: 'no-such-user' }]);
      expect(asRoot).toMatchObject({ outcome: 'accepted', user: 'root' });
      expect(asNobody).toMatchObject({ outcome: 'rejected', user: 'nobody', text: expect.stringContaining('curl: (77)') });
      expect(asStranger).toMatchObject({ outcome: 'accepted', user: 'root' });
    });

    it('starts no program that others may have written, nor one of another kind', async () => {
      const copy = path.join(home.folder, 'curl');
      copyFileSync('/usr/bin/curl', copy);
      chownSync(copy, 65_534, 65_534);
      const planted = home.write('evil.sh', '#!/bin/sh\ntouch "$0.ran"\n', 0o755);
      const answers = await rehearse([
        taskFor('curl', 'root', 'good', { program: copy }),
        taskFor('curl', 'root', 'good', { program: planted }),
        taskFor('curl', 'root', 'good', { program: '/nonexistent/curl' }),
      ]);
      expect(answers.map(({ outcome }) => outcome)).toEqual(['no-client', 'no-client', 'no-client']);
      expect(answers[0]?.text).toContain('may be written by others');
      expect(() => readFileSync(`${planted}.ran`)).toThrow(/ENOENT/);
    });

    it('lets no variable and no option through but those that choose a trust store', async () => {
      const words = taskWords([taskFor('curl', 'root', 'good')], 10);
      const channel = shellChannel(['sh']);
      const file = path.join(home.folder, 'written');
      const reply = await channel.run(host, {
        arguments: [
          'rehearse',
          'N0123456789abcdef',
          ...words,
          `option=--output`,
          `option=${file}`,
          'option=--version',
          'env=LD_PRELOAD=/nonexistent.so',
          'user=-x',
          'at=$(id)',
        ],
        timeoutMs: 20_000,
        maximumBytes: 100_000,
      });
      const text = reply.kind === 'output' ? Buffer.from(reply.stdout).toString() : reply.reason;
      expect(text).toMatch(/\t0\t\/usr\/bin\/curl\n/);
      expect(text).not.toMatch(/ld\.so|libcurl\/|uid=/);
      expect(() => readFileSync(file)).toThrow(/ENOENT/);
    });
  },
);

/** Where a Python is that has both libraries; a shim of pyenv is a script, and no Python. */
function pythonWithLibraries(): string | undefined {
  const print = 'import requests, botocore, sys; print(sys.executable)';
  const found = [python, findProgram('python3')].flatMap((program) => {
    const ran = program === undefined ? undefined : spawnSync(program, ['-c', print], { encoding: 'utf8' });
    return ran?.status === 0 ? [ran.stdout.trim()] : [];
  });
  return found[0];
}
