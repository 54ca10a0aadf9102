import { expect, it } from 'vitest';
import { explainCode } from '../../../src/report/explain/explain-code.ts';

it('says of a code what it means, what is behind it most often, and what to do then', () => {
  const text = explainCode('CLIENT_KEY_MISMATCH', ['check client-files'], { color: false, width: 80 });
  expect(text).toMatch(/^CLIENT_KEY_MISMATCH: /);
  expect(text).toMatch(/Usual cause +the certificate was renewed with a new key/);
  expect(text).toMatch(/Usually do +put certificate and key of one pair there/);
  expect(explainCode('SNOWFLAKE', [], { color: false, width: 80 })).not.toContain('Usual');
});
