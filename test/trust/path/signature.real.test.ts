import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClientProfile } from '../../../src/clients/client-profile.ts';
import { whyNoHandshake } from '../../../src/trust/path/handshake.ts';
import { parseCertificate } from '../../../src/x509/parse-certificate.ts';
import { judgeCase } from '../../conformance/judge-case.ts';
import { type CaseFolder, writeCaseFolder } from '../../corpus/clients/case-folder.ts';
import { type ChainServers, serveChains } from '../../corpus/clients/chain-servers.ts';
import { profileOfClient } from '../../corpus/clients/profile-of-client.ts';
import type { RealClient } from '../../corpus/clients/real-client.ts';
import { realClients } from '../../corpus/clients/registry.ts';
import { caseOf } from '../../corpus/generate.ts';
import { describeWith } from '../../require.ts';
import { keyCases, signatureCases } from './signature/strength-cases.ts';

const cases = [...keyCases(), ...signatureCases()].map((sketch) => caseOf(sketch, Date.now()));
const asked = new Set(['openssl-verify', 'openssl', 'node-20', 'node-24', 'python', 'curl', 'java-17', 'java-25', 'go']);

/** Clients that are asked by a handshake. */
const handshaking = new Set(['node-20', 'node-24', 'python', 'curl', 'java-17', 'java-25']);

/** What a client accepts and we refuse, or do not know: only harmless rarities, each with its reason. */
const stricter: Readonly<Record<string, readonly string[]>> = {
  // a key that can agree and not sign: no server has it
  'openssl-verify': ['odd-key::x25519'],
  openssl: ['odd-key::x25519'],
  // came somewhere between 3.0 and 3.5
  'node-24': ['signature::ecdsa-sha3-256'],
};
const clients = await Promise.all(
  realClients.filter((client) => asked.has(client.name)).map(async (client) => ({ client, spoken: await profileOfClient(client) })),
);

describe('keys and signatures beside the real clients of this machine', () => {
  let folder: CaseFolder;
  let servers: ChainServers;

  beforeAll(async () => {
    folder = writeCaseFolder(cases);
    servers = await serveChains(cases);
  }, 60_000);

  afterAll(() => {
    servers.close();
    folder.remove();
  });

  for (const { client, spoken } of clients) {
    describeWith(client.needs, client.name, () => {
      it('agrees on every case that it answers', { timeout: 110_000 }, async () => {
        if (spoken.kind === 'unknown') throw new Error(spoken.reason);
        const answers = await client.ask({ cases, folder, servers });
        const heard = answers.filter((answer) => answer.outcome !== 'SKIP');
        expect(heard.length).toBeGreaterThan(60);
        const differences = heard.flatMap((answer) => {
          const ours = ourAnswer(answer.id, spoken.profile, client.recorded);
          const theirs = answer.outcome === 'SUCCESS';
          return (ours === 'accepted') === theirs || (theirs && stricter[client.name]?.includes(answer.id) === true)
            ? []
            : [`${answer.id}: ours ${ours}, theirs ${answer.error ?? 'accepted'}`];
        });
        expect(differences).toEqual([]);
      });

      it.runIf(handshaking.has(client.name))('comes to no handshake where we say so, and only there', { timeout: 110_000 }, async () => {
        if (spoken.kind === 'unknown') throw new Error(spoken.reason);
        const leaves = cases.filter((one) => one.id.startsWith('leaf-key::') && servers.portOf(one) !== undefined);
        const answers = await client.ask({ cases: leaves, folder, servers });
        expect(answers.filter((answer) => answer.outcome === 'SKIP').length).toBeGreaterThan(3);
        const differences = answers.flatMap((answer) => {
          const why = whyNoHandshakeIn(answer.id, spoken.profile);
          const fits = answer.outcome === 'SKIP' ? why !== undefined : answer.outcome === 'FAILURE' || why === undefined;
          return fits ? [] : [`${answer.id}: ours ${why ?? 'a handshake'}, theirs ${answer.outcome} ${answer.error ?? ''}`];
        });
        expect(differences).toEqual([]);
      });
    });
  }
});

function whyNoHandshakeIn(id: string, profile: ClientProfile): string | undefined {
  const one = cases.find((each) => each.id === id);
  if (one === undefined) throw new Error(`no case is called ${id}`);
  return whyNoHandshake(parseCertificate(Buffer.from(one.leaf, 'base64')), profile.path.strength.handshake);
}

function ourAnswer(id: string, profile: ClientProfile, recorded: RealClient['recorded']): string {
  const one = cases.find((each) => each.id === id);
  if (one === undefined) throw new Error(`no case is called ${id}`);
  const { verdict } = judgeCase({ ...one, file: 'generated' }, profile, recorded);
  return verdict.kind === 'rejected'
    ? `${verdict.failure.reason}: ${verdict.failure.detail}`
    : verdict.kind === 'crash'
      ? String(verdict.error.stack)
      : 'reason' in verdict
        ? `${verdict.kind}: ${verdict.reason}`
        : verdict.kind;
}
