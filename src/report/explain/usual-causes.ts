import type { ReasonCode } from '../../reason-codes.ts';

/** What is behind a code most often, and what to do then: a first guess for a code read in a dashboard. What is so on a host its own proof and remedy say. */
export const usualCauses: Readonly<Partial<Record<ReasonCode, readonly [cause: string, remedy: string]>>> = {
  CURRENT_CA_MISSING: [
    'the store got a new CA, and the host was not given it',
    'get the CA from whoever runs the store, and put it into the file that the client reads',
  ],
  PENDING_CA_MISSING: ['the new CA is announced, and was not yet given to this host', 'distribute the pending CA before the switch'],
  ONLY_OLD_CA: [
    'the roll-out of the new CA missed this host',
    'get the current CA from whoever runs the store, and add it beside the old one',
  ],
  PATH_EXPIRES: ['a certificate of the path was not renewed yet', 'renew it where it is served, or distribute its successor'],
  EXPIRED_ANCHOR_SHADOWS: [
    'the old anchor was left beside its successor of the same name',
    'remove the expired certificate from the trust store',
  ],
  SAME_NAME_DIFFERENT_KEY: ['the CA was made anew under its old name', 'add the CA with the new key'],
  INCOMPLETE_CHAIN: ['the store was given its own certificate without the intermediate', 'let the store send its whole chain'],
  NOT_YET_VALID: ['a certificate was issued for a later day, or a clock is wrong', 'compare the clocks, and wait or issue it anew'],
  CLOCK_SKEW: ['time is not synchronised on the host', 'mend its time service (chrony, systemd-timesyncd)'],
  NAME_MISMATCH: ['the service uses an alias or an address of the store', 'use a name of the certificate, or issue one for this name'],
  STORE_UNREACHABLE: [
    'a firewall is between this machine and the store',
    'run snowline where the store answers, or give its chain from a file',
  ],
  STORE_SEALED: ['Vault was restarted and nobody unsealed it', 'unseal it (vault operator unseal)'],
  STORE_NODES_DIFFER: ['one node was renewed and another was not', 'let all nodes serve one chain'],
  WRONG_STORE: [
    'the CA went into the trust store of the system, and the client brings its own',
    'put it into the file that explain HOST names',
  ],
  HASHED_DIRECTORY_STALE: ['the file was copied without openssl rehash', 'run openssl rehash on that folder'],
  TRUST_STORE_DAMAGED: ['a file was cut off or joined without a line break', 'write it anew from its certificates'],
  TRUST_STORE_PASSED_OVER: ['a setting names a path that was moved or mistyped', 'mend the path, or remove the setting'],
  VERIFICATION_DISABLED: ['somebody switched verification off in an outage', 'add the right CA, then switch it on again'],
  DISK_NEWER_THAN_PROCESS: ['files were changed and the service was not restarted since', 'nothing, where the verdict is ready'],
  CLIENT_CERT_EXPIRED: ['its renewal stopped', 'issue a new one, and mend the renewal'],
  CLIENT_CERT_EXPIRES: ['its renewal has not run yet', 'see that it is renewed before that day'],
  CLIENT_CERT_MISSING: ['the store began to ask for client certificates', 'issue one for the service, and name it to its client'],
  CLIENT_CERT_UNTRUSTED: ['the certificate is of another CA than the store accepts', 'issue one from a CA that the store accepts'],
  CLIENT_KEY_MISMATCH: ['the certificate was renewed with a new key and one file was copied', 'put certificate and key of one pair there'],
  CLIENT_KEY_UNREADABLE: ['the key was written by root with mode 0600', 'open it to the user of the service'],
  IDENTITY_UNUSABLE: ['a role, a token or its file was removed', 'give the host its identity again'],
  SECRET_MISSING: ['it was renamed or deleted', 'name it right, or make it again'],
  SECRET_DELETION_SCHEDULED: ['it was taken for unused', 'aws secretsmanager restore-secret'],
  SECRET_DENIED: ['a policy was narrowed', 'allow the role of the host to read it'],
  KMS_KEY_DISABLED: ['the key was disabled in a clean-up', 'enable the key'],
  ROTATION_STUCK: ['its Lambda function fails', 'read the log of the rotation function'],
  SECRET_CHANGED_SINCE_START: ['a rotation after the start of the process', 'nothing, where the service fetches again by itself'],
  UNIT_WOULD_NOT_START: ['a file that the unit names is gone', 'systemd-analyze verify UNIT, and put back what it names'],
  UNKNOWN_EVIDENCE: ['the host or one of its files could not be read', 'read the proof of the host; snowline doctor tests the ways'],
};
