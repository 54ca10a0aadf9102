import type { Handshake, Rehearsal, RehearsedHost, RehearsedWorkload } from '../../restart/rehearsal/rehearsal-verdict.ts';
import { withoutRoot } from '../../risk/without-root.ts';
import { clientTitle } from '../client-title.ts';
import { type Cell, type Column, grid } from '../table/grid.ts';
import type { Page, Tone } from '../table/page.ts';
import { prose } from '../table/prose.ts';
import { count, number, someNames } from '../table/words.ts';

/** Prediction against reality on the hosts that were asked: disagreements first and at length, then who agrees, then what could not be compared. */
export function rehearsalSection(page: Page, rehearsal: Rehearsal): readonly string[] {
  const all = rehearsal.hosts.flatMap((host) => host.workloads.map((workload) => ({ host, workload })));
  const of = (result: RehearsedWorkload['result']): readonly Rehearsed[] => all.filter(({ workload }) => workload.result === result);
  return [
    ...headline(page, rehearsal),
    ...of('disagrees').flatMap((one) => atLength(page, one)),
    ...grid(
      page,
      columnsOf(page),
      alike(page, [...of('agrees'), ...of('not-comparable')]).map((one) => row(page, one)),
    ),
    ...rehearsal.hosts.flatMap((host) => silent(page, host)),
  ];
}

interface Rehearsed {
  readonly host: RehearsedHost;
  readonly workload: RehearsedWorkload;
}

function headline(page: Page, { asked, agree, disagree, notComparable }: Rehearsal): readonly string[] {
  const compared = agree + disagree;
  const rest = notComparable === 0 ? '' : `; ${number(notComparable)} could not be compared`;
  const on = `on ${count(asked, 'host')}`;
  if (disagree > 0) {
    const word = 'DISAGREES';
    const text = `${word} with reality: ${number(disagree)} of ${count(compared, 'prediction')} ${on}${rest}. Do not rely on verdicts of these services`;
    return prose(page, text, { begins: { word, tone: 'bad' } });
  }
  if (agree === 0) return prose(page, `Rehearsed ${on}: nothing could be compared with a prediction${rest.replace(/^; \d+ could.*/, '')}`);
  const text = `Rehearsed ${on}: ${number(agree)} of ${count(compared, 'prediction')} ${compared === 1 ? 'agrees' : 'agree'} with what the services' own clients did${rest}`;
  return prose(page, text);
}

// Half of what the first column leaves is for what came of it, on a narrow page too
function columnsOf({ width }: Page): readonly Column[] {
  const name = Math.min(24, Math.floor((width - 18) / 4));
  return [{ width: 14 }, { width: name }, { width: name }, { width: 'rest' }];
}

const words: Readonly<Record<RehearsedWorkload['result'], { readonly word: string; readonly tone: Tone }>> = {
  agrees: { word: 'agrees', tone: 'good' },
  disagrees: { word: 'DISAGREES', tone: 'bad' },
  'not-comparable': { word: 'not comparable', tone: 'unsure' },
};

interface Alike {
  readonly result: RehearsedWorkload['result'];
  readonly service: string;
  readonly hosts: readonly string[];
  readonly workloads: number;
  readonly came: readonly string[];
}

// One line for all of which the same is to be said: a host may run thirty containers of one service
function alike(page: Page, rehearsed: readonly Rehearsed[]): readonly Alike[] {
  const told = rehearsed.map(({ host, workload }) => ({ host, workload, came: whatCame(page, workload) }));
  const groups = Map.groupBy(told, ({ workload: { result, service }, came }) => JSON.stringify([result, service, came]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { result, service } = first.workload;
    const hosts = [...new Set(group.map(({ host }) => host.name))];
    return [{ result, service, hosts, workloads: group.length, came: first.came }];
  });
}

