import type { Certificate, GeneralName } from '../../x509/certificate.ts';
import type { CertificateDefect } from '../../x509/certificate-defect.ts';

const subjectAltName = '2.5.29.17';

/**
 * Whether Java reads the subjectAltName (GeneralName and the classes of its forms; what a non-critical extension throws is kept for later); `unknown` is
 * either, `refused` one that is read but lets every comparison fail.
 */
export type Readability = 'readable' | 'unreadable' | 'unknown' | 'refused';

/** What Java makes of the subjectAltName of the certificate; `readable` where it has none. */
export function readabilityForJava(certificate: Certificate): Readability {
  const names = certificate.extensions.subjectAltName;
  if (names === undefined) return certificate.extensions.all.includes(subjectAltName) ? 'unreadable' : 'readable';
  const all = [...names.map(ofName), ...certificate.defects.map(ofDefect)];
  if (names.length === 0 || all.includes('unreadable')) return 'unreadable';
  // IPAddressName.getName throws a RuntimeException, whatever is compared
  if (all.includes('refused')) return all.includes('unknown') ? 'unknown' : 'refused';
  return all.includes('unknown') ? 'unknown' : 'readable';
}

function ofDefect(defect: CertificateDefect): Readability {
  if (!('oid' in defect) || defect.oid !== subjectAltName) return 'readable';
  switch (defect.kind) {
    case 'malformed-extension':
    case 'trailing-bytes-in-extension':
    case 'malformed-general-name':
      return 'unreadable';
    default:
      // what stands in single names is seen there
      return 'readable';
  }
}

function ofName(name: GeneralName): Readability {
  switch (name.kind) {
    case 'dns':
      return 'readable';
    case 'ip':
      return ofAddress(name.bytes);
    case 'email': {
      // RFC822Name.parseName
      const domain = name.value.slice(name.value.indexOf('@') + 1);
      return domain === '' || domain === '.' ? 'unreadable' : 'readable';
    }
    case 'uri':
      return ofUri(name.value);
    case 'directory':
      return 'readable';
    case 'other':
      // otherName and registeredID are read, x400Address and ediPartyName not by us
      return name.tag === 0 || name.tag === 8 ? 'readable' : 'unknown';
  }
}

// IPAddressName: an address, or one with its mask, which in IPv6 must be a prefix
function ofAddress(bytes: Uint8Array): Readability {
  if (bytes.length === 4 || bytes.length === 8 || bytes.length === 16) return 'readable';
  if (bytes.length !== 32) return 'unreadable';
  const mask = [...bytes.subarray(16)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return /^1*0*$/.test(mask) ? 'readable' : 'refused';
}

// URIName: java.net.URI with a scheme, whose host is a DNS name or an address; what is surely one, what surely is none, and the rest
function ofUri(uri: string): Readability {
  if (!/^[a-z][a-z0-9+.-]*:/i.test(uri)) return 'unreadable';
  const host = String.raw`[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z](?:[a-z0-9-]*[a-z0-9])?)*`;
  const plain = new RegExp(String.raw`^[a-z][a-z0-9+.-]*:(?://${host}(?::\d+)?(?:/[\w.~/-]*)?|[\w.~][\w.~/:-]*)$`, 'i');
  return plain.test(uri) ? 'readable' : 'unknown';
}
