import type { Page } from './table/page.ts';
import { prose } from './table/prose.ts';
import { someNames } from './table/words.ts';
import { readable } from './verify-prose.ts';
import type { VerifyClient, VerifyReport } from './verify-report.ts';

/** What a reader should know beside the answer: what is odd about the chain, how each store was read, what the clients make of it. Once for all that say it. */
export function verifyNotes(page: Page, report: VerifyReport): readonly string[] {
  const { chain, clients } = report;
  const unread = chain.certificates.length === 0;
  const onChain = unread ? chain.remarks.slice(1) : chain.remarks.map((remark) => `the chain: ${remark}`);
  const onStores = unread ? [] : [...readings(page, clients), ...remarks(page, clients)];
  return [...onChain, ...onStores].flatMap((note) => prose(page, readable(page, report, `note: ${note}`), { hang: '  ', maxLines: 6 }));
}

// What is imported says so itself
function readings(page: Page, clients: readonly VerifyClient[]): readonly string[] {
  const read = clients
    .flatMap(({ client, stores }) => stores.map((store) => ({ ...store, client })))
    .filter(({ readAs }) => readAs !== 'imported');
  return [...Map.groupBy(read, ({ path }) => path)].map(([path, of]) => {
    const settings = [...Map.groupBy(of, ({ readAs }) => readAs)];
    const said = settings.map(([readAs, by]) => `${readAs}${clients.length === 1 ? '' : ` (${namesOf(page, by)})`}`);
    return `${path} is judged as ${said.join(', ')}`;
  });
}

function remarks(page: Page, clients: readonly VerifyClient[]): readonly string[] {
  const said = clients.flatMap((client) => client.remarks.map((remark) => ({ remark, client: client.client })));
  const several = clients.length > 1;
  return [...Map.groupBy(said, (one) => one.remark)].map(([remark, of]) => (several ? `${remark} (${namesOf(page, of)})` : remark));
}

function namesOf(page: Page, of: readonly { readonly client: string }[]): string {
  const names = [...new Set(of.map(({ client }) => client))];
  return someNames(page, names, 60);
}
