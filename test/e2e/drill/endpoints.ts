import { type Issued, issue } from '../../certificates.ts';
import { type Authorities, inDays, leafOf, nodeAddresses, pairName, storeName } from './authorities.ts';
import { type DhGroup, dhParameters } from './dh-parameters.ts';

/** What a store serves at a time: its chain in that order, with the key of the first. */
export interface Served {
  readonly chain: readonly Issued[];
  /** Protocols as nginx names them; both without it. */
  readonly protocols?: string;
  /** How it agrees on keys; as nginx likes without it. */
  readonly exchange?: Exchange;
  /** It says of its health what a Vault in that state does. */
  readonly vault?: 'open' | 'sealed';
  /** What the node at the second address serves, where there is one. */
  readonly other?: readonly Issued[];
  /** It asks for a client certificate of these, and refuses whoever has none. */
  readonly clientCas?: readonly Issued[];
}

/** Cipher suites of TLS 1.2, in the server's own order where that decides, with a prime for DHE. */
export interface Exchange {
  readonly ciphers: string;
  readonly ownOrder?: true;
  readonly group?: DhGroup;
}

/** A credential store: one port of nginx, before and after. */
export interface Endpoint {
  readonly name: string;
  /** The name by which services reach it. */
  readonly host: string;
  readonly port: number;
  readonly before: Served;
  readonly after: Served;
  /** What its owners say of its CAs by the time of the audit. */
  readonly generations: { readonly current: Issued; readonly previous?: Issued };
  /** What the configuration says of it beside. */
  readonly declared?: Readonly<Record<string, unknown>>;
}

/** Port at which AWS answers whoever audits: the state of secrets. */
export const auditorPort = 8399;

/** Every store of the drill. Each begins with the old root's chain, which every service trusts. */
export function endpointsOf(ca: Authorities): readonly Endpoint[] {
  const { old, current, twin } = ca;
  const before: Served = { chain: [leafOf(old.issuing), old.issuing] };
  const rotated = leafOf(current.issuing);
  const stays = { current: old.root };
  const moved = { current: current.root, previous: old.root };
  const weak = issue({
    subject: 'CN=Corp Secrets Issuing SHA-1, O=Corp',
    issuer: old.root,
    ca: true,
    keyType: 'rsa',
    digest: 'sha1',
    ...years,
  });
  const late = issue({
    subject: 'CN=Corp Secrets Issuing Late, O=Corp',
    issuer: old.root,
    ca: true,
    keyType: 'rsa',
    from: inDays(-800),
    until: inDays(-1),
  });
  const below = (unusual: Parameters<typeof leafOf>[1]): Served => ({ chain: [leafOf(old.issuing, unusual), old.issuing] });
  const pairChain = [leafOf(old.issuing, { names: [pairName] }), old.issuing];
  const paired: Served = { chain: pairChain, other: pairChain };
  const agreeing = (exchange: Exchange): Served => ({ ...before, protocols: 'TLSv1.2', exchange });
  const open: Served = { ...before, vault: 'open' };
  const asking = { ...before, clientCas: [ca.clients] };
  const afterwards: readonly (readonly [string, Served, Endpoint['generations'], Served?])[] = [
    ['steady', before, stays],
    ['rotated', { chain: [rotated, current.issuing] }, moved],
    ['rotated-with-root', { chain: [rotated, current.issuing, current.root] }, moved],
    ['cross-signed', { chain: [rotated, current.issuing, ca.cross] }, moved],
    ['cross-expired', { chain: [rotated, current.issuing, ca.expiredCross] }, moved],
    ['twin', { chain: [leafOf(twin.issuing), twin.issuing] }, { current: twin.root, previous: old.root }],
    ['leaf-alone', { chain: [leafOf(old.issuing)] }, stays],
    ['leaf-expired', below({ from: inDays(-90), until: inDays(-0.01) }), stays],
    ['leaf-early', below({ from: inDays(1), until: inDays(90) }), stays],
    ['issuing-expired', { chain: [leafOf(late), late] }, stays],
    ['wrong-name', below({ subject: 'CN=elsewhere.corp.test', names: ['elsewhere.corp.test'] }), stays],
    ['no-names', below({ names: [] }), stays],
    ['wildcard', below({ subject: 'CN=store', names: ['*.corp.test'] }), stays],
    ['client-use-only', below({ eku: ['1.3.6.1.5.5.7.3.2'] }), stays],
    ['no-use', below({ eku: [] }), stays],
    ['rsa-1024', below({ keyType: 'rsa-1024' }), stays],
    ['sha1-leaf', below({ digest: 'sha1' }), stays],
    ['sha1-issuing', { chain: [leafOf(weak), weak] }, stays],
    ['ecdsa', below({ keyType: 'ec' }), stays],
    ['self-signed', { chain: [leafOf(old.issuing, { issuer: undefined, subject: `CN=${storeName}` })] }, stays],
    ['tls-1.2', { ...before, protocols: 'TLSv1.2' }, stays],
    ['tls-1.3', { ...before, protocols: 'TLSv1.3' }, stays],
    ['dhe-1024', agreeing({ ciphers: dhe, group: 'modp2' }), stays],
    ['dhe-2048', agreeing({ ciphers: dhe, group: 'modp14' }), stays],
    ['dhe-first', agreeing({ ciphers: `${dhe}:ECDHE-RSA-AES128-GCM-SHA256`, ownOrder: true, group: 'modp2' }), stays],
    ['static-rsa', agreeing({ ciphers: 'AES128-GCM-SHA256' }), stays],
    ['vault', open, stays, open],
    ['sealed', { ...before, vault: 'sealed' }, stays, open],
    ['mtls', asking, stays, asking],
    ['mtls-1.2', { ...asking, protocols: 'TLSv1.2' }, stays, { ...asking, protocols: 'TLSv1.2' }],
    ['mtls-rotated', { ...asking, clientCas: [ca.laterClients] }, stays, asking],
    ['mtls-both', { ...asking, clientCas: [ca.clients, ca.laterClients] }, stays, asking],
    ['mtls-begins', asking, stays],
    ['secrets', before, stays],
    ['pair', { chain: paired.chain, other: [leafOf(current.issuing, { names: [pairName] }), current.issuing] }, stays, paired],
  ];
  const declared: Readonly<Record<string, Endpoint['declared']>> = {
    secrets: { kind: 'secrets-manager', aws: { region: 'eu-west-1' } },
    vault: { kind: 'vault' },
    sealed: { kind: 'vault' },
  };
  return afterwards.map(([name, after, generations, first], index) => ({
    name,
    host: name === 'pair' ? pairName : storeName,
    port: 8401 + index,
    before: first ?? before,
    after,
    generations,
    ...(declared[name] === undefined ? {} : { declared: declared[name] }),
  }));
}

