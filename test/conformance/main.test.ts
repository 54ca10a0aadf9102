import { afterAll, describe, expect, it } from 'vitest';
import { issue } from '../certificates.ts';
import { follow } from '../cli/program.ts';
import { scratch } from '../credential-store/servers.ts';

const home = scratch();
afterAll(() => home.remove());
const main = new URL('main.ts', import.meta.url).pathname;
const conformance = (...args: readonly string[]) => follow(process.execPath, [main, ...args], { cwd: home.folder }).ended;

const root = issue({ subject: 'CN=Root', ca: true });
const leaf = issue({ subject: 'CN=vault.example', issuer: root, names: ['vault.example'], keyUsage: 0x80 });
const line = (value: unknown): string => `${JSON.stringify(value)}\n`;
const one = (id: string, extra = {}): string =>
  line({
    id,
    time: '2026-06-01T00:00:00Z',
    peer: { kind: 'DNS', value: 'vault.example' },
    leaf: leaf.der.toString('base64'),
    intermediates: [],
    roots: [root.der.toString('base64')],
    ...extra,
  });
home.write('a.jsonl', `${one('a', { unheardOf: [1] })}\n`);
home.write('b.jsonl', one('b', { peer: null }) + one('c'));
home.write(
  'agree.jsonl',
  line({ id: 'a', outcome: 'SUCCESS' }) + line({ id: 'b', outcome: 'FAILURE' }) + line({ id: 'gone', outcome: 'SUCCESS' }),
);
home.write(
  'differ.jsonl',
  line({ id: 'a', outcome: 'SUCCESS' }) + line({ id: 'c', outcome: 'FAILURE', error: 'x509: unhandled critical extension' }),
);
home.write('broken.jsonl', '{ "id": ');

describe('npm run conformance', () => {
  it('takes several files after one flag, prints one object, and ends with 0 where all agree', async () => {
    const ended = await conformance('--cases', 'a.jsonl', 'b.jsonl', '--answers', 'agree.jsonl', '--client', 'go', '--json');
    expect(JSON.parse(ended.stdout)).toMatchObject({ client: 'go', cases: 1, agree: 1, falseAccepts: 0, disagreements: [] });
    expect(ended).toMatchObject({ status: 0, stderr: '' });
  });

  it('takes repeated flags, names what differs for people, and ends with 1', async () => {
    const ended = await conformance('--cases', 'a.jsonl', '--cases=b.jsonl', '--answers', 'differ.jsonl', '--client', 'go-1.19.8');
    expect(ended.stdout).toMatch(/^go +FAIL 1 of 2 agree \(50 %\), 1 false accepts/);
    expect(ended.stdout).toMatch(
      /false-accept c\n +ours: +accepted by CN=vault.example .*\n +client: FAILURE x509: unhandled critical extension/,
    );
    expect(ended.status).toBe(1);
  });

  it('explains a single case', async () => {
    const ended = await conformance('--cases', 'a.jsonl', '--answers', 'agree.jsonl', '--client', 'go', '--only', 'a');
    expect(ended.stdout).toMatch(/a: agree .*\n +at 2026-06-01T00:00:00Z for DNS vault.example\n +served 0: .*CN=vault.example ← CN=Root/);
  });

  it.each([
    [['--client', 'gp'], /unknown client "gp": did you mean go\?/],
    [['--client', 'go', '--cases', 'nowhere.jsonl', '--answers', 'agree.jsonl'], /cannot read nowhere.jsonl: ENOENT/],
    [['--client', 'go', '--cases', 'broken.jsonl', '--answers', 'agree.jsonl'], /broken.jsonl:1 is not JSON/],
    [['--answers', 'agree.jsonl'], /--answers without --client/],
    [['--clients', 'go'], /unknown flag --clients/],
    [['a.jsonl'], /"a.jsonl" belongs to no flag/],
  ])('ends with 2 for %j', async (args, said) => {
    const ended = await conformance(...args);
    expect(ended).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(said) });
  });

  it('ends with 1 where nothing was compared', async () => {
    const ended = await conformance('--cases', 'b.jsonl', '--answers', 'agree.jsonl', '--client', 'go');
    expect(ended).toMatchObject({ status: 1, stderr: expect.stringContaining('nothing was shown') });
  });
});
