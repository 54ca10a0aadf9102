import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const packages = [
  'boto3',
  'botocore',
  's3transfer',
  'jmespath',
  'dateutil',
  'six.py',
  'urllib3',
  'requests',
  'certifi',
  'idna',
  'charset_normalizer',
];

/** Builds an environment as python3 -m venv lays it out, with the packages that the machine's other Python has: botocore without the descriptions of other services. */
export function buildVenv(folder: string): void {
  const text = execFileSync('python3', ['-c', 'import boto3, sysconfig; print(sysconfig.get_path("purelib"))'], { encoding: 'utf8' });
  const from = text.trim();
  const site = path.join(folder, 'lib/python3.11/site-packages');
  mkdirSync(path.join(folder, 'bin'), { recursive: true });
  mkdirSync(site, { recursive: true });
  symlinkSync('/usr/bin/python3', path.join(folder, 'bin/python3'));
  writeFileSync(path.join(folder, 'pyvenv.cfg'), 'home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.11.2\n');
  const data = path.join(from, 'botocore/data');
  for (const name of packages) {
    cpSync(path.join(from, name), path.join(site, name), {
      recursive: true,
      filter: (source) => !source.endsWith('__pycache__') && (path.dirname(source) !== data || /\.json$|\/secretsmanager$/.test(source)),
    });
  }
  execFileSync('/usr/bin/python3', ['-m', 'compileall', '-q', site]);
}
