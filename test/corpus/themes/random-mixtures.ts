import type { CertificateRequest, Issued } from '../../certificates.ts';
import { type Authority, storeName, type Unusual } from '../authority.ts';
import { altNames, type Extra, type NameText, nameConstraints, policies, policyConstraints } from '../extension-values.ts';
import type { CaseSketch } from '../generated-case.ts';
import { signerFlaws, tampered } from './certificate-flaws.ts';
import { type Dice, diceOf } from './dice.ts';
import { nameRows } from './host-names.ts';
import { unusualLeaves } from './leaves.ts';

/**
 * Random chains in which several things are unusual at once: flags, purposes, constraints, policies, names, keys and digests of the other themes. What
 * a client checks first, and what it never comes to, shows only where two rules meet.
 */
export function randomMixtures(authority: Authority, count: number, seed: number): readonly CaseSketch[] {
  return Array.from({ length: count }, (_, index) => randomMixture(authority, diceOf(seed * 30_011 + index), `mixture::${seed}-${index}`));
}

const keyTypes: readonly CertificateRequest['keyType'][] = ['rsa', 'rsa-1024', 'ec-384', 'ec-521', 'ed25519'];
const digests: readonly CertificateRequest['digest'][] = ['sha1', 'sha384', 'sha512'];
const subtrees: readonly NameText[] = [
  'dns:fleet.example',
  'dns:other.example',
  'dns:',
  'ip:10.0.0.0/8',
  'ip:0.0.0.0/0',
  'email:fleet.example',
  'uri:fleet.example',
  'dir:O=Fleet',
  'dir:O=Other',
];
const policyExtras: readonly Extra[] = [policies(['1.3.6.1.4.1.55555.2.1']), policyConstraints(0), policyConstraints(2)];

function randomMixture({ root, ca, leaf }: Authority, dice: Dice, id: string): CaseSketch {
  const features: string[] = [];
  const keyIds = !dice.chance(0.2);
  const signer = (place: string): Unusual => {
    const parts: Unusual[] = [{ keyIds }];
    if (dice.chance(0.3)) {
      const flaw = dice.pick(Object.keys(signerFlaws));
      features.push(`${place}:${flaw}`);
      parts.push(signerFlaws[flaw] ?? {});
    }
    if (dice.chance(0.15)) {
      const [permitted, excluded] = [some(subtrees, dice), some(subtrees, dice)];
      features.push(`${place}:permits ${permitted.join(' ')}, excludes ${excluded.join(' ')}`);
      parts.push({ extra: [nameConstraints(permitted, excluded, dice.chance(0.7))] });
    }
    if (dice.chance(0.1)) parts.push({ extra: [dice.pick(policyExtras)] });
    if (dice.chance(0.15)) parts.push({ keyType: dice.pick(keyTypes) });
    // an EC digest for an RSA issuer and the other way about is fine, an Edwards key has its own
    if (dice.chance(0.15)) parts.push({ digest: dice.pick(digests) });
    if (dice.chance(0.1)) parts.push(dice.chance(0.5) ? { untilDays: -1 } : { fromDays: 1 });
    return merged(parts);
  };
  const anchor = root('Mixed Root', signer('anchor'));
  const chain: Issued[] = [];
  let issuer = anchor;
  const depth = dice.pick([0, 1, 1, 1, 2, 2, 3]);
  for (let level = 0; level < depth; level += 1) {
    // a CA may carry the name of the one above it
    issuer = ca(dice.chance(0.1) ? 'Mixed Root' : `Mixed Issuing ${level}`, issuer, signer(`ca${level}`));
    if (dice.chance(0.03)) issuer = tampered(issuer);
    chain.unshift(issuer);
  }
  const parts: Unusual[] = [{ keyIds }];
  let asked = storeName;
  if (dice.chance(0.3)) {
    const flaw = dice.pick(Object.keys(unusualLeaves));
    features.push(`leaf:${flaw}`);
    parts.push(unusualLeaves[flaw] ?? {});
  } else if (dice.chance(0.4)) {
    const [row, name, names, commonName] = dice.pick(nameRows);
    features.push(`name:${row}`);
    asked = name;
    parts.push({ subject: commonName ?? 'CN=Vault Server', names: [], extra: names === null ? [] : [altNames(names)] });
  }
  if (dice.chance(0.1)) parts.push({ digest: dice.pick(digests) });
  const end = leaf(issuer, merged(parts));
  const served = dice.chance(0.15) ? dice.shuffle([...chain, ...(dice.chance(0.5) ? [anchor] : [])]) : chain;
  const bundle = dice.chance(0.85) ? [anchor] : dice.shuffle([...chain, anchor]).slice(0, 2);
  return { id, description: `random mixture: ${features.join('; ') || 'plain'}`, served: [end, ...served], bundle, name: asked, features };
}

function some<T>(list: readonly T[], dice: Dice): readonly T[] {
  return dice.shuffle(list).slice(0, dice.pick([0, 1, 1, 2]));
}

// Extensions add up, all else is the last word's
function merged(parts: readonly Unusual[]): Unusual {
  return { ...Object.assign({}, ...parts), extra: parts.flatMap((part) => part.extra ?? []) };
}
