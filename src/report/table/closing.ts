import type { AuditReport } from '../audit-report.ts';
import { flow, type Piece } from './flow.ts';
import type { Page, Tone } from './page.ts';
import { prose } from './prose.ts';
import { instant } from './when.ts';
import { count, number, someNames } from './words.ts';

/** The counts, and what they were made from: which version, which evidence, judged for which moment. */
export function closing(page: Page, report: AuditReport): readonly string[] {
  const { summary } = report;
  return [
    ...prose(
      page,
      `${count(summary.services, 'service')}, ${number(summary.noSurvivor)} without a sure survivor; ${count(summary.hosts, 'host')}:`,
    ),
    ...flow(
      page,
      [
        counted(summary.ready, 'ready', 'good'),
        counted(summary.atRisk, 'at risk', 'warn'),
        {
          ...counted(summary.willFail, 'will fail', 'bad'),
          text: `${number(summary.willFail)} will fail (${number(summary.latent)} latent)`,
        },
        counted(summary.unknown, 'not judged', 'unsure'),
        { text: `${number(summary.notApplicable)} not applicable` },
      ],
      '  ',
    ),
    ...flow(
      page,
      [
        { text: someNames(page, [`${report.tool.name} ${report.tool.version}`], 32) },
        { text: `evidence of ${instant(page, report.startedAt)}` },
        { text: `judged for ${instant(page, report.now)}` },
      ],
      '',
    ),
  ];
}

function counted(amount: number, word: string, tone: Tone): Piece {
  // Colour is for what is there: a red "0 will fail" would draw the eye to nothing.
  return amount === 0 ? { text: `0 ${word}` } : { text: `${number(amount)} ${word}`, word: { text: word, tone } };
}
