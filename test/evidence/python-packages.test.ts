import { describe, expect, it } from 'vitest';
import type { Runtime } from '../../src/evidence/host-evidence.ts';
import type { Machine } from '../../src/evidence/machine/machine.ts';
import { packagedRootsOf } from '../../src/evidence/reading/python-packages.ts';

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
  };
  // Only these two questions are asked of the machine's programs
  const machine = { programs } as unknown as Machine;
  return packagedRootsOf(machine, more.runtime ?? runtime, more.interpreter ?? '/usr/bin/python3', more.home);
}

const filesOf = (site: string, name: string, code: string) => ({ [`${site}/${name}/${code}`]: '', [`${site}/${name}/cacert.pem`]: '' });
const certifi = (site: string) => filesOf(site, 'certifi', 'core.py');
const venv = '/srv/app/venv';
const inVenv = `${venv}/lib/python3.11/site-packages`;
const configured = (value: string) => ({ [`${venv}/pyvenv.cfg`]: `home = /usr/bin\ninclude-system-site-packages = ${value}\n` });

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
  ])('are not known where %s', async (_, files, more) => {
    expect(await find(files, more)).toBeUndefined();
  });
});
