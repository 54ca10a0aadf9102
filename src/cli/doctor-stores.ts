import type { StoreDeclaration } from '../config/config.ts';
import { observeStore, type StoreObservation } from '../credential-store/observe-store.ts';
import type { StoreState } from '../credential-store/store-state.ts';
import { whyUnusable } from '../restart/checks/store-health.ts';
import { clientCaChecks } from './doctor-client-cas.ts';
import type { DoctorCheck } from './doctor-lines.ts';
import { awsRemedy, secretChecks } from './doctor-secrets.ts';

/** Reads the chain of a store, its CA generations and the state of its secrets as a scan would. */
export async function checkStore(store: StoreDeclaration, context: StoreObservation): Promise<readonly DoctorCheck[]> {
  const observed = await observeStore(store, context);
  const { state } = observed;
  const scope = `store ${state.name}`;
  const generations = Object.keys(state.generations);
  // those of nodes stand with their nodes, and that of the chain has a line of its own
  const others = state.gaps.filter((gap) => !/^(?:served chain|health): /.test(gap));
  return [
    { scope, check: 'served chain', ...servedChain(state, store) },
    ...healthChecks(scope, state),
    ...(generations.length > 0 ? [{ scope, check: 'CA generations', ok: true, detail: generations.join(', ') }] : []),
    ...clientCaChecks(scope, store, observed),
    ...others.map((gap) => gapCheck(scope, gap, store)),
    ...(state.secrets ?? []).flatMap((secret) => secretChecks(scope, secret, context.now())),
  ];
}

function servedChain(
  { endpoint, servedChain: chain }: StoreState,
  declared: StoreDeclaration,
): Pick<DoctorCheck, 'ok' | 'detail' | 'remedy'> {
  if (chain.state === 'not-configured') return { ok: true, detail: 'not asked: the configuration says so' };
  if (chain.state === 'unknown') {
    const reach = 'let this machine reach the store, or give its chain as servedChain: { from: file }';
    return { ok: false, detail: chain.reason, remedy: declared.servedChain.from === 'file' ? fileRemedy : reach };
  }
  const count = `${chain.certificates.length} ${chain.certificates.length === 1 ? 'certificate' : 'certificates'}`;
  if (declared.servedChain.from === 'file') return { ok: true, detail: `${declared.servedChain.path} holds ${count}` };
  return { ok: true, detail: `${endpoint} serves ${count} over ${chain.protocol ?? 'TLS'}` };
}

// What is withheld leaves no verdict open, and a Vault that hands out nothing is for the scan to find: both are warnings
function healthChecks(scope: string, { nodes = [] }: StoreState): readonly DoctorCheck[] {
  const check = 'health';
  const healthy: string[] = [];
  const troubles = nodes.flatMap((node): readonly DoctorCheck[] => {
    if (node.state !== 'known' || node.health === undefined) return [];
    const { address, health } = node;
    if (health.state === 'unknown') return [{ scope, check, ok: false, detail: health.reason, remedy: healthRemedy }];
    if (health.state === 'withheld') return [{ scope, check, ok: true, warns: true, detail: health.reason }];
    const why = whyUnusable(health);
    if (why !== undefined) return [{ scope, check, ok: true, warns: true, detail: `${address} is ${why}` }];
    healthy.push(address);
    return [];
  });
  if (healthy.length === 0) return troubles;
  return [{ scope, check, ok: true, detail: `${healthy.join(', ')} ${healthy.length === 1 ? 'is' : 'are'} unsealed` }, ...troubles];
}

const healthRemedy =
  'let this machine ask for /v1/sys/health (a proxy in front of Vault may answer in its place); where the store is no Vault, leave kind: vault away';

function gapCheck(scope: string, gap: string, store: StoreDeclaration): DoctorCheck {
  const ofClients = /^client CAs: (.*)$/s.exec(gap)?.[1];
  if (ofClients === undefined)
    return { scope, check: 'CA generations', ok: false, detail: gap, ...remedyField(generationsRemedy(store, gap)) };
  return { scope, check: 'client CAs', ok: false, detail: ofClients, remedy: fileRemedy };
}

function remedyField(remedy: string | undefined): Pick<DoctorCheck, 'remedy'> {
  return remedy === undefined ? {} : { remedy };
}

const fileRemedy = 'give PEM or DER files; their paths are relative to the folder of the configuration';

function generationsRemedy({ generations, servedChain: { from } }: StoreDeclaration, gap: string): string | undefined {
  if (generations?.from === 'files') return fileRemedy;
  if (generations?.from === 'vault') return 'name the mount of the PKI engine (mount:), and the CA that vouches for Vault (caFile:)';
  if (generations?.from === 'secrets-manager') {
    return awsRemedy(
      gap,
      'give secretId and region of the secret that holds the CA certificates, and let this identity read it (snowline iam-policy prints the policy)',
    );
  }
  return from === 'none'
    ? 'declare the generations of the store, or have its chain read (servedChain: { from: tls }): without both nothing can be judged'
    : 'declare the current CA of the store (generations: { from: files, current: ca.pem }): it is then judged by while the chain cannot be read';
}
