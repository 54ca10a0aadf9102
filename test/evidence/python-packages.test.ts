import { describe, expect, it } from 'vitest';
import type { Machine } from '../../src/evidence/machine/machine.ts';
import { packagedRootsOf } from '../../src/evidence/reading/python-packages.ts';
import type { Runtime } from '../../src/evidence/runtime.ts';

const system = ['/usr/local/lib/python3.11/dist-packages', '/usr/lib/python3/dist-packages'] as const;
const runtime: Runtime = { family: 'python', version: '3.11.2', sitePackages: system };

/** Files that are there; one whose content is `denied` cannot be looked at. */
async function find(files: Readonly<Record<string, string>>, more: { interpreter?: string; home?: string; runtime?: Runtime } = {}) {
  const failed = (file: string) => ({ kind: 'failed' as const, reason: 'permission denied', missing: files[file] === undefined });
  const programs = {
    readText: async (file: string) =>
      files[file] === undefined || files[file] === 'denied'
        ? { text: undefined, reason: 'permission denied', missing: files[file] === undefined }
        : { text: files[file] },
    stat: async (file: string) =>
      files[file] === undefined || files[file] === 'denied'
        ? failed(file)
        : { kind: 'file' as const, uid: 0, gid: 0, mode: 0o644, sizeBytes: 1, modifiedAt: 0, identity: file },
    list: async (folder: string) => {
      const names = Object.keys(files).flatMap((file) =>
        file.startsWith(`${folder}/`) ? [file.slice(folder.length + 1).split('/')[0]] : [],
      );
      return names.length === 0 ? failed(folder) : { kind: 'names' as const, names: [...new Set(names)] };
    },
  };
  // Only these three questions are asked of the machine's programs
  const machine = { programs } as unknown as Machine;
  return packagedRootsOf(machine, more.runtime ?? runtime, more.interpreter ?? '/usr/bin/python3', more.home);
}

const filesOf = (site: string, name: string, code: string) => ({ [`${site}/${name}/${code}`]: '', [`${site}/${name}/cacert.pem`]: '' });
const certifi = (site: string) => filesOf(site, 'certifi', 'core.py');
const venv = '/srv/app/venv';
const inVenv = `${venv}/lib/python3.11/site-packages`;
const configured = (value: string) => ({ [`${venv}/pyvenv.cfg`]: `home = /usr/bin\ninclude-system-site-packages = ${value}\n` });

// setuptools 65, namespaces.py, as Debian 12 ships it in ruamel.yaml
const nspkg = `import sys, types, os;has_mfs = sys.version_info > (3, 5);p = os.path.join(sys._getframe(1).f_locals['sitedir'], *('ruamel',));importlib = has_mfs and __import__('importlib.util');has_mfs and __import__('importlib.machinery');m = has_mfs and sys.modules.setdefault('ruamel', importlib.util.module_from_spec(importlib.machinery.PathFinder.find_spec('ruamel', [os.path.dirname(p)])));m = m or sys.modules.setdefault('ruamel', types.ModuleType('ruamel'));mp = (m or []) and m.__dict__.setdefault('__path__',[]);(p not in mp) and mp.append(p)`;
const shim = `import os; var = 'SETUPTOOLS_USE_DISTUTILS'; enabled = os.environ.get(var, 'local') == 'local'; enabled and __import__('_distutils_hack').add_shim(); `;

