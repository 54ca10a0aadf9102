import type { AccessCheck } from '../inventory/inventory-source.ts';
import { plainText } from '../report/plain-text.ts';
import { wrapText } from '../report/table/fit.ts';

/** A question of `doctor`; one that is ok may still warn of what a scan would find. */
export interface DoctorCheck extends AccessCheck {
  readonly warns?: true;
}

/** Lines that a check may take: nothing is cut, since what is wrong often stands at the end. */
const mostLines = 1_000;
const hang = '     ';
/** Causes that are longer are told once; shorter ones are no longer than the words that would stand for them. */
const shortCause = 40;

/** One check after the other in lines of at most `width` columns; a cause that many have is told once, and a remedy where it is first needed. */
export function doctorLines(checks: readonly DoctorCheck[], width: number): readonly string[] {
  const told = new Set<string>();
  const isNew = (text: string): boolean => {
    const before = told.has(text);
    told.add(text);
    return !before;
  };
  return checks.flatMap(({ ok, warns, scope, check, detail, remedy }) => {
    // `ssm:DescribeDocument in 1111/eu-west-1 failed: no usable AWS credentials (…)`
    const [, action = '', cause = ''] = /^(.*? failed: )(.*)$/.exec(detail) ?? [];
    const shown = ok || cause.length <= shortCause || isNew(cause) ? detail : `${action}as above`;
    const lines = paragraph(
      !ok ? 'FAIL ' : warns === true ? 'WARN ' : 'ok   ',
      `${plainText(scope)}  ${check}: ${plainText(shown)}`,
      width,
    );
    return ok || remedy === undefined || !isNew(remedy) ? lines : [...lines, ...paragraph(hang, `do: ${plainText(remedy)}`, width)];
  });
}

/** Safe text behind a start of five columns, its further lines indented as deep. */
export function paragraph(start: string, text: string, width: number): readonly string[] {
  return wrapText(text, Math.max(20, width - hang.length), mostLines, '…').map((line, index) => (index === 0 ? start : hang) + line);
}
