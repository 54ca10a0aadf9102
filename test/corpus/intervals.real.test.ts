import pLimit from 'p-limit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { profileNamed } from '../../src/clients/registry.ts';
import { type AcceptanceInterval, acceptanceFrom } from '../../src/trust/acceptance.ts';
import { parseCertificate } from '../../src/x509/parse-certificate.ts';
import { describeWith } from '../require.ts';
import { type CaseFolder, writeCaseFolder } from './clients/case-folder.ts';
import { type ChainServers, serveChains } from './clients/chain-servers.ts';
import { verifyWithGo } from './clients/go.ts';
import { shakeWithJava } from './clients/java.ts';
import { verifyAt } from './clients/openssl-verify.ts';
import type { Answer } from './clients/real-client.ts';
import { generate } from './generate.ts';
import type { GeneratedCase } from './generated-case.ts';

const now = Math.floor(Date.now() / 1000) * 1000;
const java = '/usr/lib/jvm/java-17-openjdk-amd64/bin/java';
// Before the first certificate begins.
const start = now - 1600 * 86_400_000;

/** Cases in which several certificates may end the acceptance, or take it up again. */
const dated = generate({ now, random: 40, seed: 3 }).filter((one) => /^(?:cross|reissue|held|pin|rekey|rotate|random)::/.test(one.id));

/** A case at one time, and what our interval says of it. */
interface Sample {
  readonly one: GeneratedCase;
  readonly accepted: boolean;
  readonly known: boolean;
  readonly ours: string;
}

interface TimedClient {
  readonly name: string;
  readonly profile: string;
  readonly needs: readonly string[];
  /** Every n-th case, so that each client takes about as long. */
  readonly every: number;
  readonly ask: (cases: readonly GeneratedCase[]) => Promise<readonly Answer[]>;
}

let folder: CaseFolder;
let servers: ChainServers;

const clients: readonly TimedClient[] = [
  {
    name: 'openssl verify',
    profile: 'openssl-verify',
    needs: ['openssl'],
    every: 3,
    ask: async (cases) => {
      const limit = pLimit(4);
      return Promise.all(cases.map((one) => limit(() => verifyAt(one, folder, Date.parse(one.time), 1))));
    },
  },
  { name: 'go', profile: 'go', needs: ['go'], every: 1, ask: (cases) => verifyWithGo(cases, folder) },
  { name: 'java', profile: 'java', needs: [java], every: 3, ask: (cases) => shakeWithJava(java, cases, { folder, servers }) },
];

describe('intervals of acceptance beside clients whose clock can be set', () => {
  beforeAll(async () => {
    folder = writeCaseFolder(dated);
    servers = await serveChains(dated);
  });

  afterAll(() => {
    servers.close();
    folder.remove();
  });

  for (const client of clients) {
    describeWith(client.needs, client.name, () => {
      it('change in the very second in which the client changes its mind', async () => {
        const samples = dated.filter((_, index) => index % client.every === 0).flatMap((one) => samplesOf(one, client.profile));
        const answers = await client.ask(samples.map((sample) => sample.one));
        expect(answers.length).toBe(samples.length);
        const wrong = samples.flatMap((sample, index) => {
          const answer = answers[index];
          if (answer === undefined || answer.outcome === 'SKIP') return [];
          if (sample.known && (answer.outcome === 'SUCCESS') === sample.accepted) return [];
          return [{ id: sample.one.id, at: sample.one.time, ours: sample.ours, client: answer.error ?? 'accepted' }];
        });
        expect(wrong).toEqual([]);
        // both sides of a boundary must have been seen often, or nothing was compared
        expect(samples.filter((sample) => sample.accepted).length).toBeGreaterThan(120);
        expect(samples.filter((sample) => !sample.accepted).length).toBeGreaterThan(120);
      });
    });
  }
});

// The last second before each boundary, the first one from it on, and the one after; seconds because clients' clocks have no finer ones
function samplesOf(one: GeneratedCase, profileName: string): readonly Sample[] {
  const intervals = intervalsOf(one, profileName);
  const seconds = intervals.slice(1).flatMap(({ from }) => {
    const first = Math.ceil(from / 1000);
    return [first - 1, first, first + 1];
  });
  return [...new Set(seconds)].map((second) => {
    const verdict = intervals.find((interval) => interval.from <= second * 1000 && second * 1000 < interval.until)?.verdict;
    if (verdict === undefined) throw new Error(`no interval of ${one.id} holds ${second}`);
    const accepted = verdict.kind === 'accepted';
    const ours = verdict.kind === 'rejected' ? verdict.failure.reason : accepted ? 'accepted' : `${verdict.kind}: ${verdict.reason}`;
    // what is not known is shown as a disagreement: these chains are plain
    const known = verdict.kind !== 'unsupported';
    return { one: { ...one, time: new Date(second * 1000).toISOString() }, accepted, known, ours };
  });
}

function intervalsOf(one: GeneratedCase, profileName: string): readonly AcceptanceInterval[] {
  const knobs = profileNamed(profileName)?.path;
  if (knobs === undefined) throw new Error(`no profile is called ${profileName}`);
  const read = (der: string) => parseCertificate(Buffer.from(der, 'base64'));
  return acceptanceFrom({
    knobs,
    anchors: one.roots.map((root) => ({ certificate: read(root), file: 'bundle.pem' })),
    served: [one.leaf, ...one.intermediates].map(read),
    name: one.peer.value,
    at: start,
  });
}
