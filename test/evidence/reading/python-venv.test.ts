import { expect, it } from 'vitest';
import { whyVenvDiffers } from '../../../src/evidence/reading/python-venv.ts';
import { plantTree } from '../planted-tree.ts';

const configuration = 'home = /usr/bin\ninclude-system-site-packages = false\n';

async function ofTree(files: Readonly<Record<string, string>>, started: string): Promise<string | undefined> {
  const tree = plantTree({ '/usr/bin/python3.11': '', '/usr/bin/python3': '-> python3.11', ...files });
  return whyVenvDiffers({ ...tree, programs: tree }, started);
}

it('a virtual environment without its pyvenv.cfg brings none of its packages', async () => {
  const venv = { '/srv/venv/bin/python3': '-> ../../../usr/bin/python3', '/srv/venv/lib/python3.11/site-packages/requests.py': '' };
  expect(await ofTree({ ...venv, '/srv/venv/pyvenv.cfg': configuration }, '/srv/venv/bin/python3')).toBeUndefined();
  expect(await ofTree(venv, '/srv/venv/bin/python3')).toBe(
    '/srv/venv/bin/python3 finds no packages of its own: the pyvenv.cfg of its environment is not there',
  );
});

it.each<readonly [string, string, Readonly<Record<string, string>>]>([
  [
    'beside its program',
    '/opt/py/bin/python3',
    { '/opt/py/bin/python3': '-> python3.11', '/opt/py/bin/python3.11': '', '/opt/py/lib/python3.11/site-packages/x.py': '' },
  ],
  ['without packages', '/srv/bin/python3', { '/srv/bin/python3': '-> ../../usr/bin/python3', '/srv/lib/x': '' }],
  [
    'in a folder of the distribution',
    '/usr/local/bin/python3',
    { '/usr/local/bin/python3': '-> ../../bin/python3', '/usr/local/lib/python3.11/site-packages/x.py': '' },
  ],
  ['of the distribution', '/usr/bin/python3', { '/usr/lib/python3.11/site-packages/x.py': '' }],
])('a link %s is no environment', async (_where, started, files) => {
  expect(await ofTree(files, started)).toBeUndefined();
});
