import type { AuditReport, HostReport } from '../audit-report.ts';
import { withoutNames } from '../without-names.ts';
import { grid } from './grid.ts';
import type { Page } from './page.ts';
import { prose } from './prose.ts';
import { Tally } from './tally.ts';
import { number, someNames } from './words.ts';

/** Hosts that were looked at and not seen whole, most often without root: services may run there that no list names, so what was judged may not be all. */
export function seenInPart(page: Page, report: AuditReport): readonly string[] {
  const tally = new Tally<Unseen>();
  for (const host of report.hosts) {
    for (const [key, unseen] of reasonsOf(host)) tally.add(key, unseen, host.name);
  }
  const groups = tally.groups();
  if (groups.length === 0) return [];
  const rows = groups.slice(0, maxGroups).map(({ example, count, names }) => [
    { text: number(count) },
    {
      text: [
        page.text(count === 1 ? example.reason : example.shared),
        someNames(page, names, page.width, count),
        ...(example.remedy === undefined ? [] : [`do: ${page.text(example.remedy)}`]),
      ],
      maxLines: 6,
    },
  ]);
  const hidden = groups.length - maxGroups;
  return [
    ...prose(page, 'SEEN IN PART: services may be missing from the list', { begins: { word: 'SEEN IN PART', tone: 'unsure' } }),
    ...grid(
      page,
      [
        { title: 'Hosts', width: 7, align: 'right' },
        { title: 'What was not seen, and where', width: 'rest' },
      ],
      rows,
    ),
    ...(hidden > 0 ? [`  and ${number(hidden)} more reasons`] : []),
  ];
}

const maxGroups = 4;

interface Unseen {
  readonly reason: string;
  /** The reason without what is only this host's in it: its names, and numbers, which would make every host's another one. */
  readonly shared: string;
  readonly remedy: string | undefined;
}

// Facts of a whole host that hide services of it; what is the same and mended the same way has one key
function reasonsOf({ id, name, evidence }: HostReport): ReadonlyMap<string, Unseen> {
  const hiding = evidence.missing.filter(({ fact }) => fact === 'workloads' || fact === 'root');
  const mayNotBecome = hiding.some(({ reason }) => refused.test(reason));
  return new Map(
    hiding.map(({ reason: whole }) => {
      const [reason = '', advice] = whole.split(/; tried (?=\S)/);
      const shared = withoutNames(reason, [id, name]).replaceAll(/\b\d+\b/g, '…');
      const remedy = remedyOf(reason, advice, mayNotBecome);
      return [`${shared}\n${remedy ?? ''}`, { reason, shared, remedy }];
    }),
  );
}

// ssh-channel.ts says so of a host that is looked at all the same
const refused = /\bbecoming root failed\b/;

function remedyOf(reason: string, advice: string | undefined, mayNotBecome: boolean): string | undefined {
  if (refused.test(reason)) {
    // transports/ssh/failure-advice.ts: `audit@10.0.0.7 port 22: let audit …`; what stands before it is another one for each host
    const told = advice === undefined ? undefined : /^[^ ]+(?: port \d+)?: (.+)$/.exec(advice)?.[1];
    return told ?? 'let the user who logs in become root there without a password, by the command of become (collection.ssh)';
  }
  if (!/\bwithout root\b/.test(reason)) return undefined;
  if (mayNotBecome) return 'mend how root is had there (become in collection.ssh), which failed';
  const asRoot = 'look as root there: run snowline as root, or set become in collection.ssh';
  return reason.includes('CAP_SYS_PTRACE')
    ? `${asRoot}; where it is root, give its container that capability (--cap-add SYS_PTRACE)`
    : asRoot;
}
