// What a configuration of OpenSSL sets for every TLS connection: CONF_modules_load (crypto/conf/conf_mod.c), ssl_module_init (crypto/conf/conf_ssl.c)
// and provider_conf_init (crypto/provider_conf.c), read in 1.1.1, 3.0 and 3.5.

/** Sections by name; in each the last value of a name counts, and stands where it was set last (_CONF_add_string). */
export type Sections = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Settings of `system_default` as they stand, with the names of OpenSSL's manual; and what keeps the configuration from being known. */
export interface SystemSettings {
  readonly settings: Readonly<Record<string, string>>;
  readonly unread: readonly string[];
}

/** The name in the default section that a program starts from: Node.js has one of its own (src/node.cc, NODE_OPENSSL_CONF_NAME). */
export type Entry = 'openssl_conf' | 'nodejs_conf';

/** SSL_CONF_cmd takes names in any case (ssl/ssl_conf.c, ssl_conf_cmd_lookup). */
const commands = [
  'CipherString',
  'Ciphersuites',
  'MinProtocol',
  'MaxProtocol',
  'Protocol',
  'Options',
  'VerifyMode',
  'Groups',
  'SignatureAlgorithms',
];

const none: SystemSettings = { settings: {}, unread: [] };

/** What a program takes that starts from this entry. Without the entry nothing is set. */
export function systemSettings(sections: Sections, entry: Entry): SystemSettings {
  const start = sections.get('default')?.get(entry);
  if (start === undefined) return none;
  const modules = sectionAt(sections, start);
  if (modules === undefined) return unread(`${entry} leads to a section that is not there`);
  const parts = [...modules].map(([name, value]) => moduleSettings(sections, name, value));
  return {
    settings: Object.assign({}, ...parts.map((part) => part.settings)),
    unread: parts.flatMap((part) => part.unread),
  };
}

function moduleSettings(sections: Sections, name: string, value: string): SystemSettings {
  const section = sectionAt(sections, value);
  switch (name) {
    case 'ssl_conf':
      return section === undefined ? unread('ssl_conf leads to a section that is not there') : tlsSettings(sections, section);
    case 'providers':
      return providerSettings(sections, section);
    case 'alg_section':
      // without a line in it nothing is asked for; `default_properties = fips=yes` leaves no cipher where the provider is not there (seen)
      return algorithmSettings(section);
    default:
      return unread('it loads a module that is not modelled');
  }
}

// Red Hat's builds know a name more in there (crypto/evp/evp_cnf.c of theirs), which the crypto policies set
function algorithmSettings(section: ReadonlyMap<string, string> | undefined): SystemSettings {
  const name = 'rh-allow-sha1-signatures';
  const value = section?.get(name);
  if (section?.size === 0) return none;
  if (section?.size === 1 && value !== undefined) return { settings: { [name]: value }, unread: [] };
  return unread('alg_section may ask for validated algorithms alone');
}

function tlsSettings(sections: Sections, named: ReadonlyMap<string, string>): SystemSettings {
  // each of the names must lead to a section with something in it, or the whole module fails (Node.js does not start)
  if ([...named.keys()].some((name) => name !== 'system_default')) return unread('ssl_conf names settings beside system_default');
  const value = named.get('system_default');
  if (value === undefined) return none;
  const section = sectionAt(sections, value);
  if (section === undefined || section.size === 0) return unread('system_default leads to a section that is empty or not there');
  const settings: Record<string, string> = {};
  const reasons: string[] = [];
  for (const [written, set] of section) {
    // a name may be made unlike another by what stands before its first dot
    const [, prefix = '', command = ''] = /^([^.]*\.)?(.*)$/s.exec(written) ?? [];
    const known = commands.find((one) => one.toLowerCase() === command.toLowerCase());
    if (known === undefined) {
      reasons.push('system_default has a setting that is not known here');
      continue;
    }
    // DTLS is no part of the question; a bound of the other kind of protocol is passed over (ssl_set_version_bound)
    if (/^dtls\.$/i.test(prefix) && set.startsWith('DTLSv')) continue;
    if (known in settings) reasons.push(`system_default sets ${known} more than once`);
    settings[known] = set;
  }
  return { settings, unread: [...new Set(reasons)] };
}

// The default provider is loaded by itself only where no other one is activated; an unknown one, or `legacy` where it is not installed, fails
function providerSettings(sections: Sections, named: ReadonlyMap<string, string> | undefined): SystemSettings {
  if (named === undefined) return unread('providers leads to a section that is not there');
  const lines = [...named].map(([name, value]) => ({ name, section: sectionAt(sections, value) }));
  if (lines.some(({ name }) => name !== 'default' && name !== 'base')) return unread('it names a provider beside default');
  const isPlain = lines.every(({ section }) => section !== undefined && [...section.keys()].every((name) => name === 'activate'));
  if (!isPlain) return unread('it gives a provider settings that are not modelled');
  const base = lines.find(({ name }) => name === 'base');
  const own = lines.find(({ name }) => name === 'default')?.section?.get('activate');
  if (base?.section?.has('activate') === true && own !== '1') return unread('it activates the provider base without default');
  return { settings: { providers: 'default' }, unread: [] };
}

function sectionAt(sections: Sections, name: string): ReadonlyMap<string, string> | undefined {
  return name === '?' ? undefined : sections.get(name);
}

function unread(reason: string): SystemSettings {
  return { settings: {}, unread: [reason] };
}
