import { expect, it } from 'vitest';
import { probeScript } from '../../../src/evidence/probe/script.ts';
import { shortened } from '../../../src/evidence/transports/ssm/document-probe.ts';
import { describeWith } from '../../require.ts';
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
    .filter(({ kind, fields }) => lasting.has(kind) && !fields.some((field) => /^\/(?:proc|tmp)(?:\/|$)/.test(field)))
    .map(({ kind, fields, text }) => [kind, ...fields, ...text].join('\t'));

describeWith(['unshare', 'ip'], 'the probe with short names', () => {
  it('shows the same', { timeout: 120_000 }, async () => {
    // Processes of its own: what else runs on this machine comes and goes.
    const look = async (script: string): Promise<ProbeRun> => runProbe({ script, namespace: ':' });
    const [long, short] = [await look(probeScript()), await look(shortened(probeScript()))];
    expect(short.errors).toBe(long.errors);
    expect(shown(long).length).toBeGreaterThan(500);
    expect(shown(short)).toEqual(shown(long));
  });
});
