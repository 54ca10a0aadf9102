/**
 * Which settings send a client to its store through a proxy. A client with libraries that read more than it does itself has theirs too: which of them
 * fetches the secrets nobody has seen.
 */
export interface ProxyRules {
  /** Variables that name a proxy, the first that is set counts. */
  readonly variables: readonly string[];
  /** Variables that name one whatever NO_PROXY says, before those. */
  readonly always?: readonly string[];
  /** Variables that name one where this one is set, and none of the others is. */
  readonly switchedOn?: { readonly by: string; readonly variables: readonly string[] };
  /** Properties of Java; a proxy for SOCKS is used whatever hosts are excepted. */
  readonly properties?: true;
  /** An option that takes the place of NO_PROXY, and whose value is not collected. */
  readonly exceptOption?: string;
  /** What NO_PROXY excepts beside a name that stands there itself: those beneath `corp.test`, beneath `.corp.test`, beneath `*.corp.test`. */
  readonly beneath: readonly ('plain' | 'dot' | 'star')[];
}

/** Programs of which only the TLS library is known: whatever one of the others reads, and exceptions that all of them know. */
export const unknownProxies: ProxyRules = { variables: ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'], beneath: ['dot'] };

/** curl 7.88: lib/url.c detect_proxy, lib/noproxy.c Curl_check_noproxy. */
export const curlProxies: ProxyRules = { ...unknownProxies, exceptOption: '--noproxy', beneath: ['plain', 'dot'] };

/** urllib.request getproxies_environment and proxy_bypass_environment of Python 3.11; `all_proxy` is read by requests (utils.py select_proxy) and httpx. */
export const pythonProxies: ProxyRules = { ...unknownProxies, beneath: ['plain', 'dot'] };

/** botocore asks urllib, and takes the proxy of the scheme alone (httpsession.py ProxyConfiguration.proxy_url_for). */
export const botocoreProxies: ProxyRules = { ...pythonProxies, variables: ['https_proxy', 'HTTPS_PROXY'] };

/** golang.org/x/net/http/httpproxy of Go 1.19: FromEnvironment, config.init. */
export const goProxies: ProxyRules = { variables: ['HTTPS_PROXY', 'https_proxy'], beneath: ['plain', 'dot', 'star'] };

/** hashicorp/vault api/client.go ReadEnvironment: http.ProxyURL knows no exceptions, and go-cleanhttp takes Go's variables without them. */
export const vaultProxies: ProxyRules = { ...goProxies, always: ['VAULT_PROXY_ADDR', 'VAULT_HTTP_PROXY'] };

/**
 * Node.js itself reads them with NODE_USE_ENV_PROXY alone, libraries such as axios (proxy-from-env) without it. undici's EnvHttpProxyAgent takes that of HTTP
 * where none of HTTPS is set, and a name without a dot or a star in front for that name alone.
 */
export const nodeProxies: ProxyRules = {
  ...unknownProxies,
  switchedOn: { by: 'NODE_USE_ENV_PROXY', variables: ['http_proxy', 'HTTP_PROXY'] },
  beneath: ['dot', 'star'],
};

/**
 * The JDK reads its properties for https alone (sun.net.spi.DefaultProxySelector of JDK 17). The AWS SDK 2 for Java takes those of http by itself, and without
 * properties the variables (apache ProxyConfiguration, whose scheme is http; utils ProxyEnvironmentSetting); there a name with a dot in front excepts nothing.
 */
export const javaProxies: ProxyRules = {
  variables: ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'],
  properties: true,
  beneath: ['star'],
};
