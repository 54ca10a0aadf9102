import type { MissingFact } from '../host-evidence.ts';
import { fitShape, type Shape } from './value-shapes.ts';

/** The environment variables that are ever read, with the shape that their values must have. */
export const allowedVariables: Readonly<Record<string, Shape>> = {
  SSL_CERT_FILE: 'path',
  SSL_CERT_DIR: 'path-list',
  CURL_CA_BUNDLE: 'path',
  REQUESTS_CA_BUNDLE: 'path',
  AWS_CA_BUNDLE: 'path',
  NODE_EXTRA_CA_CERTS: 'path',
  NODE_TLS_REJECT_UNAUTHORIZED: 'flag',
  NODE_USE_SYSTEM_CA: 'flag',
  JAVA_HOME: 'path',
  VAULT_ADDR: 'endpoint',
  VAULT_AGENT_ADDR: 'endpoint',
  VAULT_PROXY_ADDR: 'proxy',
  VAULT_HTTP_PROXY: 'proxy',
  VAULT_CACERT: 'path',
  VAULT_CAPATH: 'path',
  VAULT_CLIENT_CERT: 'path',
  VAULT_CLIENT_KEY: 'path',
  VAULT_CLIENT_TIMEOUT: 'duration',
  VAULT_SKIP_VERIFY: 'flag',
  // These choose nothing, and what Vault's client cannot read of them ends it (api/client.go, ReadEnvironment)
  VAULT_MAX_RETRIES: 'number',
  VAULT_RATE_LIMIT: 'rate',
  VAULT_SRV_LOOKUP: 'flag',
  VAULT_DISABLE_REDIRECTS: 'flag',
  AWS_REGION: 'region',
  AWS_DEFAULT_REGION: 'region',
  AWS_SDK_LOAD_CONFIG: 'flag',
  AWS_ENDPOINT_URL: 'endpoint',
  AWS_ENDPOINT_URL_SECRETS_MANAGER: 'endpoint',
  AWS_USE_FIPS_ENDPOINT: 'flag',
  // where the SDKs of AWS look for an identity (clients/aws-identity.ts)
  AWS_ACCESS_KEY_ID: 'set',
  AWS_SECRET_ACCESS_KEY: 'set',
  AWS_SESSION_TOKEN: 'set',
  BOTO_CONFIG: 'set',
  AWS_ROLE_ARN: 'set',
  AWS_WEB_IDENTITY_TOKEN_FILE: 'path',
  AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: 'set',
  AWS_CONTAINER_CREDENTIALS_FULL_URI: 'set',
  AWS_EC2_METADATA_DISABLED: 'flag',
  AWS_EC2_METADATA_SERVICE_ENDPOINT: 'set',
  // by which proxy a store is asked (clients/proxy-rules.ts)
  HTTPS_PROXY: 'proxy',
  https_proxy: 'proxy',
  ALL_PROXY: 'proxy',
  all_proxy: 'proxy',
  HTTP_PROXY: 'proxy',
  http_proxy: 'proxy',
  NO_PROXY: 'hosts',
  no_proxy: 'hosts',
  NODE_USE_ENV_PROXY: 'set',
};

/** Variables that name a file of another kind than certificates. */
export const otherFiles: ReadonlySet<string> = new Set(['JAVA_HOME', 'VAULT_CLIENT_KEY', 'AWS_WEB_IDENTITY_TOKEN_FILE']);

/** Variables that hold command-line options: parsed by options.ts, their text never leaves the host. */
export const optionVariables = ['JAVA_TOOL_OPTIONS', 'JDK_JAVA_OPTIONS', '_JAVA_OPTIONS', 'NODE_OPTIONS'] as const;

/**
 * Variables that change which store a client reads, what it asks of a certificate, or which library it loads, in ways that are not followed: only that
 * they are set is said.
 */
export const unreadVariables = [
  'VAULT_CACERT_BYTES',
  'VAULT_TLS_SERVER_NAME',
  'OPENSSL_CONF',
  'LD_LIBRARY_PATH',
  'LD_PRELOAD',
  'LD_AUDIT',
  'PYTHONPATH',
  'PYTHONHOME',
  'PYTHONUSERBASE',
] as const;

// Allocators and the like have no say in TLS. They stand apart by colons or blanks (elf/rtld.c, handle_preload_list). The probe knows the same
// (20-shapes.sh). libfaketime is none: it moves the clock by which certificates are judged.
const harmlessLibraries = /^(?:(?:[^: ]*\/)?lib(?:jemalloc|tcmalloc|mimalloc|eatmydata)[^: /]*[: ]+)+$/;

/** The part of an environment that may leave the host. */
export interface AllowedEnvironment {
  readonly environment: Readonly<Record<string, string>>;
  /** Variables whose value does not have its shape; facts are named `<prefix>.environment.<NAME>`. */
  readonly missing: readonly MissingFact[];
}

/** Returns the allow-listed variables of an environment; all others are neither kept nor counted. */
export function allowEnvironment(environment: ReadonlyMap<string, string>, prefix: string): AllowedEnvironment {
  const allowed: Record<string, string> = {};
  const missing: MissingFact[] = [];
  for (const [name, shape] of Object.entries(allowedVariables)) {
    const value = environment.get(name);
    if (value === undefined) continue;
    const fitting = fitShape(shape, value);
    if (fitting === undefined) {
      missing.push({
        fact: `${prefix}.environment.${name}`,
        reason: `the value of ${name} does not look like ${describe(shape)}, so it was not kept`,
      });
    } else {
      allowed[name] = fitting;
    }
  }
  // OpenSSL takes an empty one for the name of a file, which is not there (crypto/conf/conf_mod.c, CONF_get1_default_config_file; seen with 1.1.1 to 3.5)
  if (environment.get('OPENSSL_CONF') === '') allowed['OPENSSL_CONF'] = '';
  for (const name of unreadVariables) {
    const value = environment.get(name) ?? '';
    if (value === '' || (/^LD_(?:PRELOAD|AUDIT)$/.test(name) && harmlessLibraries.test(`${value}:`))) continue;
    missing.push({ fact: `${prefix}.environment.${name}`, reason: `${name} is set; its content is not collected` });
  }
  return { environment: allowed, missing };
}

/** Article and noun of a shape, for messages. */
export function describe(shape: Shape): string {
  return {
    path: 'an absolute path',
    'path-list': 'a list of absolute paths',
    endpoint: 'an http or https address',
    region: 'a region',
    flag: 'a yes or no',
    duration: 'whole seconds, minutes or hours',
    number: 'a whole number',
    rate: 'a rate of whole numbers',
    set: 'anything',
    'key-store-type': 'a key-store type',
    'key-store-path': 'an absolute path',
    proxy: 'an http or https address',
    hosts: 'a list of hosts',
  }[shape];
}
