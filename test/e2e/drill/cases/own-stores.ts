import type { Issued } from '../../../certificates.ts';
import type { Authorities } from '../authorities.ts';
import { type DrillCase, type DrillFile, type DrillHost, type ServiceKind, serviceKinds } from '../drill-case.ts';
import { encoded, ownStore, pemOf, systemStore } from '../own-store.ts';
import { basicCase } from './basic-case.ts';
import { inHosts } from './in-hosts.ts';

interface Rotation {
  readonly label: string;
  readonly mechanism: string;
  readonly endpoint: string;
  /** What the service's own trust store becomes; undefined: it stays. */
  readonly becomes?: readonly Issued[] | ((kind: ServiceKind) => DrillFile | null | undefined);
  readonly kinds?: readonly ServiceKind[];
  readonly undecidable?: string;
}

/** Trust stores of services' own, in the states in which a rotation or a mishap leaves them. */
export function ownStoreHosts(ca: Authorities): readonly DrillHost[] {
  const rotations = [...contents(ca), ...damages(ca)];
  const cases = rotations.flatMap((one) => (one.kinds ?? serviceKinds).map((kind) => caseOf(kind, one, ca)));
  return inHosts('own', systemStore([ca.foreign]), cases);
}

function contents(ca: Authorities): readonly Rotation[] {
  const { old, current } = ca;
  return [
    { label: 'not-updated', mechanism: 'CA rotated, host not updated', endpoint: 'rotated' },
    { label: 'updated', mechanism: 'CA rotated, host updated', endpoint: 'rotated', becomes: [current.root] },
    { label: 'both', mechanism: 'CA rotated, both in the store', endpoint: 'rotated', becomes: [old.root, current.root] },
    { label: 'too-early', mechanism: 'host updated before the store', endpoint: 'steady', becomes: [current.root] },
    { label: 'other', mechanism: 'another CA in the store', endpoint: 'rotated', becomes: [ca.foreign] },
    { label: 'root-sent', mechanism: 'CA rotated, root sent along', endpoint: 'rotated-with-root' },
    { label: 'twin-key', mechanism: 'new CA of the same name', endpoint: 'twin' },
    { label: 'twin-both', mechanism: 'both CAs of one name', endpoint: 'twin', becomes: [old.root, ca.twin.root] },
    { label: 'issuing-only', mechanism: 'only the intermediate in the store', endpoint: 'rotated', becomes: [current.issuing] },
    {
      label: 'alone-stored',
      mechanism: 'intermediate not sent, but in the store',
      endpoint: 'leaf-alone',
      becomes: [old.issuing, old.root],
    },
    { label: 'cross-out', mechanism: 'cross-sign expired, old CA only', endpoint: 'cross-expired' },
    { label: 'cross-both', mechanism: 'cross-sign expired, both CAs', endpoint: 'cross-expired', becomes: [old.root, current.root] },
    {
      label: 'cross-kept',
      mechanism: 'expired cross-sign in the store',
      endpoint: 'rotated',
      becomes: [ca.expiredCross, old.root, current.root],
    },
    { label: 'expired-first', mechanism: 'expired anchor before the valid one', endpoint: 'steady', becomes: [ca.expiredOld, old.root] },
    { label: 'expired-only', mechanism: 'expired anchor alone', endpoint: 'steady', becomes: [ca.expiredOld] },
  ];
}

const ofPem = serviceKinds.filter((kind) => kind !== 'java');

function damages(ca: Authorities): readonly Rotation[] {
  const right = pemOf([ca.old.root]);
  const garbage = '-----BEGIN CERTIFICATE-----\nMIIBgarbageMIIBgarbageMIIB\n-----END CERTIFICATE-----\n';
  const texts: Readonly<Record<string, string>> = {
    'garbage certificate first': `${garbage}${right}`,
    'truncated at its end': right + right.slice(0, right.length / 2),
    'no line break between certificates': pemOf([ca.foreign]).trimEnd() + right,
    'trusted certificate': right.replaceAll(' CERTIFICATE-', ' TRUSTED CERTIFICATE-'),
    'byte order mark first': `\uFEFF${right}`,
    'line ends of Windows': right.replaceAll('\n', '\r\n'),
    'text around': `# Corp root\nsubject=/CN=Corp\n${right}\n# end\n`,
  };
  const damaged = Object.entries(texts).map(([what, text]): Rotation => {
    const label = `text-${Object.keys(texts).indexOf(what) + 1}`;
    return { label, mechanism: `trust store: ${what}`, endpoint: 'steady', becomes: () => text, kinds: ofPem };
  });
  return [
    ...damaged,
    {
      label: 'text-only',
      mechanism: 'trust store: no certificate in it',
      endpoint: 'steady',
      becomes: () => 'nothing here\n',
      undecidable: 'a file without a certificate may be a secret: its content stays on the host',
    },
    { label: 'empty', mechanism: 'trust store: empty file', endpoint: 'steady', becomes: () => '' },
    { label: 'gone', mechanism: 'trust store: file is not there', endpoint: 'steady', becomes: () => null },
    { label: 'der', mechanism: 'trust store: DER in place of PEM', endpoint: 'steady', becomes: () => ca.old.root.der, kinds: ofPem },
    { label: 'pem', mechanism: 'trust store: PEM in place of JKS', endpoint: 'steady', becomes: () => right, kinds: ['java'] },
    {
      label: 'cut',
      mechanism: 'trust store: truncated JKS',
      endpoint: 'steady',
      becomes: () => Buffer.from(encoded('java', [ca.old.root])).subarray(0, 300),
      kinds: ['java'],
      undecidable: 'a key store that is cut off may hold keys: its content stays on the host',
    },
  ];
}

function caseOf(kind: ServiceKind, one: Rotation, ca: Authorities): DrillCase {
  const name = `${kind}-${one.label}`;
  const { path } = ownStore(kind, name);
  const { becomes } = one;
  const after = becomes === undefined ? undefined : typeof becomes === 'function' ? becomes(kind) : encoded(kind, becomes);
  return {
    ...basicCase({ kind, name, mechanism: one.mechanism, endpoint: one.endpoint }, ca),
    ...(after === undefined ? {} : { after: { files: { [path]: after } } }),
    ...(one.undecidable === undefined ? {} : { undecidable: one.undecidable }),
  };
}
