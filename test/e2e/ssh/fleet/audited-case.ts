import type { Authorities } from './authorities.ts';
import type { FetchingClient, FetchingPrograms } from './fetching-programs.ts';
import type { HostDescription, Planted } from './host-description.ts';
import {
  commandOf,
  environmentOf,
  everywhere,
  filesOf,
  listeningCommand,
  type PlantedService,
  type SystemStore,
} from './planted-service.ts';

/** What an audit must say of a host's service. */
export interface Truth {
  /** `not-ready`: whichever of the others, where what is seen allows for more than one. */
  readonly verdict: 'ready' | 'will-fail' | 'unknown' | 'not-ready';
  /** Code of the first reason, where there must be one. */
  readonly code?: string;
  /** Text of the reason of an unknown. */
  readonly says?: RegExp;
}

/** A host with one service and what is true of it. */
export interface AuditedHost extends HostDescription {
  readonly service: PlantedService;
  /** The `client:` that the service's owners declare. */
  readonly declaredClient: string;
  readonly truth: Truth;
  /** What its client really does when it starts: the proof of the truth. Absent where the client is not on the machine. */
  readonly start?: { readonly words: readonly string[]; readonly environment: Readonly<Record<string, string>> };
}

/** What makes one: the rest is the same for all. */
export interface Case {
  readonly name: string;
  readonly client: FetchingClient;
  readonly store: SystemStore;
  readonly truth: Truth;
  readonly service?: Partial<PlantedService>;
  readonly files?: Readonly<Record<string, Planted>>;
  readonly declaredClient?: string;
  readonly isReal?: false;
  /** Shell words before the program of a running service: mounts of its own. */
  readonly runUnder?: string;
}

/** It will come back. */
export const ready: Truth = { verdict: 'ready' };

/** It will not, for that reason. */
export function fails(code: string): Truth {
  return { verdict: 'will-fail', code };
}

/** A host that has nothing wrong in its trust store: what else may be wrong with it is the caller's. */
export function soundHost(name: string, ca: Authorities, programs: FetchingPrograms, secret: string): AuditedHost {
  return hostOf({ name, client: 'python', store: everywhere(ca.foreign, ca.current), truth: ready }, programs, secret);
}

/** The host that a case makes; `secret` is planted all over it. */
export function hostOf(one: Case, programs: FetchingPrograms, secret: string): AuditedHost {
  const service: PlantedService = { ...one.service, name: `svc-${one.name}`, client: one.client };
  const under = one.runUnder === undefined ? [] : ['sh', '-c', `exec ${one.runUnder} "$@"`, 'sh'];
  const asUser = service.user === undefined ? [] : ['setpriv', '--reuid=1000', '--regid=1000', '--clear-groups'];
  return {
    name: one.name,
    service,
    declaredClient: one.declaredClient ?? one.client,
    truth: one.truth,
    files: { ...filesOf(service, one.store, programs, secret), ...one.files },
    ...(service.isRunning === true ? { commands: [`${one.runUnder ?? ''} ${listeningCommand(service, secret)} &`] } : {}),
    ...(one.isReal === false
      ? {}
      : { start: { words: [...under, ...asUser, ...commandOf(service, programs)], environment: environmentOf(service) } }),
  };
}
