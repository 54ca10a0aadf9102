import { describe, expect, it } from 'vitest';
import { profileNamed } from '../../src/clients/registry.ts';
import type { WorkloadEvidence } from '../../src/evidence/host-evidence.ts';
import { remedyForMissingCa } from '../../src/restart/remedy.ts';
import { type LoadedStore, resolveEffectiveStore } from '../../src/trust/effective-store.ts';
import type { Issued } from '../certificates.ts';
import { current, judge, pending, previous, type StoreParts, storeOf, trusting } from './scene.ts';

const store = storeOf({ served: [current.leaf], current: [current.root] });
const ca = 'secrets-current-ca.pem';

/** The remedy for a client that loads these. */
function remedy(...loaded: readonly (Pick<LoadedStore, 'path'> & Partial<LoadedStore>)[]): string {
  const whole = loaded.map((one) => ({ because: 'default', sha256: undefined, modifiedAt: undefined, anchors: 0, ...one }));
  return remedyForMissingCa(trusting([], { loaded: whole }), store, ['current']);
}

const folder = { path: '/srv/certs', takes: 'hash-links' } as const;

const root = 'container 0123456789ab';

describe('what to do about a container', () => {
  const inRoot = (loaded: readonly Partial<LoadedStore>[], passedOver: readonly string[] = []): string => {
    const whole = loaded.map((one) => ({
      path: '',
      because: 'default of curl',
      sha256: undefined,
      modifiedAt: undefined,
      anchors: 0,
      ...one,
    }));
    return remedyForMissingCa(trusting([], { root, loaded: whole, passedOver }), store, ['current']);
  };

  it('names the container once, by the paths that the client reads, and where links lead', () => {
    const files = [{ path: `/etc/ca.pem in ${root}` }, { path: `/etc/old.pem in ${root}`, realPath: `/srv/old.pem in ${root}` }];
    expect(inRoot(files)).toContain(`put it into /etc/ca.pem or /etc/old.pem (a link to /srv/old.pem) in ${root}, by its image or a mount`);
    const linked = { path: `/usr/lib/ssl/certs in ${root}`, realPath: `/etc/ssl/certs in ${root}`, takes: 'hash-links' } as const;
    expect(inRoot([linked])).toContain(
      `put it into /usr/lib/ssl/certs (a link to /etc/ssl/certs) in ${root}, with its hash link (openssl rehash), by`,
    );
  });

  it('takes no file that is there for one that a new mount would bring', () => {
    expect(inRoot([{ path: `/mnt/ca.pem in ${root}` }])).toMatch(
      /by its image or a mount; .*; where a mount brings that file already, mend it at its source$/,
    );
    expect(inRoot([{ path: `/etc/ssl/certs in ${root}`, takes: 'hash-links' }])).toMatch(/before the next$/);
  });

  it('begins with the file that a setting names and that is not there, where only defaults are read', () => {
    const missing = [`in ${root}: SSL_CERT_FILE names /mnt/none.pem, which is not there: passed over`];
    const meant = 'put it into /mnt/none.pem (which SSL_CERT_FILE names and is not there, with all else that it has to trust)';
    expect(inRoot([{ path: `/ca.pem in ${root}` }], missing)).toContain(`${meant} or /ca.pem in ${root}, by its image or a mount;`);
    expect(inRoot([], missing)).toContain(`${meant} in ${root}, by its image or a mount;`);
    expect(inRoot([{ path: `/ca.pem in ${root}`, because: 'SSL_CERT_DIR' }], missing)).not.toContain('/mnt/none.pem');
  });
});

