import { toInstant } from '../config/instant.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { Moment } from './check.ts';
import type { Reason } from './restart-verdict.ts';
import type { ChainView, StoreView } from './store-view.ts';

/** What lives no longer is renewed by something and not by somebody. Our choice: Vault issues for 32 days by itself, ACME's short-lived profile for 6. */
const longestUnattendedMs = 32 * 86_400_000;
/** What is left of the life of one that nothing has renewed in time: Vault's agent renews last, at 93 % (consul-template, vault_pki.go, goodFor). */
const overdue = 0.07;
// RFC 5280 §4.1.2.5: no certificate ends later (GeneralizedTime)
const endOfTime = 253_402_300_799_000;

/**
 * Whether a certificate is renewed all the time: it is valid, lives no longer than we look ahead, or every host that meets it would be at risk all the time,
 * and is not so near its end that it should have been renewed. The end of such a one counts when it has come, and `takenAsRenewed` says what is taken for granted.
 */
export function isShortLived({ notBefore, notAfter }: Certificate, { now, horizonMs }: Moment): boolean {
  const life = notAfter - notBefore;
  return notBefore <= now && notAfter - now > life * overdue && life <= Math.min(horizonMs, longestUnattendedMs);
}

/** Says that certificates are taken to be renewed in time, which no verdict rests on unsaid: one remark with `code`, or none. */
export function takenAsRenewed(
  certificates: readonly (Certificate | undefined)[],
  code: Reason['code'],
  moment: Moment,
): readonly Reason[] {
  const first = certificates
    .filter((one) => one !== undefined)
    .filter((one) => isShortLived(one, moment))
    .toSorted((a, b) => a.notAfter - b.notAfter)[0];
  if (first === undefined) return [];
  const days = Math.max(1, Math.round((first.notAfter - first.notBefore) / 86_400_000));
  const summary = `the certificate "${first.subject.text}" lives for ${days} day${days === 1 ? '' : 's'} and ends at ${toInstant(first.notAfter)}: it is taken to be renewed before`;
  return [{ code, severity: 'info', proof: { summary } }];
}

/** A chain with its end-entity renewed for ever where that is short-lived, so that what else ends is seen behind it. */
export function renewedChain(chain: readonly Certificate[], moment: Moment): readonly Certificate[] {
  const [own, ...others] = chain;
  if (own === undefined || !isShortLived(own, moment)) return chain;
  const known = renewals.get(chain) ?? [renewed(own), ...others];
  renewals.set(chain, known);
  return known;
}

// Its fields are read from its bytes, so that they have to be asked for one by one. Whose it is stays the same.
function renewed({
  der,
  sha256,
  version,
  serial,
  subject,
  issuer,
  notBefore,
  publicKey,
  signature,
  extensions,
  defects,
}: Certificate): Certificate {
  return { der, sha256, version, serial, subject, issuer, notBefore, notAfter: endOfTime, publicKey, signature, extensions, defects };
}

// Answers are kept by the chain that was asked about (trust-answer.ts).
const renewals = new WeakMap<readonly Certificate[], readonly Certificate[]>();

/** A store whose short-lived certificates are renewed in time. */
export function renewedStore(store: StoreView, moment: Moment): StoreView {
  const chains = store.chains.map((chain): ChainView => {
    const narrower = chain.narrower.map((one) => ({ ...one, certificates: renewedChain(one.certificates, moment) }));
    return { ...chain, certificates: renewedChain(chain.certificates, moment), narrower };
  });
  return { ...store, chains, served: store.served && renewedChain(store.served, moment) };
}

/** Whether a moment is one that only renewing for ever brings. */
export function isBeyondRenewal({ at }: { readonly at: number }): boolean {
  return at >= endOfTime;
}
