import * as z from 'zod';
import type { Immutable } from '../config/immutable.ts';
import type { ReasonCode } from '../reason-codes.ts';
import { reasonCodes, severities } from '../reason-codes.ts';

/** From best to worst; a host's verdict is the worst of its workloads. */
export const verdicts = ['not-applicable', 'ready', 'at-risk', 'unknown', 'will-fail'] as const;
export type Verdict = (typeof verdicts)[number];

/** Which CAs of the pair (current, pending), or (previous, current) when nothing is pending, a workload accepts. */
export const rotationPhases = ['neither', 'old-only', 'both', 'new-only', 'unknown'] as const;
export type RotationPhase = (typeof rotationPhases)[number];

const certificateProofSchema = z.object({
  sha256: z.string(),
  subject: z.string(),
  notBefore: z.string(),
  notAfter: z.string(),
});

/** What shows that the reason is true: the path, or the missing link. */
export const proofSchema = z.object({
  /** Lower-case sentence: `no anchor named "CN=Corp Root G2" in /etc/ssl/certs/ca-certificates.crt (1 anchor)`. */
  summary: z.string(),
  /** End-entity first; as far as it came where it failed. */
  path: z.array(certificateProofSchema).optional(),
  anchorFile: z.string().optional(),
});
export type Proof = Immutable<z.infer<typeof proofSchema>>;

/** One reason for a verdict: what is wrong, what shows it, what the service's log will say and what to do. */
export const reasonSchema = z.object({
  code: z.enum(Object.keys(reasonCodes) as [ReasonCode, ...ReasonCode[]]),
  severity: z.enum(severities),
  proof: proofSchema,
  /** When the change that it tells of was made, where it tells of one that the running process has not met. */
  since: z.string().optional(),
  /** SHA-256 of the certificate that causes it. */
  failsBecause: z.string().optional(),
  /** What the host's own client will print. */
  expectedError: z.string().optional(),
  /** What responders will suspect, and it is not. */
  notThis: z.string().optional(),
  remedy: z.string().optional(),
});
export type Reason = Immutable<z.infer<typeof reasonSchema>>;

/** A later moment at which a restart begins to end otherwise. */
export const forecastStepSchema = z.object({
  at: z.string(),
  /** What a restart does from then on, as far as what is known today decides. */
  restart: z.enum(['works', 'fails', 'unknown']),
  /** Why it fails or is not known from then on. */
  code: z.enum(Object.keys(reasonCodes) as [ReasonCode, ...ReasonCode[]]).optional(),
  /** SHA-256 of the certificate that causes it. */
  failsBecause: z.string().optional(),
});
export type ForecastStep = Immutable<z.infer<typeof forecastStepSchema>>;

/** One service on one host with one credential store: the unit that gets a verdict. */
export const workloadVerdictSchema = z.object({
  service: z.string(),
  /** Name of the store; absent for a workload that uses none. */
  store: z.string().optional(),
  consumer: z.enum(['declared', 'detected', 'not-detected', 'unknown']),
  /** Name of the client profile. */
  client: z.string().optional(),
  /** Which of the host's roots (a container's, a chroot's) its files are; absent where they are those of the host. */
  root: z.string().optional(),
  /** Paths of the stores that the next start would load, in order; those of another root are called `… in container 0123456789ab`. */
  trustStore: z.array(z.string()),
  /** Why each of them, in the same order: the setting that names it (`SSL_CERT_FILE`), or `default of curl with OpenSSL`. */
  trustStoreBecause: z.array(z.string()).optional(),
  verdict: z.enum(verdicts),
  /** will-fail although the running process still works from memory. */
  latent: z.boolean(),
  latentSince: z.string().optional(),
  /** When its process was started, by the host's clock; absent where none runs. */
  runningSince: z.string().optional(),
  /** When a secret that it declares was fetched last, as far as it is recorded: by the instance, by somebody at its address, or by anyone (then it was not later than `at`). */
  lastFetch: z
    .object({
      at: z.string(),
      proof: z.enum(['cloudtrail', 'vault-audit', 'upper-bound']),
      by: z.enum(['instance', 'address', 'anyone']),
    })
    .optional(),
  /** The first moment at which a restart would fail; absent where it fails now, or no end is known. */
  safeUntil: z.string().optional(),
  /** What becomes of it later, the next change first; absent where nothing known today changes. */
  forecast: z.array(forecastStepSchema).optional(),
  rotationPhase: z.enum(rotationPhases),
  /** Whether it would still be accepted after the switch to the pending CA; absent where nothing is pending. */
  survivesSwitch: z.enum(['yes', 'no', 'unknown']).optional(),
  /** Worst first, but of an unknown verdict and of a skewed clock: there the first says why it is not known. Also those of a ready workload (remarks). */
  reasons: z.array(reasonSchema),
  /** SHA-256 of the certificates of the path in use, end-entity first. */
  path: z.array(z.string()).optional(),
});
export type WorkloadVerdict = Immutable<z.infer<typeof workloadVerdictSchema>>;

/** Would this host come back? */
export const restartVerdictSchema = z.object({
  verdict: z.enum(verdicts),
  latent: z.boolean(),
  latentSince: z.string().optional(),
  safeUntil: z.string().optional(),
  reasons: z.array(reasonSchema),
  workloads: z.array(workloadVerdictSchema),
});
export type RestartVerdict = Immutable<z.infer<typeof restartVerdictSchema>>;

/** The worst of two verdicts. */
export function worse(a: Verdict, b: Verdict): Verdict {
  return verdicts.indexOf(a) >= verdicts.indexOf(b) ? a : b;
}