describe('two generations that are missing', () => {
  const both = storeOf({ served: [current.leaf], current: [current.root], pending: [pending.root] });
  const remedyFor = (loaded: Partial<LoadedStore>, unusual: Parameters<typeof trusting>[1] = {}): string => {
    const whole = { path: '', because: 'default', sha256: undefined, modifiedAt: undefined, anchors: 0, ...loaded };
    return remedyForMissingCa(trusting([], { loaded: [whole], ...unusual }), both, ['current', 'pending']);
  };
  const [first, second] = [ca, 'secrets-pending-ca.pem'];

  it('are named both, with where to get them: whoever answers there would vouch for itself', () => {
    expect(remedyFor({ path: '/srv/ca.pem' })).toBe(
      'get the current CA ("CN=Corp Root G2") and the pending CA ("CN=Corp Root G3") of the store secrets from whoever runs it, not from the connection, ' +
        `and save them as ${first} and ${second}; cat ${first} ${second} >> /srv/ca.pem; then restart one host alone and look before the next`,
    );
  });

  it.each([
    [folder, `; cp ${first} ${second} /srv/certs/ && openssl rehash /srv/certs;`],
    [
      { path: '/etc/ssl/certs/ca-certificates.crt' },
      `; cp ${first} /usr/local/share/ca-certificates/secrets-current-ca.crt && cp ${second} /usr/local/share/ca-certificates/secrets-pending-ca.crt && update-ca-certificates;`,
    ],
    [{ path: '/etc/pki/tls/certs/ca-bundle.crt' }, `; cp ${first} ${second} /etc/pki/ca-trust/source/anchors/ && update-ca-trust;`],
    [{ path: 'the roots that Node.js 20 brings along' }, `; name ${first} and ${second} to the client`],
  ])('come in by the way of %j', (loaded, commands) => {
    expect(remedyFor(loaded)).toContain(commands);
  });

  it('have an alias each in a key store, which refuses one that it has', () => {
    const said = remedyFor({ path: '/opt/java/cacerts' });
    expect(said).toContain(`-alias secrets-current-ca -file ${first} -keystore /opt/java/cacerts`);
    expect(said).toContain(`&& keytool -importcert -noprompt -trustcacerts -alias secrets-pending-ca -file ${second} -keystore`);
  });

  it('are put into a container one by one', () => {
    expect(remedyFor({ path: `/etc/ca.pem in ${root}` }, { root })).toContain(`; put each into /etc/ca.pem in ${root}, by its image`);
  });
});

describe('what to do about a host that lacks the current CA', () => {
  const remedyOf = (parts: StoreParts, anchors: readonly Issued[]): string | undefined =>
    judge(storeOf({ served: [current.leaf], current: [current.root], ...parts }), trusting(anchors)).reasons[0]?.remedy;

  it('brings the pending one along where that is missing too', () => {
    expect(remedyOf({ pending: [pending.root] }, [previous.root])).toContain(`cp ${ca} /usr/local`);
    expect(remedyOf({ pending: [pending.root] }, [previous.root])).toContain('secrets-pending-ca.pem');
  });

  it.each([
    ['nothing is pending', {}, [previous.root]],
    ['the pending one is there', { pending: [pending.root] }, [previous.root, pending.root]],
    ['the pending one is the current one', { pending: [current.root] }, [previous.root]],
  ] as const)('brings that alone where %s', (_name, parts, anchors) => {
    const said = remedyOf(parts, anchors);
    expect(said).toContain(ca);
    expect(said).not.toContain('pending');
  });
});

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

  it('offers a file that a setting names and that is not there, as the resolver tells it', () => {
    const bytes = Buffer.from(current.root.pem);
    const missing = (path: string) => ({ path, state: 'missing' as const });
    const evidence: WorkloadEvidence = {
      name: 'web',
      origin: 'systemd-unit',
      runtime: { family: 'python', version: '3.11.7', tlsLibrary: 'OpenSSL 3.0.19', home: '/usr/lib/ssl' },
      nextStart: { environment: { SSL_CERT_FILE: '/mnt/none.pem' }, options: {} },
    };
    const trustFiles = [
      missing('/mnt/none.pem'),
      missing('/usr/lib/ssl/certs'),
      { path: '/usr/lib/ssl/cert.pem', state: 'file' as const, sha256: 'x' },
    ];
    const host = {
      id: 'a',
      collector: 'c',
      observedAt: '2026-06-01T00:00:00Z',
      os: { id: 'debian' },
      runtimes: [],
      trustFiles,
      workloads: [],
      missing: [],
    };
    const profile = profileNamed('python');
    if (profile === undefined) throw new Error('there is no profile of Python');
    const effective = resolveEffectiveStore({ workload: evidence, host, profile, readBlob: () => bytes });
    if (effective.kind === 'unknown') throw new Error(effective.reason);
    expect(remedyForMissingCa(effective, store, ['current'])).toContain(
      '; put it into /mnt/none.pem (which SSL_CERT_FILE names and is not there, ',
    );
  });

  it("does not take a file of one's own among Debian's for one that it writes", () => {
    expect(remedy({ path: '/etc/ssl/certs/corp.pem' })).toContain(`; cat ${ca} >> /etc/ssl/certs/corp.pem;`);
  });
});
