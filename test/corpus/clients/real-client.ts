import type { NamedRuntime } from '../../../src/clients/profile-for.ts';
import type { Need } from '../../require.ts';
import type { GeneratedCase } from '../generated-case.ts';
import type { CaseFolder } from './case-folder.ts';
import type { ChainServers } from './chain-servers.ts';

/** What a real client said. SKIP: the handshake failed for a reason other than trust, or the client cannot be asked this, which says nothing. */
export interface Answer {
  readonly id: string;
  readonly outcome: 'SUCCESS' | 'FAILURE' | 'SKIP';
  readonly error?: string;
}

/** What the clients are asked with: files of each case, and a server that serves each chain byte for byte. */
export interface Asking {
  readonly cases: readonly GeneratedCase[];
  readonly folder: CaseFolder;
  readonly servers: ChainServers;
}

/** One real TLS client: `ask` starts it, never in this process's environment, and answers every case once. */
export interface RealClient {
  /** As answers files are called. */
  readonly name: string;
  /** What it takes to ask it, in the words of test/require.ts. */
  readonly needs: readonly Need[];
  /** Whether it is asked in a handshake, or as a verifier alone: then what only TLS demands does not count. */
  readonly recorded: 'handshake' | 'library';
  /** Whether its clock can be set to the time of a case; cases of another time are not asked where it cannot. */
  readonly clock: 'settable' | 'of-the-machine';
  /** Which profile speaks for it: that of the runtime as evidence would name it, or one by its name where no runtime leads to it. */
  readonly identity: () => Promise<NamedRuntime | { readonly profile: string }>;
  readonly ask: (asking: Asking) => Promise<readonly Answer[]>;
}

/** Cases that a client without a clock of its own can be asked. */
export function askable(cases: readonly GeneratedCase[], clock: RealClient['clock']): readonly GeneratedCase[] {
  return clock === 'settable' ? cases : cases.filter((one) => !one.features.includes('clock:set'));
}

/**
 * Whether an error text of a handshake says that it ended before any judgement of trust: no common signature algorithm, curve or cipher,
 * or the server broke off.
 */
export function isNotTrust(error: string): boolean {
  return /handshake[ _]failure|internal[ _]error|ECONNRESET|EPIPE|closed|reset|EOF|no shared|unsupported curve|wrong curve|wrong signature type|no suitable|unknown certificate type|time(?:d )?out|refused|illegal[ _]parameter|bad ecpoint|Unsupported or unrecognized/i.test(
    error,
  );
}
