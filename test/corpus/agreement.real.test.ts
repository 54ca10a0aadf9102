import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWith } from '../require.ts';
import { type CaseFolder, writeCaseFolder } from './clients/case-folder.ts';
import { type ChainServers, serveChains } from './clients/chain-servers.ts';
import { profileOfClient } from './clients/profile-of-client.ts';
import { type Answer, askable, type RealClient } from './clients/real-client.ts';
import { realClients } from './clients/registry.ts';
import { compareAnswers } from './compare-answers.ts';
import { generate } from './generate.ts';
import { falseRejects } from './generated-exceptions.ts';

const cases = generate({ now: Date.now(), random: 60, seed: 1 });
const spokenFor = await Promise.all(
  realClients.map(async (client) => {
    const spoken = await profileOfClient(client);
    return spoken.kind === 'known' ? [{ client, name: client.name, profile: spoken.profile }] : [];
  }),
);

// A handshake that ends before trust is judged says nothing: odd keys of end-entities only, so there are few.
const mostSkipped = 12;
// Of all cases, where we say that we cannot say.
const mostUnknown = 8;

let folder: CaseFolder;
let servers: ChainServers;
const asked = new Map<RealClient, Promise<readonly Answer[]>>();

// Each client is asked once, by the first test that wants to know
function answersOf(client: RealClient): Promise<readonly Answer[]> {
  const answers = asked.get(client) ?? client.ask({ cases, folder, servers });
  asked.set(client, answers);
  return answers;
}

describe('generated cases', () => {
  beforeAll(async () => {
    folder = writeCaseFolder(cases);
    servers = await serveChains(cases);
  });

  afterAll(() => {
    servers.close();
    folder.remove();
  });

  it('are all served', () => {
    expect(servers.refused).toEqual(new Map());
  });

  for (const client of realClients) {
    describeWith(client.needs, `put to ${client.name}`, () => {
      it('are answered, every one that it can be asked', async () => {
        const answers = await answersOf(client);
        const wanted = askable(cases, client.clock).map((one) => one.id);
        expect(answers.map((answer) => answer.id).toSorted()).toEqual(wanted.toSorted());
        expect(answers.filter((answer) => answer.outcome === 'SKIP').length).toBeLessThanOrEqual(mostSkipped);
        // a client that says one thing only was not started as it should be
        expect(answers.filter((answer) => answer.outcome === 'SUCCESS').length).toBeGreaterThan(200);
        expect(answers.filter((answer) => answer.outcome === 'FAILURE').length).toBeGreaterThan(150);
      });
    });
  }

  describe.each(spokenFor.flat())('judged beside $name', ({ client, profile }) => {
    it('are accepted only where the client accepts, and refused where it refuses but for the listed ones', async () => {
      const compared = compareAnswers(await answersOf(client), cases, profile, client.recorded);
      const listed = Object.keys(falseRejects[client.name] ?? {});
      const found = compared.filter((one) => one.outcome === 'false-reject').map((one) => one.id);
      const unknown = compared.filter((one) => one.outcome === 'unknown');
      expect({
        crashes: compared.filter((one) => one.outcome === 'crash'),
        falseAccepts: compared.filter((one) => one.outcome === 'false-accept'),
        falseRejects: compared.filter((one) => one.outcome === 'false-reject' && !listed.includes(one.id)),
        staleExceptions: listed.filter((id) => !found.includes(id)),
        tooManyUnknown: unknown.length > mostUnknown ? unknown : [],
      }).toEqual({ crashes: [], falseAccepts: [], falseRejects: [], staleExceptions: [], tooManyUnknown: [] });
    });
  });
});
