import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProgram } from '../require.ts';

/** Something that a test started and must stop. */
export interface Running {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** A folder of the test's own under the system's temporary one. */
export function scratch(): { readonly folder: string; write(name: string, content: string | Uint8Array): string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'snowline-store-'));
  return {
    folder,
    write(name, content) {
      const file = path.join(folder, name);
      writeFileSync(file, content);
      return file;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A TCP server whose every connection the test plays itself. */
export async function listen(onConnection: (socket: Socket) => void): Promise<Running> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    // Clients of these tests go away when they please.
    socket.on('error', () => sockets.delete(socket));
    onConnection(socket);
  });
  return started(server, sockets);
}

/** Listens on loopback; stopping it ends its connections too. */
export async function started(server: Server, sockets: ReadonlySet<Socket> = new Set()): Promise<Running> {
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A proxy that passes what the server says in pieces of so many bytes, each in a packet of its own. */
export function fragmenting(target: number, sizeBytes: number): Promise<Running> {
  return listen((client) => {
    const upstream = connect(target, '127.0.0.1');
    client.setNoDelay(true);
    client.pipe(upstream);
    upstream.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy());
    void (async () => {
      for await (const chunk of upstream as AsyncIterable<Buffer>) {
        for (let at = 0; at < chunk.length && !client.destroyed; at += sizeBytes) {
          client.write(chunk.subarray(at, at + sizeBytes));
          await new Promise((resolve) => setImmediate(resolve));
        }
      }
    })().catch(() => client.destroy());
  });
}

/** A proxy that resets the connection as soon as the client says more than its first words: after the server's certificates, before TLS 1.3. */
export function breakingOff(target: number): Promise<Running> {
  return listen((client) => {
    const upstream = connect(target, '127.0.0.1').on('error', () => undefined);
    client.on('close', () => upstream.destroy());
    client.once('data', (hello) => {
      upstream.write(hello);
      client.once('data', () => client.resetAndDestroy());
    });
    upstream.on('data', (bytes) => client.write(bytes));
  });
}

/** A program with an empty environment, once it accepts connections on its port. */
export async function program(name: string, args: readonly string[], port: number, env: Record<string, string> = {}): Promise<Running> {
  const child = spawn(findProgram(name)!, args, { env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: Buffer[] = [];
  child.stdout.on('data', (bytes: Buffer) => said.push(bytes));
  child.stderr.on('data', (bytes: Buffer) => said.push(bytes));
  try {
    await accepting(port, child);
  } catch (cause) {
    child.kill('SIGKILL');
    throw new Error(`${name} does not listen: ${Buffer.concat(said).toString()}`, { cause });
  }
  return { port, stop: () => stopped(child) };
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

async function accepting(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`exit code ${child.exitCode}`);
    if (await accepts(port)) return;
    await sleep(100);
  }
  throw new Error('no connection within 40 s');
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** `server { … }` blocks of an nginx of the test's own: lines for each, beside the port. */
export async function nginx(
  folder: string,
  servers: readonly (readonly string[])[],
): Promise<{ readonly ports: readonly number[]; readonly stop: () => Promise<void> }> {
  const ports: number[] = [];
  for (const _ of servers) ports.push(await freePort());
  const blocks = servers.map(
    (lines, at) => `server { listen 127.0.0.1:${ports[at]} ssl; ${lines.map((line) => `${line};`).join(' ')} return 200 ok; }`,
  );
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ');
  mkdirSync(path.join(folder, 'logs'), { recursive: true });
  const file = path.join(folder, 'nginx.conf');
  const events =
    'daemon off; master_process off; worker_processes 1; error_log logs/error.log info; pid nginx.pid; events { worker_connections 64; }';
  writeFileSync(file, `${events} http { access_log off; ${temporary} ${blocks.join('\n')} }`);
  const { stop } = await program('nginx', ['-p', folder, '-c', file], ports[0]!);
  return { ports, stop };
}

/** What openssl prints for these arguments, started with an empty environment. */
export function openssl(args: readonly string[], input = ''): string {
  return execFileSync(findProgram('openssl')!, args, { env: {}, input, stdio: ['pipe', 'pipe', 'ignore'] }).toString();
}
