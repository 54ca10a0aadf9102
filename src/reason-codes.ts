/** Severities of findings, worst first. */
export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof severities)[number];

interface CodeEntry {
  readonly severity: Severity;
  /** One sentence for people who have never seen the code. */
  readonly meaning: string;
}

/**
 * The closed list of what can be wrong, each with its default severity and meaning. A new code is added here with its
 * reason, never invented at a call: reports, waivers and dashboards key on these names, so they are never renamed.
 */
export const reasonCodes = {
  CURRENT_CA_MISSING: { severity: 'critical', meaning: 'the trust store holds no anchor for the chain that the store serves today' },
  PENDING_CA_MISSING: { severity: 'high', meaning: 'the trust store does not hold the CA that the store will switch to' },
  ONLY_OLD_CA: { severity: 'critical', meaning: 'the trust store holds the previous CA of the store but not the current one' },
  PATH_EXPIRES: { severity: 'high', meaning: 'the path that the client would use has expired, or will at a known date' },
  EXPIRED_ANCHOR_SHADOWS: { severity: 'critical', meaning: 'the client chooses an expired certificate although a valid one is there' },
  SAME_NAME_DIFFERENT_KEY: { severity: 'critical', meaning: 'the trust store holds an anchor of the right name with another key' },
  INCOMPLETE_CHAIN: { severity: 'critical', meaning: 'the store does not send an intermediate that the client needs' },
  NOT_YET_VALID: { severity: 'critical', meaning: 'a certificate on the path is not valid yet' },
  CLOCK_SKEW: { severity: 'medium', meaning: "the host's clock differs so much that it changes the verdict" },
  WEAK_ALGORITHM: { severity: 'critical', meaning: 'a key or signature on the path is too weak for the client' },
  NAME_MISMATCH: { severity: 'critical', meaning: "the store's certificate does not carry the name that the client asks for" },
  NAME_CONSTRAINED: { severity: 'critical', meaning: "a CA on the path may not issue for the store's name" },
  EKU_MISMATCH: { severity: 'critical', meaning: 'a certificate on the path may not be used for TLS servers' },
  INVALID_PATH: { severity: 'critical', meaning: 'a certificate on the path breaks a rule of RFC 5280 that the client checks' },
  PINNED: { severity: 'high', meaning: 'the client accepts one pinned certificate only' },
  SERVED_CHAIN_NOT_CURRENT: { severity: 'high', meaning: 'the store serves a chain that its current CA generation did not issue' },
  STORE_NODES_DIFFER: { severity: 'high', meaning: 'nodes of the store serve different chains' },
  STORE_UNREACHABLE: { severity: 'medium', meaning: 'the store could not be reached, so its chain is not known' },
  // its own code: the store answers, its chain is known, and unsealing it is another remedy for other people than reaching it
  STORE_SEALED: { severity: 'critical', meaning: 'the store is a Vault that is sealed or otherwise hands out no secrets' },
  WRONG_STORE: { severity: 'high', meaning: 'the CA was put into a trust store that the client does not read' },
  HASHED_DIRECTORY_STALE: {
    severity: 'high',
    meaning: 'the certificate lies in the directory without the hash link that the client looks for',
  },
  STORE_UNREADABLE: { severity: 'medium', meaning: 'the trust store could not be read' },
  TRUST_STORE_DAMAGED: {
    severity: 'high',
    meaning: 'the trust store is damaged in a way that makes the client reject or skip certificates',
  },
  // its own code: the store that was configured is not damaged, and the one that is read instead may well hold the CA today
  TRUST_STORE_PASSED_OVER: {
    severity: 'medium',
    meaning: 'a setting names a trust store that is not there or holds nothing to read, and the client goes on without a word',
  },
  VERIFICATION_DISABLED: { severity: 'high', meaning: 'the client does not verify the store at all' },
  DISK_NEWER_THAN_PROCESS: { severity: 'info', meaning: 'the trust store or the unit on disk changed after the process had started' },
  RUNTIME_REPLACED: { severity: 'medium', meaning: 'the next start runs another runtime or TLS library than the running process' },
  CLIENT_CERT_EXPIRED: { severity: 'critical', meaning: "the host's client certificate has expired" },
  CLIENT_CERT_EXPIRES: { severity: 'high', meaning: "the host's client certificate will expire at a known date" },
  // its own code: nothing is wrong with a certificate, and whoever looks for one finds none
  CLIENT_CERT_MISSING: {
    severity: 'critical',
    meaning: 'the store refuses clients without a certificate, and the service has none to show',
  },
  CLIENT_CERT_UNTRUSTED: { severity: 'critical', meaning: "the store does not accept the issuer of the host's client certificate" },
  CLIENT_EKU: { severity: 'critical', meaning: "the host's client certificate may not be used for TLS clients" },
  CLIENT_KEY_MISMATCH: { severity: 'critical', meaning: "the host's client key does not belong to its client certificate" },
  CLIENT_KEY_UNREADABLE: { severity: 'critical', meaning: 'the service cannot read its client certificate or the key of it' },
  IDENTITY_UNUSABLE: { severity: 'critical', meaning: 'the host has no identity with which it could fetch the secret' },
  SECRET_MISSING: { severity: 'critical', meaning: 'the secret does not exist' },
  SECRET_DELETION_SCHEDULED: { severity: 'high', meaning: 'the secret is scheduled for deletion' },
  SECRET_DENIED: { severity: 'critical', meaning: 'the host may not read the secret' },
  KMS_KEY_DISABLED: { severity: 'critical', meaning: 'the key that encrypts the secret is disabled' },
  ROTATION_STUCK: { severity: 'medium', meaning: 'a rotation was started and never finished' },
  SECRET_CHANGED_SINCE_START: { severity: 'low', meaning: 'the secret changed after the process had read it' },
  UNIT_WOULD_NOT_START: { severity: 'critical', meaning: "the service's unit would not start" },
  MEMORY_ONLY_CREDENTIAL: { severity: 'info', meaning: 'the credential lives only in the memory of the running process' },
  SNOWFLAKE: { severity: 'medium', meaning: 'the host stands outside every declared standard stack' },
  SNOWFLAKE_IN_ROTATION_SCOPE: { severity: 'high', meaning: "the tooling that distributes the store's CA does not reach this host" },
  UNKNOWN_EVIDENCE: { severity: 'medium', meaning: 'there is not enough evidence to judge' },
  STALE_EVIDENCE: { severity: 'medium', meaning: 'the evidence is too old to judge by' },
  HOST_NEVER_MANAGED: { severity: 'medium', meaning: 'no transport has ever reached the host' },
  COVERAGE_GAP: {
    severity: 'medium',
    meaning:
      'something that verdicts rest on was not looked at: a part of the inventory, a log of fetches, a CA generation, a declared service',
  },
  NO_SURVIVOR: { severity: 'critical', meaning: 'no host or container of the service would survive if all restarted at once' },
  NO_ROLLBACK: {
    severity: 'high',
    meaning: 'rolling back does not help, or only with an image that holds the current CA: the failure is not in the release',
  },
  COMMON_EXPIRY: { severity: 'high', meaning: 'many services stop at the same moment' },
  CERT_EXPIRES: { severity: 'low', meaning: 'a certificate expires soon' },
  ALL_AT_ONCE_DEPLOY: { severity: 'high', meaning: 'the service is deployed to all hosts at once, so nothing halts on the first failure' },
} as const satisfies Record<string, CodeEntry>;

export type ReasonCode = keyof typeof reasonCodes;

/** Codes of the list that nothing reports so far: who asks for one is told so. */
export const notYetReported: readonly ReasonCode[] = ['PINNED', 'SNOWFLAKE_IN_ROTATION_SCOPE'];

/** Orders by severity, the worst first. */
export function compareSeverity(a: Severity, b: Severity): number {
  return severities.indexOf(a) - severities.indexOf(b);
}
