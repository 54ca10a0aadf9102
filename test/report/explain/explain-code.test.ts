import { expect, it } from 'vitest';
import { codeAsJson, explainCode } from '../../../src/report/explain/explain-code.ts';

it('says of a code what it means, what is behind it most often, and what to do then', () => {
  const text = explainCode('CLIENT_KEY_MISMATCH', ['client-files'], { color: false, width: 80 });
  expect(text).toMatch(/^CLIENT_KEY_MISMATCH: /);
  expect(text).toMatch(/Usual cause +the certificate was renewed with a new key/);
  expect(text).toMatch(/Usually do +put certificate and key of one pair there/);
  expect(explainCode('SNOWFLAKE', [], { color: false, width: 80 })).not.toContain('Usual');
});

it('names the checks that give it, or says that nothing does so far', () => {
  const text = (code: 'CLIENT_KEY_MISMATCH' | 'NO_SURVIVOR' | 'PINNED', checks: readonly string[]) =>
    explainCode(code, checks, { color: false, width: 120 });
  expect(text('CLIENT_KEY_MISMATCH', ['client-files', 'other'])).toMatch(
    /Given by +check client-files, check other\n[^]*Its proof +snowline explain HOST/,
  );
  expect(text('NO_SURVIVOR', [])).toMatch(/Given by +no check of a host: it is about a service/);
  expect(text('PINNED', [])).toMatch(/Given by +nothing yet: no check looks for it\n$/);
});

it('says the same to programs', () => {
  expect(JSON.parse(codeAsJson('CLIENT_KEY_MISMATCH', ['client-files']))).toMatchObject({
    code: 'CLIENT_KEY_MISMATCH',
    severity: 'critical',
    reported: true,
    checks: ['client-files'],
    usualRemedy: expect.stringContaining('put certificate and key of one pair there'),
  });
  expect(codeAsJson('PINNED', [])).toMatch(/"reported": false,\n {2}"checks": \[\]\n\}\n$/);
});
