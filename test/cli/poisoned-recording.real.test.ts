import { readFileSync } from 'node:fs';
import os from 'node:os';
import { afterAll, expect, it } from 'vitest';
import { sha256Of, toBlob } from '../../src/evidence/blob-store.ts';
import { redactPrivateParts } from '../../src/evidence/redact.ts';
import { writeRecord } from '../../src/evidence-file.ts';
import { scratch } from '../credential-store/servers.ts';
import { describeWith } from '../require.ts';
import { newRoot } from '../small-fleet.ts';
import { run } from './program.ts';

const bundle = '/etc/ssl/certs/ca-certificates.crt';

describeWith([bundle], 'a recording that claims to know a file of this machine', () => {
  const home = scratch();
  afterAll(() => home.remove());

  it('does not keep the real content from being collected', async () => {
    const sha256 = sha256Of(readFileSync(bundle));
    const { bytes, count } = redactPrivateParts(Buffer.from(`${newRoot.pem}${newRoot.keyPem}`));
    home.write('poison.jsonl', `${writeRecord({ type: 'blob', blob: toBlob(bytes, { sha256, redacted: count }) })}\n`);
    home.write(
      'own.yaml',
      'inventory: [{ source: localhost }]\nevidence: { replay: [poison.jsonl] }\nstores: [{ name: a, endpoint: a, servedChain: { from: none } }]\n',
    );
    const ended = await run(['collect', '--config', 'own.yaml'], { cwd: home.folder });
    expect(ended.status).toBe(0);
    const lines = ended.stdout.trimEnd().split('\n');
    expect(lines.some((line) => line.includes(`"type":"host","state":"seen","evidence":{"id":${JSON.stringify(os.hostname())}`))).toBe(
      true,
    );
    const contents = lines.filter((line) => line.includes(`"type":"blob","blob":{"sha256":"${sha256}"`));
    expect(contents.map((line) => line.includes('"redacted"'))).toEqual([true, false]);
  });
});