const dhe = 'DHE-RSA-AES128-GCM-SHA256';
const years = { from: inDays(-400), until: inDays(3650) };

/** The configuration of nginx for these stores, with the certificates in a folder; `/shared/store.sock` leads to where the secrets are. */
export function nginxFiles(endpoints: readonly Endpoint[], when: 'before' | 'after', folder: string): Readonly<Record<string, string>> {
  const [first, second] = nodeAddresses;
  const server = (
    { name, port, [when]: { protocols, exchange, clientCas, vault } }: Endpoint,
    address: string,
    file: string,
  ): string => `server {
  listen ${address}:${port} ssl;
  ssl_certificate ${folder}/${file}.pem;
  ssl_certificate_key ${folder}/${file}.key;
  ssl_protocols ${protocols ?? 'TLSv1.2 TLSv1.3'};
${exchange === undefined ? '' : exchangeLines(exchange, `${folder}/${name}.dh`)}${vault === undefined ? '' : vaultLines[vault]}${clientCas === undefined ? '' : `  ssl_client_certificate ${folder}/${name}-clients.pem;\n  ssl_verify_client on;\n`}  location / { proxy_pass http://unix:/shared/store.sock; proxy_set_header Host ${storeName}; }
}`;
  const servers = endpoints.flatMap((one) => [
    server(one, first, one.name),
    ...(one[when].other === undefined ? [] : [server(one, second, `${one.name}-other`)]),
  ]);
  const top = `user root;
worker_processes 1;
pid /run/nginx-drill.pid;
error_log /run/nginx-drill.log;
events { worker_connections 512; }
http { access_log off; client_body_temp_path /run/nginx-body; proxy_temp_path /run/nginx-proxy; fastcgi_temp_path /run/nginx-f; uwsgi_temp_path /run/nginx-u; scgi_temp_path /run/nginx-s;
server { listen 127.0.0.1:${auditorPort}; location / { proxy_pass http://unix:/shared/store.sock; } }
${servers.join('\n')}
}
`;
  const material = endpoints.flatMap(({ name, [when]: { chain, clientCas, other, exchange } }) => [
    ...(exchange?.group === undefined ? [] : [[`${folder}/${name}.dh`, dhParameters(exchange.group)]]),
    ...(other === undefined ? [] : chainFiles(`${folder}/${name}-other`, other)),
    ...(clientCas === undefined ? [] : [[`${folder}/${name}-clients.pem`, clientCas.map(({ pem }) => pem).join('')]]),
    ...chainFiles(`${folder}/${name}`, chain),
  ]);
  return { '/etc/nginx/drill.conf': top, ...Object.fromEntries(material) };
}

function exchangeLines({ ciphers, ownOrder, group }: Exchange, file: string): string {
  const order = `  ssl_prefer_server_ciphers ${ownOrder === true ? 'on' : 'off'};\n`;
  return `  ssl_ciphers ${ciphers};\n${order}${group === undefined ? '' : `  ssl_dhparam ${file};\n`}`;
}

// http/sys_health.go and http/handler.go of hashicorp/vault 1.16: what a sealed Vault says of itself, and to everybody else
const vaultLines = {
  open: healthLines(200, { initialized: true, sealed: false, standby: false, version: '1.16.1' }),
  sealed: `${healthLines(503, { initialized: true, sealed: true, standby: true, version: '1.16.1' })}
  location /v1/ { return 503 '{"errors":["Vault is sealed"]}'; }
`,
} as const;

function healthLines(status: number, health: object): string {
  return `  add_header Cache-Control no-store always;
  default_type application/json;
  location = /v1/sys/health { return ${status} '${JSON.stringify(health)}'; }
`;
}

function chainFiles(file: string, chain: readonly Issued[]): readonly (readonly [string, string])[] {
  return [
    [`${file}.pem`, chain.map(({ pem }) => pem).join('')],
    [`${file}.key`, chain[0]?.keyPem ?? ''],
  ];
}
