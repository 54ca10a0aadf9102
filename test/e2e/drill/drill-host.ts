import { builtCli, root } from '../built-cli.ts';
import { runInSystemd } from '../systemd/run-in-systemd.ts';
import { type Authorities, nodeAddresses, pairName, storeName } from './authorities.ts';
import type { Break, DrillCase, DrillFile, DrillHost } from './drill-case.ts';
import { auditorPort, type Endpoint, nginxFiles } from './endpoints.ts';
import { lateAuditor } from './late-auditor.ts';
import { pemOf } from './own-store.ts';
import type { HostRun, Plan, PlannedFile } from './plan.ts';
import { commandOf, unitText } from './unit-text.ts';

/** What every host of a drill shares. */
export interface Ground {
  readonly ca: Authorities;
  readonly endpoints: readonly Endpoint[];
  /** Folder with the programs, and the one with the socket of the secrets. */
  readonly layer: string;
  readonly shared: string;
}

const clients: Readonly<Record<string, string>> = { urllib: 'python', 'vault-go': 'vault' };
const auditFolder = '/etc/snowline';
const served = '/etc/nginx/served';
/** Number of the account `app`, which the drill's hosts have. */
const app = 1500;

/** Boots a host, starts its services, breaks it, asks for verdicts and restarts every service. */
export async function drillHost(host: DrillHost, ground: Ground): Promise<HostRun> {
  const endpoints = ground.endpoints.filter(({ name }) => host.cases.some((one) => one.endpoint === name));
  const endpointOf = (one: DrillCase): Endpoint => {
    const endpoint = endpoints.find(({ name }) => name === one.endpoint);
    if (endpoint === undefined) throw new Error(`${one.name}: no store is called ${one.endpoint}`);
    return endpoint;
  };
  const services = host.cases.filter(({ isPlain }) => isPlain !== true);
  const units = services.map((one) => [`/etc/systemd/system/${one.name}.service`, unitText(one, endpointOf(one))] as const);
  const plain = host.cases.filter(({ isPlain }) => isPlain === true);
  const before = Object.assign({}, host.files, ...host.cases.map(({ files }) => files), nginxFiles(endpoints, 'before', served), hostFiles);
  const breaks: readonly Break[] = [...(host.after === undefined ? [] : [host.after]), ...host.cases.flatMap(({ after }) => after ?? [])];
  const after = Object.assign({}, ...breaks.map(({ files }) => files), nginxFiles(endpoints, 'after', served));
  const late = host.auditorBehindDays === undefined ? undefined : lateAuditor(host.auditorBehindDays);
  const plan: Plan = {
    services: services.map(({ name }) => name),
    plain: plain.map((one) => ({ name: one.name, words: commandOf(one, endpointOf(one)) })),
    again: host.cases.flatMap(({ name, onceMoreAfter: after }) => (after === undefined ? [] : [{ service: name, after }])),
    before: planned({ ...before, ...auditFiles(host, endpoints), ...late?.files }),
    after: planned(after),
    preparations: host.cases.flatMap(({ prepare }) => prepare ?? []),
    commands: breaks.flatMap(({ run }) => run ?? []),
    configuration: `${auditFolder}/snowline.yaml`,
    program: builtCli,
    auditor: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${auditorPort}`,
      AWS_ACCESS_KEY_ID: 'AKIAAUDIT',
      AWS_SECRET_ACCESS_KEY: 'audit',
      AWS_EC2_METADATA_DISABLED: 'true',
      ...late?.environment,
    },
  };
  const script = `getent passwd app >/dev/null || useradd -u ${app} -M -d /home/app app
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin ${process.execPath} ${root}/test/e2e/drill/inside/run-plan.ts /plan.json`;
  const files = { ...Object.fromEntries(units), '/plan.json': JSON.stringify(plan) };
  const { stdout, stderr, status } = await runInSystemd(files, script, 300_000, { layer: ground.layer, shared: ground.shared });
  if (status !== 0) throw new Error(`${host.name}: exit ${status}: ${stderr}`);
  return JSON.parse(stdout) as HostRun;
}

const hostFiles: Readonly<Record<string, DrillFile>> = {
  '/etc/hosts': `127.0.0.1 localhost\n127.0.0.1 ${storeName}\n${nodeAddresses
    .toReversed()
    .map((address) => `${address} ${pairName}\n`)
    .join('')}`,
  // So that nginx may serve what clients ought to refuse.
  '/etc/nginx/openssl.cnf':
    'openssl_conf = start\n[start]\nssl_conf = tls\n[tls]\nsystem_default = all\n[all]\nMinProtocol = TLSv1.2\nCipherString = DEFAULT:@SECLEVEL=0\n',
};

function auditFiles(host: DrillHost, endpoints: readonly Endpoint[]): Readonly<Record<string, DrillFile>> {
  const config = {
    stores: endpoints.map(({ name, host: storeHost, port, generations, declared, after: { clientCas } }) => ({
      name,
      endpoint: `https://${storeHost}:${port}`,
      generations: {
        from: 'files',
        current: `${name}-current.pem`,
        ...(generations.previous === undefined ? {} : { previous: `${name}-previous.pem` }),
      },
      ...(host.isInstance === true && declared?.['aws'] !== undefined
        ? { ...declared, aws: { ...declared['aws'], simulate: true } }
        : declared),
      ...(clientCas === undefined ? {} : { clientCas: { current: `${name}-clients.pem` } }),
    })),
    ...settingsOf(host),
    services: {
      declared: host.cases.map(({ name, kind, endpoint, declared }) => ({
        name,
        stores: [endpoint],
        client: clients[kind] ?? kind,
        ...declared,
      })),
    },
  };
  const generations = endpoints.flatMap(({ name, generations: { current, previous }, after: { clientCas } }) => [
    ...(clientCas === undefined ? [] : [[`${auditFolder}/${name}-clients.pem`, pemOf(clientCas)]]),
    [`${auditFolder}/${name}-current.pem`, pemOf([current])],
    ...(previous === undefined ? [] : [[`${auditFolder}/${name}-previous.pem`, pemOf([previous])]]),
  ]);
  return { [`${auditFolder}/snowline.yaml`]: JSON.stringify(config), ...Object.fromEntries(generations) };
}

function settingsOf({ isInstance, auditorBehindDays }: DrillHost): Readonly<Record<string, unknown>> {
  if (auditorBehindDays !== undefined) return lateAuditor(auditorBehindDays).settings;
  return isInstance === true ? instance : { inventory: [{ source: 'localhost' }] };
}

// The one instance that the stand-in for AWS has
const instance = {
  inventory: [{ source: 'ec2', regions: ['eu-west-1'], details: [] }],
  collection: { transports: [{ source: 'ec2', use: 'local' }] },
};

function planned(files: Readonly<Record<string, DrillFile | null>>): readonly PlannedFile[] {
  return Object.entries(files).map(([path, file]) => {
    if (file === null) return { path, content: null };
    if (typeof file === 'string' || file instanceof Uint8Array) return { path, content: Buffer.from(file).toString('base64') };
    if ('link' in file) return { path, content: null, link: file.link };
    const content = Buffer.from(file.content).toString('base64');
    return { path, content, ...(file.mode === undefined ? {} : { mode: file.mode }), ...(file.owner === undefined ? {} : { owner: app }) };
  });
}
