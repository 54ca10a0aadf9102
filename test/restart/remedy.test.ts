import { describe, expect, it } from 'vitest';
import { remedyForMissingCa } from '../../src/restart/remedy.ts';
import type { LoadedStore } from '../../src/trust/effective-store.ts';
import { current, storeOf, trusting } from './scene.ts';

const store = storeOf({ served: [current.leaf], current: [current.root] });
const ca = 'secrets-current-ca.pem';

/** The remedy for a client that loads these. */
function remedy(...loaded: readonly (Pick<LoadedStore, 'path'> & Partial<LoadedStore>)[]): string {
  const whole = loaded.map((one) => ({ because: 'default', sha256: undefined, modifiedAt: undefined, anchors: 0, ...one }));
  return remedyForMissingCa(trusting([], { loaded: whole }), store, 'current');
}

const folder = { path: '/srv/certs', takes: 'hash-links' } as const;

describe('the command that brings a missing CA to the client', () => {
  it('adds it to a file before any folder, whatever stands first', () => {
    expect(remedy({ path: '/srv/ca.pem' }, folder)).toContain(`; cat ${ca} >> /srv/ca.pem;`);
    expect(remedy(folder, { path: '/srv/ca.pem' })).toContain(`; cat ${ca} >> /srv/ca.pem;`);
  });

  it('makes the hash link in a folder that is read by these', () => {
    expect(remedy(folder)).toContain(`; cp ${ca} /srv/certs/ && openssl rehash /srv/certs;`);
  });

  it('copies it into a folder that is read as a whole', () => {
    expect(remedy({ ...folder, takes: 'every-file' })).toContain(`; cp ${ca} /srv/certs/;`);
  });

  it('passes over what the client does not read', () => {
    expect(remedy({ ...folder, takes: 'nothing' }, { path: '/srv/ca.pem' })).toContain(`; cat ${ca} >> /srv/ca.pem;`);
    expect(remedy({ ...folder, takes: 'nothing' })).toContain(`; name ${ca} to the client`);
  });

  it.each(['/etc/ssl/certs', '/etc/ssl/certs/ca-certificates.crt', '/etc/ssl/certs/java/cacerts'])('lets Debian write %s', (path) => {
    expect(remedy({ path, ...(path.endsWith('certs') ? { takes: 'hash-links' as const } : {}) })).toContain('update-ca-certificates');
  });

  it("does not take a file of one's own among Debian's for one that it writes", () => {
    expect(remedy({ path: '/etc/ssl/certs/corp.pem' })).toContain(`; cat ${ca} >> /etc/ssl/certs/corp.pem;`);
  });
});
