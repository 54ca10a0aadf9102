import { describe, expect, it } from 'vitest';
import type { AuditReport } from '../../src/report/audit-report.ts';
import { displayWidth } from '../../src/report/table/display-width.ts';
import { everything } from './everything.ts';
import { auditReport } from './fleet.ts';
import { hostileTexts, poisoned } from './hostile.ts';
import { incident } from './incident.ts';

/** A format as its test hands it to the suite. */
export interface ReporterUnderTest {
  readonly name: string;
  readonly render: (report: AuditReport) => string;
  /** Columns that no line may exceed; absent for formats that machines read. */
  readonly width?: number;
  /** Colours that the format itself writes (whole SGR sequences); taken out before the text is searched for commands. */
  readonly ownSgr?: RegExp;
  /** Raw text that would break this format, such as `<script` in HTML. */
  readonly breaksOut?: RegExp;
}

/** What every format has to keep, whatever the hosts say: each reporter's test calls it. */
export function describeReporter(reporter: ReporterUnderTest): void {
  const { render } = reporter;

  describe(`${reporter.name} keeps the reporters' contract`, () => {
    it.each([
      ['the incident', incident()],
      ['a report in which every section speaks', everything()],
      ['an empty fleet', auditReport([])],
    ])('ends in one newline and is the same text twice for %s', (_name, report) => {
      const text = render(report);
      expect(text.endsWith('\n')).toBe(true);
      expect(text.endsWith('\n\n')).toBe(false);
      expect(render(structuredClone(report))).toBe(text);
    });

    it('says the same in whatever order hosts, services and findings came', () => {
      expect(render(reversed(everything()))).toBe(render(everything()));
    });

    it('does not change the report that it is given', () => {
      const report = everything();
      render(report);
      expect(report).toEqual(everything());
    });

    const places = [
      ['in place of every text', (hostile: string) => (): string => hostile],
      [
        'around every text',
        (hostile: string) =>
          (original: string): string =>
            hostile + original + hostile,
      ],
    ] as const;
    for (const [place, replaceWith] of places) {
      it.each(Object.entries(hostileTexts))(`stays harmless with %s ${place}`, (_name, hostile) => {
        expect(harms(reporter, render(poisoned(everything(), replaceWith(hostile))))).toEqual([]);
      });
    }
  });
}

/** What is wrong with the text, in sentences; empty where nothing is. */
function harms(reporter: ReporterUnderTest, text: string): readonly string[] {
  const plain = reporter.ownSgr === undefined ? text : text.replace(reporter.ownSgr, '');
  const found: string[] = [];
  if (!text.endsWith('\n') || text.length < 2) found.push('does not end in a newline');
  const hidden = /[^\P{Cc}\n]|\p{Cf}|\p{Cs}|[\u2028\u2029]/u.exec(plain);
  if (hidden !== null) found.push(`prints U+${hidden[0].codePointAt(0)?.toString(16)} at ${hidden.index}`);
  if (reporter.breaksOut?.test(plain) === true) found.push(`prints ${reporter.breaksOut.exec(plain)?.[0]}`);
  const { width } = reporter;
  if (width !== undefined) found.push(...plain.split('\n').filter((line) => displayWidth(line) > width && !wordOfCommand.test(line)));
  return found;
}

// A path of a command that somebody pastes is not broken, however narrow the page is: this one is in the fleet's own remedy (fleet.ts)
const wordOfCommand = /^ +\/usr\/local\/share\/ca-certificates\/vault-main-ca\.crt \\$/;

function reversed(report: AuditReport): AuditReport {
  return {
    ...report,
    coverage: { ...report.coverage, gaps: report.coverage.gaps.toReversed() },
    stores: report.stores.toReversed(),
    certificates: report.certificates.toReversed(),
    hosts: report.hosts.toReversed(),
    services: report.services.toReversed(),
    rotation: report.rotation.toReversed().map((plan) => ({
      ...plan,
      failAfterSwitch: plan.failAfterSwitch.toReversed(),
      unknown: plan.unknown.toReversed(),
    })),
    findings: report.findings.toReversed(),
  };
}