function row(page: Page, { result, service, hosts, workloads, came }: Alike): readonly Cell[] {
  const { word, tone } = words[result];
  const [only = ''] = hosts;
  return [
    { text: word, tone },
    hosts.length === 1 ? { text: page.text(only), name: true } : { text: someNames(page, hosts, 48) },
    { text: page.text(service), name: true },
    { text: [...came, ...(workloads > 1 ? [`${number(workloads)} workloads alike`] : [])], maxLines: mostLines },
  ];
}

/** What keeps a workload from being compared says at its end what to declare. Our choice: more than any sentence of ours takes at 60 columns. */
const mostLines = 20;

function whatCame(page: Page, workload: RehearsedWorkload): string[] {
  const { result, prediction, store, why, handshakes, expectedErrorSeen, root } = workload;
  if (result === 'not-comparable') {
    const others = handshakes.filter(({ ofServicesFamily }) => !ofServicesFamily);
    return [
      page.text(`${store}: ${withoutRoot(why ?? '', root)}`),
      ...others.map((one) => `${shown(page, one)} (another client: no comparison)`),
    ];
  }
  const by = [...new Set(handshakes.filter(({ ofServicesFamily }) => ofServicesFamily).map(({ client, user }) => `${client} as ${user}`))];
  const error = expectedErrorSeen === true ? ', with the expected error' : '';
  return [
    page.text(`${prediction === 'accepts' ? 'trusts' : 'rejects'} ${store}, as predicted, by ${by.join(', ')}${error}`),
    ...beyond(page, workload),
    ...(why === undefined ? [] : [page.text(why)]),
  ];
}

// A store that is trusted may still refuse the service, whose verdict a green word must not contradict
function beyond(page: Page, { prediction, verdict, verdictCode }: RehearsedWorkload): readonly string[] {
  if (prediction !== 'accepts' || (verdict !== 'will-fail' && verdict !== 'unknown')) return [];
  const code = verdictCode === undefined ? '' : ` (${verdictCode})`;
  return [page.text(`its verdict is ${verdict}${code}, which no rehearsal tests`)];
}

function atLength(page: Page, { host, workload }: Rehearsed): readonly string[] {
  const { service, store, prediction, predictedBecause, reality, handshakes, client, why } = workload;
  const rows: (readonly [string, Cell])[] = [
    ['Predicted', { text: page.text(`${prediction} ${store}: ${predictedBecause}`), maxLines: 4 }],
    ['Reality', { text: [`${reality} it`, ...handshakes.map((one) => shown(page, one))], tone: 'bad', maxLines: 4 }],
    ...(why === undefined ? [] : [['Mind', { text: page.text(why), maxLines: 3 }] as const]),
    ['Do', { text: 'report it with this output: the verdict of this service is not to be trusted until it is understood', maxLines: 3 }],
  ];
  const as = client === undefined ? '' : ` as ${page.text(clientTitle(client))}`;
  const title = `DISAGREES: ${page.text(service)} on ${page.text(host.name)}, which fetches from the store ${page.text(store)}${as}`;
  return [...prose(page, title, { begins: { word: 'DISAGREES', tone: 'bad' }, hang: '  ' }), ...grid(page, labelled, rows)];
}

const labelled: readonly Column[] = [{ width: 16, fixed: true }, { width: 'rest' }];

function shown(page: Page, { client, address, name, user, outcome, text }: Handshake): string {
  const said = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(?:appconnect|Can't use SSL_get_servername|CONNECTION ESTABLISHED|depth=)/.test(line));
  const at = address === '' ? name : `${name} at ${address}`;
  return page.text(`${client} as ${user}, ${at}: ${outcome}${said[0] === undefined ? '' : `: ${said[0]}`}`);
}

function silent(page: Page, { name, reason }: RehearsedHost): readonly string[] {
  if (reason === undefined) return [];
  return prose(page, `${page.text(name)}: nothing was rehearsed: ${page.text(reason)}`, { indent: '  ', hang: '    ' });
}
