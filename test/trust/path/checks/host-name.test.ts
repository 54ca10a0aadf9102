import { describe, expect, it } from 'vitest';
import type { CandidatePath } from '../../../../src/trust/path/checks/check.ts';
import { checkHostName } from '../../../../src/trust/path/checks/host-name.ts';
import { issue } from '../../../certificates.ts';
import { knobsOf, read, someDay, storeName } from '../question.ts';

const root = issue({ subject: 'CN=Corp Root', ca: true });
const leaf = issue({ subject: 'CN=whatever', issuer: root, names: [storeName] });

const path = (name: string | undefined): CandidatePath => ({
  knobs: knobsOf('python'),
  certificates: [read(leaf), read(root)],
  untrusted: 1,
  complete: true,
  name,
  at: someDay,
});

describe('checkHostName', () => {
  it('passes the end-entity that is for the name, and any where none is asked for', () => {
    expect(checkHostName(path(storeName), 0)).toBeUndefined();
    expect(checkHostName(path(undefined), 0)).toBeUndefined();
  });

  it('reports the end-entity that is not, by the name that was asked for', () => {
    expect(checkHostName(path('other.corp'), 0)).toMatchObject({
      reason: 'name-mismatch',
      detail: expect.stringContaining('"other.corp"'),
    });
  });

  it('gives no answer to a name that is none', () => {
    expect(checkHostName(path(''), 0)?.kind).toBe('unsupported');
  });

  it('does not look at the names of issuers', () => {
    expect(checkHostName(path('other.corp'), 1)).toBeUndefined();
  });
});
