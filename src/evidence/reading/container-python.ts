import path from 'node:path';
import type { HostEvidence } from '../host-evidence.ts';
import { standardPath } from '../machine/machine.ts';
import type { RootedMachine } from '../machine/rooted-machine.ts';
import type { Runtime } from '../runtime.ts';
import { findProgram, resolveProgram } from './find-program.ts';
import { packagedRootsOf } from './python-packages.ts';
import { whyVenvDiffers } from './python-venv.ts';

/** A Python that cannot be asked, told by its name and the folders around it. */
export async function pythonInRoot(
  view: RootedMachine,
  os: HostEvidence['os'],
  program: string,
  pid: number,
): Promise<Runtime | { readonly reason: string }> {
  const real = await resolveProgram(view, program);
  const folder = path.posix.dirname(real);
  if (path.posix.basename(folder) !== 'bin')
    return { reason: 'its Python does not lie in a folder called bin, so its libraries were not found' };
  const prefix = path.posix.dirname(folder);
  const version = /^python(3\.\d{1,3})$/.exec(path.posix.basename(real))?.[1] ?? (await onlyLibrary(view, prefix));
  if (version === undefined) return { reason: 'neither the name of its Python nor the folder of its library tells the version' };
  const library = await cryptoLibrary(view, prefix, version, pid);
  if ('reason' in library) return library;
  const build = await view.opensslBuild(library.file);
  if (build === undefined) return { reason: `which OpenSSL ${library.file} is could not be read from it` };
  const sites = sitesOf(prefix, version, os);
  return {
    family: 'python',
    version,
    path: program,
    home: build.home,
    tlsLibrary: build.version,
    ...(sites === undefined ? {} : { sitePackages: sites }),
  };
}

/** How a process came to its Python. */
export interface PythonStart {
  readonly program: string;
  readonly environment: ReadonlyMap<string, string>;
  /** Python finds its virtual environment by the name that it was started with. */
  readonly firstWord: string | undefined;
}

/** Bundles of roots that packages bring along, where the name that the process was started with leads to its program. */
export async function packagesInRoot(view: RootedMachine, runtime: Runtime, start: PythonStart): Promise<Runtime['packagedRoots']> {
  const { program, environment, firstWord } = start;
  if (firstWord === undefined) return undefined;
  const search = environment.get('PATH') ?? standardPath;
  const interpreter = firstWord.includes('/') ? firstWord : await findProgram(view, [firstWord], search);
  if (interpreter?.startsWith('/') !== true || (await resolveProgram(view, interpreter)) !== (await resolveProgram(view, program)))
    return undefined;
  if ((await whyVenvDiffers(view, interpreter)) !== undefined) return undefined;
  const home = environment.get('HOME') ?? '';
  return home.startsWith('/') ? packagedRootsOf(view, runtime, interpreter, home) : undefined;
}

async function onlyLibrary(view: RootedMachine, prefix: string): Promise<string | undefined> {
  const listed = await view.list(path.posix.join(prefix, 'lib'));
  const found = listed.kind === 'names' ? listed.names.flatMap((name) => /^python(3\.\d{1,3})$/.exec(name)?.[1] ?? []) : [];
  return found.length === 1 ? found[0] : undefined;
}

// Debian's site.py looks in folders of its own for the Python of /usr, as that of Fedora and its relatives does: those were not measured.
function sitesOf(prefix: string, version: string, os: HostEvidence['os']): readonly string[] | undefined {
  const ordinary = path.posix.join(prefix, `lib/python${version}/site-packages`);
  if (prefix !== '/usr' || os?.id === 'alpine') return [ordinary];
  if (os?.id !== 'debian' && os?.id !== 'ubuntu') return undefined;
  return [`/usr/local/lib/python${version}/dist-packages`, '/usr/lib/python3/dist-packages', `/usr/lib/python${version}/dist-packages`];
}

// Where a linker looks on the systems that containers are made of.
const libraryFolders = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].flatMap((name) => [`/usr/lib/${name}`, `/lib/${name}`]);
const otherFolders = ['/usr/lib64', '/lib64', '/usr/lib', '/lib', '/usr/local/lib', '/usr/local/lib64'];

/**
 * The OpenSSL that its ssl module is linked with: what the process has mapped under the library's own name (wheels bring copies under other names); where it
 * has none yet, the only one in the usual folders, if the module is a file that a linker loads: a Python with OpenSSL built in has none.
 */
async function cryptoLibrary(
  view: RootedMachine,
  prefix: string,
  version: string,
  pid: number,
): Promise<{ readonly file: string } | { readonly reason: string }> {
  const all = await view.cryptoLibraries(pid);
  if (all === undefined) return { reason: 'which OpenSSL its Python uses is not known: its maps cannot be read' };
  const mapped = all.map((file) => view.inside(file)).filter((file) => /\/libcrypto\.so(?:\.[\d.]+)?$/.test(file));
  const [file] = mapped;
  if (mapped.length > 1) return { reason: 'its Python has more than one OpenSSL loaded' };
  if (file !== undefined) return { file };
  const modules = await view.list(path.posix.join(prefix, `lib/python${version}/lib-dynload`));
  if (modules.kind === 'failed' || !modules.names.some((name) => /^_ssl\..*so$/.test(name)))
    return { reason: 'which OpenSSL its Python uses is not known: it has none loaded, and its ssl module was not found' };
  const found = new Set<string>();
  for (const folder of new Set([...libraryFolders, ...otherFolders, `${prefix}/lib`])) {
    for (const name of ['libcrypto.so.3', 'libcrypto.so.1.1']) {
      const real = await view.realPath(`${folder}/${name}`);
      if (real.kind === 'path') found.add(real.path);
      else if (!real.missing) return { reason: `which OpenSSL its Python uses is not known: ${folder}/${name}: ${real.reason}` };
    }
  }
  const [only] = found;
  return found.size === 1 && only !== undefined
    ? { file: only }
    : { reason: `which OpenSSL its Python uses is not known: ${found.size} were found` };
}
