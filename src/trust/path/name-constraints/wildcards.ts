/**
 * Whether the name with wildcards covers the domain of an excluded subtree, as Java compares them (sun.security.util.HostnameChecker, isMatched with
 * matchAllWildcards, called from DNSName.constrains): label by label, a `*` for any part of a label, a dot somewhere after the last of them.
 */
export function coversDomain(pattern: string, domain: string): boolean {
  if (!pattern.includes('*') || !hasWholeLabels(domain) || !hasWholeLabels(pattern)) return false;
  // hasIllegalWildcard
  if (pattern === '*.' || !pattern.slice(pattern.lastIndexOf('*')).includes('.')) return false;
  // SNIHostName: letters, digits and hyphens, which do not stand at the ends of labels; no dot at the end
  if (!pattern.split('.').every((label) => /^[a-z0-9*](?:[a-z0-9*-]*[a-z0-9*])?$/i.test(label))) return false;
  const [wanted, labels] = [domain.replace(/\.$/, '').toLowerCase().split('.'), pattern.toLowerCase().split('.')];
  return wanted.length === labels.length && labels.every((label, index) => coversLabel(label, wanted[index] ?? ''));
}

// IDN.toASCII: it throws for empty labels, save one at the end, for labels of more than 63 characters and for characters that are not allowed
function hasWholeLabels(domain: string): boolean {
  return (
    !domain.includes('\ufffd') &&
    domain
      .replace(/\.$/, '')
      .split('.')
      .every((label) => label !== '' && label.length <= 63)
  );
}

// matchWildCards: the parts between the wildcards in their order, the first at the start, the last at the end
function coversLabel(pattern: string, label: string): boolean {
  const parts = pattern.split('*');
  const last = parts.pop() ?? '';
  if (parts.length === 0) return pattern === label;
  let rest = label;
  for (const [index, part] of parts.entries()) {
    const at = rest.indexOf(part);
    if (at === -1 || (index === 0 && at !== 0)) return false;
    rest = rest.slice(at + part.length);
  }
  return rest.endsWith(last);
}
