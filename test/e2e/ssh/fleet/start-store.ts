import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Authorities, storeAddress } from './authorities.ts';
import type { Fleet } from './start-fleet.ts';

const server = `const { readFileSync } = require('node:fs');
require('node:https')
  .createServer({ cert: readFileSync(process.argv[1] + '/chain.pem'), key: readFileSync(process.argv[1] + '/key.pem') }, (_, r) => r.end('{}'))
  .listen(8200, '${storeAddress}', () => console.log('listening'));
`;

/** Starts the store on the fleet's bridge: a TLS server with a chain of two certificates. It ends with the returned call. */
export async function startStore(fleet: Fleet, { leaf, issuing }: Authorities): Promise<() => void> {
  const folder = path.join(fleet.folder, 'store');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'chain.pem'), leaf.pem + issuing.pem);
  writeFileSync(path.join(folder, 'key.pem'), leaf.keyPem, { mode: 0o600 });
  const [program = '', ...before] = fleet.enter;
  const child = spawn(program, [...before, process.execPath, '-e', server, folder], { stdio: ['ignore', 'pipe', 'inherit'], env: {} });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('close', () => reject(new Error('the store ended before it listened')));
  });
  return () => child.kill('SIGKILL');
}
