import { type ReasonCode, reasonCodes } from '../../reason-codes.ts';
import { grid } from '../table/grid.ts';
import { makePage, type TableOptions } from '../table/page.ts';
import { prose } from '../table/prose.ts';
import { usualCauses } from './usual-causes.ts';

/** What a reason code means, how bad it is, and which check gives it. Ends in one newline. */
export function explainCode(code: ReasonCode, checks: readonly string[], options: TableOptions): string {
  const page = makePage(options);
  const { severity, meaning } = reasonCodes[code];
  const [cause, remedy] = usualCauses[code] ?? [];
  const rows = [
    ['Severity', severity],
    ['Given by', checks.length === 0 ? 'no check of a host: it is about a service, a store or the fleet' : checks.join(', ')],
    ...(cause === undefined ? [] : [['Usual cause', cause]]),
    ...(remedy === undefined ? [] : [['Usually do', remedy]]),
    ['Seen on', `snowline explain HOST shows its proof, what the log will say and what to do`],
  ];
  return `${[...prose(page, `${code}: ${meaning}`, { hang: '  ' }), ...grid(page, [{ width: 16, fixed: true }, { width: 'rest' }], rows)].join('\n')}\n`;
}
