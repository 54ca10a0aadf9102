import path from 'node:path';
import { sha256Of, toBlob } from '../blob-store.ts';
import type { Blob } from '../file-evidence.ts';
import type { Answer, Machine } from '../machine/machine.ts';
import type { Runtime, RuntimeFamily } from '../runtime.ts';
import { withOwnLevel } from './python-cipher-level.ts';
import type { WantedContent } from './trust-files.ts';

/** What a program says of itself. */
export type RuntimeAnswer =
  | { readonly kind: 'runtime'; readonly runtime: Runtime; readonly blobs: readonly Blob[]; readonly wanted: readonly WantedContent[] }
  | { readonly kind: 'failed'; readonly reason: string };

interface Probe {
  /** Names under which the program is looked for, the best first. */
  readonly names: readonly string[];
  readonly arguments: readonly string[];
  /** Undefined where the answer is not what that program prints. */
  read(
    answer: Answer & { readonly kind: 'answer' },
  ): (Omit<Runtime, 'family' | 'path' | 'bundledRoots'> & { readonly roots?: string }) | undefined;
}

// -I and -S: neither the folder nor site packages may change the answer.
const pythonScript = `import json, platform, site, ssl
p = ssl.get_default_verify_paths()
print(json.dumps([platform.python_version(), ssl.OPENSSL_VERSION, p.openssl_cafile, p.openssl_capath, ':'.join(site.getsitepackages()), ssl._DEFAULT_CIPHERS[:11]]))`;
const nodeScript = `const tls = require('tls');
console.log(JSON.stringify([process.versions.node, (process.config.variables.node_shared_openssl ? 'shared ' : '') + process.versions.openssl, tls.rootCertificates.map((c) => c.trim()).join('\\n')]))`;

/** Node 24 carries 145 roots, 217,000 bytes; an upper bound. */
const sizeOfRoots = 2_000_000;

/** How each family is asked. None of them opens a connection or reads a configuration of the user. */
export const runtimeProbes: Readonly<Record<RuntimeFamily, Probe>> = {
  curl: {
    names: ['curl'],
    arguments: ['-q', '--version'],
    read({ stdout }) {
      const version = /^curl (\S+)/.exec(stdout)?.[1];
      const library = /\s(OpenSSL|LibreSSL|BoringSSL|AWS-LC|GnuTLS|NSS|mbedTLS|wolfSSL|rustls-ffi|quictls)\/(\S+)/.exec(stdout);
      return version === undefined ? undefined : { version, ...(library === null ? {} : { tlsLibrary: `${library[1]} ${library[2]}` }) };
    },
  },
  openssl: {
    names: ['openssl'],
    arguments: ['version', '-a'],
    read({ stdout }) {
      const name = /^(\w+) (\S+)/.exec(stdout);
      const library = /\(Library: (\w+ \S+)/.exec(stdout)?.[1];
      const home = /^OPENSSLDIR: "(.+)"$/m.exec(stdout)?.[1];
      return name === null
        ? undefined
        : { version: name[2] ?? '', tlsLibrary: library ?? `${name[1]} ${name[2]}`, ...(home === undefined ? {} : { home }) };
    },
  },
  python: {
    names: ['python3', 'python'],
    arguments: ['-I', '-S', '-c', pythonScript],
    read({ stdout }) {
      const [version, library, file, directory, sites, ciphers] = stringsOf(stdout);
      if (version === undefined) return undefined;
      const tlsLibrary = /^\w+ \S+/.exec(library ?? '')?.[0];
      // The library has one folder for both; a build with two different ones has no home that we could name.
      const home =
        file !== undefined && directory !== undefined && path.dirname(file) === path.dirname(directory) ? path.dirname(file) : undefined;
      return {
        version,
        ...(tlsLibrary === undefined ? {} : { tlsLibrary }),
        ...(home === undefined ? {} : { home }),
        ...sitesIn(sites),
        ...(ciphers === undefined ? {} : { tlsConfiguration: withOwnLevel(ciphers) }),
      };
    },
  },
  node: {
    names: ['node', 'nodejs'],
    arguments: ['-e', nodeScript],
    read({ stdout }) {
      const [version, library, roots] = stringsOf(stdout);
      if (version === undefined) return undefined;
      return {
        version,
        // `shared OpenSSL 3.0.22`: a distribution's build, whose default store is another one
        ...(library === undefined ? {} : { tlsLibrary: library.replace(/\+.*$/, '').replace(/(?=\d)/, 'OpenSSL ') }),
        ...(roots === undefined ? {} : { roots: `${roots}\n` }),
      };
    },
  },
  java: {
    names: ['java'],
    arguments: ['-XshowSettings:properties', '-version'],
    read({ stdout, stderr }) {
      const text = stdout + stderr;
      const version = /^\s*java\.version = (\S+)$/m.exec(text)?.[1];
      const home = /^\s*java\.home = (\/.*)$/m.exec(text)?.[1];
      return version === undefined ? undefined : { version, ...(home === undefined ? {} : { home }) };
    },
  },
  go: {
    names: ['go'],
    arguments: ['version'],
    read({ stdout }) {
      const version = /^go version go(\S+)/.exec(stdout)?.[1];
      return version === undefined ? undefined : { version };
    },
  },
};

/**
 * Asks one program what it is, where it may be run. Only the file behind all links is: a link in a folder of somebody else's
 * decides what a program takes for its own folder (Python's pyvenv.cfg), and so what it runs.
 */
export async function probeRuntime(machine: Machine, family: RuntimeFamily, program: string, real: string): Promise<RuntimeAnswer> {
  const probe = runtimeProbes[family];
  const answer = await machine.askRuntime(family, real, probe.arguments);
  if (answer.kind === 'failed') return answer;
  const said = probe.read(answer);
  if (said === undefined) return { kind: 'failed', reason: `${program} does not answer as ${family} does` };
  const { roots, ...facts } = said;
  if (roots === undefined) return { kind: 'runtime', runtime: { family, path: program, ...facts }, blobs: [], wanted: [] };
  // The probe names them only (10 MB for a fleet of Nodes else): `#roots` behind the path asks for them.
  if (/^[0-9a-f]{64}\n$/.test(roots)) {
    const bundledRoots = roots.trim();
    return {
      kind: 'runtime',
      runtime: { family, path: program, ...facts, bundledRoots },
      blobs: [],
      wanted: [{ sha256: bundledRoots, path: `${real}#roots`, sizeBytes: sizeOfRoots }],
    };
  }
  const bytes = Buffer.from(roots, 'utf8');
  const bundledRoots = sha256Of(bytes);
  return {
    kind: 'runtime',
    runtime: { family, path: program, ...facts, bundledRoots },
    blobs: [toBlob(bytes, { sha256: bundledRoots, redacted: 0 })],
    wanted: [],
  };
}

function sitesIn(sites: string | undefined): { readonly sitePackages?: readonly string[] } {
  const folders = sites?.split(':').filter((folder) => folder.startsWith('/'));
  return folders === undefined ? {} : { sitePackages: folders };
}

function stringsOf(json: string): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(json);
    return Array.isArray(parsed) ? parsed.filter((part) => typeof part === 'string') : [];
  } catch {
    // Not JSON: the caller says that the program does not answer as it should.
    return [];
  }
}