describe('bundles that the packages of a Python bring along', () => {
  it('are those of the first folder that has the package', async () => {
    expect(await find({ ...certifi(system[1]), ...certifi(system[0]) })).toEqual({ certifi: `${system[0]}/certifi/cacert.pem` });
    const all = {
      ...certifi(system[1]),
      ...filesOf(system[1], 'botocore', 'httpsession.py'),
      ...filesOf(system[1], 'awscli/botocore', 'httpsession.py'),
    };
    expect(Object.keys((await find(all)) ?? {})).toEqual(['certifi', 'botocore', 'awscli']);
    expect(await find({})).toEqual({});
  });

  it('are those of the virtual environment alone, by the name that the program is started under', async () => {
    const files = { ...configured('false'), ...certifi(inVenv), ...certifi(system[0]) };
    expect(await find(files, { interpreter: `${venv}/bin/python` })).toEqual({ certifi: `${inVenv}/certifi/cacert.pem` });
    expect(await find(files)).toEqual({ certifi: `${system[0]}/certifi/cacert.pem` });
  });

  it.each([
    ['the shim of setuptools', shim],
    ['a namespace of setuptools', `${nspkg}\n`],
    ['virtualenv', 'import _virtualenv'],
    ['an editable install with a finder', 'import __editable___app_1_0_finder; __editable___app_1_0_finder.install()'],
    ['an editable install with a folder', '/srv/app/src\n'],
    ['comments', '\n# import x\n\n'],
  ])('are known beside what is ordinary: %s', async (_, text) => {
    const files = { ...certifi(system[0]), [`${system[0]}/a.pth`]: text };
    expect(await find(files)).toEqual({ certifi: `${system[0]}/certifi/cacert.pem` });
  });

  it.each<readonly [string, Readonly<Record<string, string>>, Parameters<typeof find>[1]]>([
    ['the environment takes those of the system too', { ...configured('true'), ...certifi(inVenv) }, { interpreter: `${venv}/bin/python` }],
    ['the environment cannot be read', { [`${venv}/pyvenv.cfg`]: 'denied', ...certifi(inVenv) }, { interpreter: `${venv}/bin/python` }],
    ['the distribution has taken the bundle out', { [`${system[1]}/certifi/core.py`]: '' }, {}],
    ['a folder cannot be looked into', { [`${system[0]}/certifi/core.py`]: 'denied', ...certifi(system[1]) }, {}],
    [
      'the user has packages of their own',
      { ...certifi(system[1]), '/home/app/.local/lib/python3.11/site-packages/certifi/core.py': '' },
      { home: '/home/app' },
    ],
    ['its folders are not known', certifi(system[1]), { runtime: { family: 'python', version: '3.11.2' } }],
    ['a line of code may lead to others', { ...certifi(system[0]), [`${system[1]}/a.pth`]: 'import sys; sys.path.insert(0, "/opt")' }, {}],
    ['code stands among folders', { ...certifi(system[0]), [`${system[0]}/a.pth`]: '# x\n/opt/src\r\nimport\tpip_system_certs\n' }, {}],
    [
      'code of the user runs',
      { ...certifi(system[1]), '/home/app/.local/lib/python3.11/site-packages/a.pth': 'import a' },
      { home: '/home/app' },
    ],
    ['a file of such lines cannot be read', { ...certifi(system[0]), [`${system[0]}/a.pth`]: 'denied' }, {}],
    ['a module runs at the start', { ...certifi(system[0]), [`${system[1]}/sitecustomize.py`]: '' }, {}],
    ['a package runs at the start', { ...certifi(system[0]), [`${system[1]}/usercustomize/__init__.py`]: '' }, {}],
    [
      'a folder that is added has such a module',
      { ...certifi(system[0]), [`${system[0]}/a.pth`]: '/opt', '/opt/sitecustomize.py': '' },
      {},
    ],
    ['a folder that is added is not a plain one', { ...certifi(system[0]), [`${system[0]}/a.pth`]: './a.egg' }, {}],
    ['a folder is added before it', { ...certifi(system[1]), [`${system[0]}/a.pth`]: '/opt/src\n' }, {}],
    [
      'setuptools makes it a namespace',
      { ...certifi(system[0]), [`${system[0]}/certifi-nspkg.pth`]: nspkg.replaceAll('ruamel', 'certifi') },
      {},
    ],
  ])('are not known where %s', async (_, files, more) => {
    expect(await find(files, more)).toBeUndefined();
  });
});
