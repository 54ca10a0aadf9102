import { notYetReported, type ReasonCode, reasonCodes, type Severity } from '../../reason-codes.ts';
import { indented } from '../json.ts';
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
    ['Given by', givenBy(code, checks)],
    ...(cause === undefined ? [] : [['Usual cause', cause]]),
    ...(remedy === undefined ? [] : [['Usually do', remedy]]),
    ...(notYetReported.includes(code) ? [] : [['Its proof', 'snowline explain HOST: with what the log will say and what to do']]),
  ];
  return `${[...prose(page, `${code}: ${meaning}`, { hang: '  ' }), ...grid(page, [{ width: 16, fixed: true }, { width: 'rest' }], rows)].join('\n')}\n`;
}

/** The same for programs, as JSON that ends in one newline. */
export function codeAsJson(code: ReasonCode, checks: readonly string[]): string {
  const { severity, meaning } = reasonCodes[code];
  const [usualCause, usualRemedy] = usualCauses[code] ?? [];
  const explained: ExplainedCode = {
    code,
    severity,
    meaning,
    reported: !notYetReported.includes(code),
    checks,
    ...(usualCause === undefined ? {} : { usualCause }),
    ...(usualRemedy === undefined ? {} : { usualRemedy }),
  };
  return `${indented(explained)}\n`;
}

interface ExplainedCode {
  readonly code: ReasonCode;
  readonly severity: Severity;
  readonly meaning: string;
  /** Whether anything can report it today. */
  readonly reported: boolean;
  /** Names of the checks of a host that give it; none of what is about a service, a store or the fleet. */
  readonly checks: readonly string[];
  readonly usualCause?: string;
  readonly usualRemedy?: string;
}

function givenBy(code: ReasonCode, checks: readonly string[]): string {
  if (notYetReported.includes(code)) return 'nothing yet: no check looks for it';
  if (checks.length === 0) return 'no check of a host: it is about a service, a store or the fleet';
  return checks.map((name) => `check ${name}`).join(', ');
}
