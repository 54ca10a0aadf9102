// The syntax of openssl.cnf(5), as far as it is followed: crypto/conf/conf_def.c, def_load_bio, str_copy, and the character classes of keysets.pl.

/** One line that says something. `odd`: OpenSSL may make something else of it, or refuse the whole file because of it. */
export type ConfigurationLine =
  | { readonly kind: 'section'; readonly name: string }
  | { readonly kind: 'include'; readonly path: string }
  /** A name or value that is not one of those that are read is `?`. */
  | { readonly kind: 'setting'; readonly name: string; readonly value: string }
  | { readonly kind: 'odd' };

/** Names that are read, in lower-case; `1.Options` and `TLS.MinProtocol` are known by what follows the dot (crypto/conf/conf_ssl.c, ssl_module_init). */
const names =
  /^(?:(?:d?tls|[0-9])\.)?(?:default|base|activate|cipher(?:string|suites)|(?:min|max)?protocol|options|verifymode|groups|signaturealgorithms|rh-allow-sha1-signatures)$/;

/** Names whose value is that of a section. */
const references = /^(?:(?:openssl|nodejs|ssl)_conf|providers|alg_section|system_default)$/;

/** Values of a fixed shape: everything else in this file may be a secret (the PIN of a key store) and does not leave. */
const values =
  /^(?:1|yes|no|Peer|(?:default|base)[a-z_]*|None|Unsafe[A-Za-z]*|DEFAULT|(?:(?:DEFAULT|ALL):?)?@SECLEVEL=[0-5]|[-+, ADLSTv0-3.]+|TLS_[A-Z0-9_:]+)$/;

/**
 * Lists as the crypto policies write them (clients/crypto-policy.ts), with a colon behind them: key exchanges and what is taken away, signature algorithms,
 * groups, all by name, and by name with a number.
 */
const lists =
  /^[*]?([?]?(@SECLEVEL=[0-5]|k(EECDH|EDH|RSA|((EC)?DHE|RSA)?PSK)|[-!](a(DSS|NULL)|eNULL|3?DES|RC[24]|IDEA|SEED|MD5|SHA384|CAMELLIA|ARIA|AESCCM8|EXP|SSLv2|ADH)|(R|(EC)?D)SA[+]SHA[0-9]+|rsa_pss_(pss|rsae)_sha[0-9]+|(ed|mldsa|ffdhe|X)[0-9]+|secp[0-9]+r1|(X25519|SecP[0-9]+r1)MLKEM[0-9]+|[xp][0-9]+_mlkem[0-9]+)(:|[/][*]?))+$/;

/**
 * The lines of one file that say something, in order. What the probe shows of a file (script/48-openssl-configuration.sh) gives the same lines as
 * the file itself: both take the same cautious part of the syntax, so that values with escapes, quotes within, or variables are `?`, and everything
 * that might end OpenSSL's reading is odd.
 */
export function configurationLines(text: string): readonly ConfigurationLine[] {
  const found: ConfigurationLine[] = [];
  const defined = new Set<string>();
  let section = 'default';
  for (const raw of text.split('\n')) {
    // clear_comments: the first # that is neither quoted nor escaped
    const line = trimmed(raw.replace(/^([^#"'`\\]*)#.*$/s, '$1'));
    if (/\\\r*$/.test(raw)) {
      // It goes on in the next line, a comment too: nobody breaks what is read here.
      found.push({ kind: 'odd' });
      continue;
    }
    if (line === '') continue;
    const header = /^\[[ \t]*([A-Za-z0-9_.-]+)[ \t]*\]/.exec(line);
    const included = /^\.include(?:[ \t]*=|[ \t])[ \t]*(\/[A-Za-z0-9_./-]+)$/.exec(line);
    const assigned = /^([A-Za-z0-9_!.%&*+,/;?@^~|-]*)[ \t]*=[ \t]*(.*)$/s.exec(line);
    if (header !== null) {
      section = header[1] ?? '';
      found.push({ kind: 'section', name: section });
    } else if (included !== null) {
      found.push({ kind: 'include', path: included[1] ?? '' });
      // it goes on in the section that the other file ends in
      section = '?';
    } else if (assigned === null || /^\.(?:include|pragma)/.test(line)) {
      found.push({ kind: 'odd' });
    } else {
      const [, name = '', written = ''] = assigned;
      // str_copy: a variable without a value ends the reading of the whole file
      const isDefined = (variable: string): boolean =>
        defined.has(variable.includes('::') ? variable : `${section}::${variable}`) ||
        defined.has(`default::${variable.replace(/^.*::/, '')}`);
      if (!variablesIn(written).every(isDefined)) found.push({ kind: 'odd' });
      defined.add(`${section}::${name}`);
      found.push({ kind: 'setting', ...shown(name, written.replace(/^"([^"'`\\$]*)"$/, '$1')) });
    }
  }
  return found;
}

function shown(name: string, value: string): { readonly name: string; readonly value: string } {
  const known = name.toLowerCase();
  const refers = references.test(known);
  if (!refers && !names.test(known)) return { name: '?', value: '?' };
  const fits = refers ? /^[A-Za-z0-9_.-]+$/.test(value) : values.test(value) || lists.test(`${value}:`);
  return { name, value: fits ? value : '?' };
}

/** `name` or `section::name` of `$name`, `${name}`, `$(name)`. */
function variablesIn(value: string): readonly string[] {
  return value
    .split('$')
    .slice(1)
    .map((part) => /^[({]?([A-Za-z0-9_:]*)/.exec(part)?.[1] ?? '');
}

// Not by one expression: a host that fills a line with blanks would have it looked at from each of them
function trimmed(line: string): string {
  let [from, to] = [0, line.length];
  while (line[from] === ' ' || line[from] === '\t') from += 1;
  while (to > from && ' \t\r'.includes(line[to - 1] ?? '')) to -= 1;
  return line.slice(from, to);
}
