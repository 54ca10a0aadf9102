import type { ServiceRisk } from './service-risk.ts';

/** What a service is counted in, and what would become of them. */
export interface RestartUnits {
  readonly noun: 'host' | 'container' | 'instance';
  readonly total: number;
  readonly ready: number;
  readonly willFail: number;
  readonly unknown: number;
  readonly latent: number;
}

/** The containers of a service where it runs in any, else its hosts: five containers of one host come back or not one by one. */
export function unitsOf({ instances, hosts, ready, willFail, unknown, latent }: Counted): RestartUnits {
  return instances ?? { noun: 'host', total: hosts, ready, willFail, unknown, latent };
}

type Counted = Pick<ServiceRisk, 'instances' | 'hosts' | 'ready' | 'willFail' | 'unknown' | 'latent'>;
