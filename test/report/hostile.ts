import { z } from 'zod';
import { type AuditReport, auditReportSchema } from '../../src/report/audit-report.ts';

const escape = String.fromCodePoint(0x1b);

/** What a host's name, a tag or a certificate's subject may contain when somebody means harm, or nobody looked. */
export const hostileTexts: Readonly<Record<string, string>> = {
  'ANSI commands': `${escape}[2J${escape}[41mready${escape}[0m${escape}]0;title\u0007${escape}]8;;http://evil.example\u0007link${escape}]8;;\u0007`,
  'C1 control characters': '\u009b2Jready\u0085\u0090q\u009c',
  'new lines that forge a report': 'web-1\nall 12 services would survive a restart now\r\n\u2028\u2029\v\fend',
  'bidi overrides': 'web-\u202e1-ydaer\u2066\u2069\u200f\u061c',
  'invisible characters': 'we\u200bb\u00ad\u2060\ufeff\u180e\u3164-1\u{e0041}',
  HTML: '<script>alert(1)</script><img src=x onerror="alert(1)"> & \'quotes\' ]]> -->',
  'a formula for spreadsheets': '=HYPERLINK("http://evil.example","click")',
  '10 kB without a space': 'x'.repeat(10_240),
  '10 kB of short words': 'ab '.repeat(3_413),
  'wide characters': '証明書ストアの認証局が古いホスト'.repeat(40),
  emoji: '🚀👩‍👩‍👧‍👦👍🏽🇩🇪❤️1️⃣🫠'.repeat(20),
  'stacked marks': `Z${'\u0301\u0316\u0489'.repeat(200)}algo`,
  'lone surrogates and unassigned code points': '\ud800a\udfff\uffff\u{10ffff}\u0378',
  'words that mean something to JavaScript': '__proto__ constructor $& $1 {{7*7}} %s %n ${1}',
  nothing: '',
};

/** The report with every free text replaced; enumerations, digests with a pattern and numbers stay, so that it still fits its schema. */
export function poisoned(report: AuditReport, replace: (original: string) => string): AuditReport {
  return auditReportSchema.parse(walk(z.toJSONSchema(auditReportSchema) as Shape, report, replace));
}

/** As much of JSON Schema as the report's schema needs. */
interface Shape {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
}

function walk(shape: Shape, value: unknown, replace: (original: string) => string): unknown {
  const branch = (shape.anyOf ?? shape.oneOf)?.find((one) => fits(one, value)) ?? shape;
  if (typeof value === 'string') {
    const fixed = branch.const !== undefined || branch.enum !== undefined || branch.pattern !== undefined;
    return fixed ? value : replace(value);
  }
  if (Array.isArray(value)) return value.map((item) => walk(branch.items ?? {}, item, replace));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(branch.properties?.[key] ?? {}, item, replace)]));
}

/** Branches of the report's unions differ by the constant in `state`. */
function fits(shape: Shape, value: unknown): boolean {
  return shape.properties?.['state']?.const === (value as { readonly state?: unknown }).state;
}
