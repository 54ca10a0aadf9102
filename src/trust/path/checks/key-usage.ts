import { breach, type Check, isAnchor, quoted } from './check.ts';

/** RFC 5280 §6.1.4 (n): an issuer whose key usage is limited may sign certificates. */
export const checkKeyUsage: Check = (path, index) => {
  const certificate = path.certificates[index];
  const keyUsage = certificate?.extensions.keyUsage;
  if (certificate === undefined || keyUsage === undefined || index === 0 || keyUsage.has('keyCertSign')) return undefined;
  const rule = path.knobs.issuers.keyUsage[isAnchor(path, index) ? 'anchor' : 'intermediate'];
  if (rule === 'ignored' || (rule === 'must-allow-unless-empty' && keyUsage.size === 0)) return undefined;
  return breach('wrong-key-usage', `${quoted(certificate)} may not sign certificates`);
};
