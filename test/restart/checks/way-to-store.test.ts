import { describe, expect, it } from 'vitest';
import type { StoreState } from '../../../src/credential-store/store-state.ts';
import type { WorkloadEvidence } from '../../../src/evidence/host-evidence.ts';
import { current, judge, running, storeOf, trusting } from '../scene.ts';

type Settings = Readonly<Record<string, string>>;
const proxy = 'http://proxy.corp.test:3128';
const started = running('2026-03-01T00:00:00Z');

interface Scene {
  readonly next: Settings;
  /** What the running process has; without it none was seen. */
  readonly before?: Settings;
  readonly client?: string;
  readonly state?: Partial<StoreState>;
  readonly missing?: WorkloadEvidence['missing'];
}

function verdictOf({ next, before, client = 'python', state = {}, missing }: Scene) {
  const store = storeOf({ served: [current.leaf], current: [current.root] });
  const evidence: WorkloadEvidence = {
    ...started,
    nextStart: { environment: next, options: {} },
    ...(before === undefined ? {} : { running: { environment: before, options: {} } }),
    ...(missing === undefined ? {} : { missing }),
  };
  const verdict = judge({ ...store, state: { ...store.state, ...state } }, trusting([current.root], {}, client), { evidence });
  return [verdict.verdict, verdict.reasons.map(({ proof }) => proof.summary).join('\n')];
}

const tunnels = [proxy];

describe('a store that is asked through a proxy', () => {
  it('is unknown, with the proxy named', () => {
    expect(verdictOf({ next: { HTTPS_PROXY: proxy }, before: { HTTPS_PROXY: proxy } })).toEqual([
      'unknown',
      `it would ask secrets through the proxy ${proxy} (HTTPS_PROXY), and what that presents to it was not seen: where it tunnels, declare it with tunnels: of the store`,
    ]);
  });

  it('is ready where the proxy is declared to tunnel to it and the running process was started with it', () => {
    const next = { HTTPS_PROXY: proxy };
    expect(verdictOf({ next, before: { https_proxy: proxy }, state: { tunnels } })[0]).toBe('ready');
  });

  it.each<readonly [string, Scene]>([
    ['another one', { next: { HTTPS_PROXY: proxy }, before: { HTTPS_PROXY: 'http://old.corp.test:3128' } }],
    ['none', { next: { HTTPS_PROXY: proxy }, before: {} }],
    ['nobody saw which', { next: { HTTPS_PROXY: proxy } }],
    [
      'nobody could see which',
      { next: { HTTPS_PROXY: proxy }, before: { HTTPS_PROXY: proxy }, missing: [{ fact: 'running.environment', reason: 'not root' }] },
    ],
  ])('is unknown where a proxy is declared and the running process was started with %s', (_with, scene) => {
    const [verdict, why] = verdictOf({ ...scene, state: { tunnels } });
    expect(verdict).toBe('unknown');
    expect(why).toContain('no running process was started with that');
  });

  it('is unknown where the address of the proxy is not told, or another one is declared', () => {
    const both = (value: string) => verdictOf({ next: { HTTPS_PROXY: value }, before: { HTTPS_PROXY: value }, state: { tunnels } });
    expect(both('set')).toEqual(['unknown', expect.stringContaining('the proxy whose address is not told (HTTPS_PROXY)')]);
    expect(both('http://proxy.corp.test:3129')[0]).toBe('unknown');
  });

  it('is unknown where only the running process asks through one', () => {
    expect(verdictOf({ next: {}, before: { HTTPS_PROXY: proxy } })).toEqual([
      'unknown',
      expect.stringContaining(
        `the running process asks secrets through the proxy ${proxy} (HTTPS_PROXY), its next start would ask without one`,
      ),
    ]);
  });

  it('is ready where the proxy is for others, or the client does not read it', () => {
    expect(verdictOf({ next: { HTTPS_PROXY: proxy, NO_PROXY: '.corp.internal' } })[0]).toBe('ready');
    expect(verdictOf({ next: { ALL_PROXY: proxy }, client: 'go' })[0]).toBe('ready');
    expect(verdictOf({ next: {}, before: {} })[0]).toBe('ready');
  });
});

describe('a service whose next start is not told where its store is', () => {
  it('is unknown where its running process was', () => {
    const why = ', by which the running process was told where its store is, is not set at its next start';
    const lost = (before: Settings, next: Settings = {}, state: Partial<StoreState> = {}) => verdictOf({ before, next, state });
    expect(lost({ VAULT_ADDR: 'https://vault' })).toEqual(['unknown', `VAULT_ADDR${why}`]);
    expect(lost({ AWS_DEFAULT_REGION: 'eu-west-1' })[0]).toBe('ready');
    expect(lost({ AWS_DEFAULT_REGION: 'eu-west-1' }, {}, { kind: 'secrets-manager' })).toEqual(['unknown', `AWS_DEFAULT_REGION${why}`]);
    expect(lost({ AWS_REGION: 'eu-west-1' }, { AWS_DEFAULT_REGION: 'eu-west-1' }, { kind: 'secrets-manager' })[0]).toBe('ready');
    expect(lost({ AWS_REGION: 'eu-west-1' }, {}, { kind: 'vault' })[0]).toBe('ready');
    expect(lost({ VAULT_ADDR: 'https://vault' }, {}, { kind: 'secrets-manager' })[0]).toBe('ready');
  });

  it("is unknown to Vault's client where no process shows that it finds it all the same", () => {
    expect(verdictOf({ next: {}, client: 'vault' })).toEqual([
      'unknown',
      expect.stringContaining('without VAULT_ADDR it would ask https://127.0.0.1:8200'),
    ]);
    expect(verdictOf({ next: {}, before: {}, client: 'vault' })[0]).toBe('ready');
    expect(verdictOf({ next: { VAULT_ADDR: 'https://vault.corp.internal' }, client: 'vault' })[0]).toBe('ready');
    expect(verdictOf({ next: {}, client: 'go' })[0]).toBe('ready');
  });
});
