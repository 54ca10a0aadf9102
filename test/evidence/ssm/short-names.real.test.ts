import { expect, it } from 'vitest';
import { probeScript } from '../../../src/evidence/probe/script.ts';
import { compacted } from '../../../src/evidence/transports/ssm/document.ts';
import { withShortNames } from '../../../src/evidence/transports/ssm/short-names.ts';
import { type ProbeRun, runProbe } from '../probe/run-probe.ts';

// What a second look at the same machine shows again: files, texts, programs, and what is missing.
const lasting = new Set([
  'host',
  'tools',
  'text',
  'file',
  'gone',
  'closed',
  'list',
  'digest',
  'shebang',
  'go',
  'run',
  'problem',
  'openssl',
  'account',
]);
const shown = ({ records }: ProbeRun): readonly string[] =>
  records
    .filter(({ kind, fields }) => lasting.has(kind) && !fields.some((field) => /^\/(?:proc|tmp)\//.test(field)))
    .map(({ kind, fields, text }) => [kind, ...fields, ...text].join('\t'));

it('the probe shows the same with short names', { timeout: 120_000 }, async () => {
  const script = probeScript();
  const [long, short] = [await runProbe({ script }), await runProbe({ script: withShortNames(compacted(script)) })];
  expect(short.errors).toBe(long.errors);
  expect(shown(long).length).toBeGreaterThan(500);
  expect(shown(short)).toEqual(shown(long));
});
