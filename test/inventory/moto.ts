import { spawn } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { findProgram } from '../require.ts';

/** A moto server (a stand-in for AWS) on a free port of loopback, ended with its scope. */
export async function startMoto() {
  const port = await freePort();
  const program = findProgram('moto_server');
  if (program === undefined) throw new Error('moto_server is not on PATH');
  const environment = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/' };
  const server = spawn(program, ['-H', '127.0.0.1', '-p', String(port)], { env: environment, stdio: 'ignore', detached: true });
  const url = `http://127.0.0.1:${port}`;
  const stop = () => {
    // Its own process group: the pyenv shim may stand between.
    if (server.pid !== undefined && server.exitCode === null) process.kill(-server.pid, 'SIGKILL');
  };
  for (let attempt = 0; ; attempt += 1) {
    const answer = await fetch(`${url}/moto-api/`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    if (answer?.ok === true) break;
    if (attempt > 300 || server.exitCode !== null) {
      stop();
      throw new Error(`moto_server does not listen on ${url}`);
    }
    await pause(200);
  }
  return { url, stop };
}

async function freePort(): Promise<number> {
  const probe = net.createServer();
  await new Promise<void>((listening) => {
    probe.listen(0, '127.0.0.1', listening);
  });
  const { port } = probe.address() as AddressInfo;
  await new Promise((closed) => {
    probe.close(closed);
  });
  return port;
}
