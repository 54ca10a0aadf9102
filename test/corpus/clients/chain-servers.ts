import type { AddressInfo, Socket } from 'node:net';
import tls from 'node:tls';
import type { GeneratedCase } from '../generated-case.ts';
import { pemOf } from './case-folder.ts';

/** One TLS server a case, each on a loopback port of its own: clients ask for names and addresses that are not ours to serve by. */
export interface ChainServers {
  /** The port of a case; undefined where no server can be made of it, with the reason in `refused`. */
  portOf(one: GeneratedCase): number | undefined;
  readonly refused: ReadonlyMap<string, string>;
  close(): void;
}

/**
 * Starts the servers. Each serves its chain byte for byte, at security level 0 so that it may present what clients ought to refuse, answers with
 * an empty HTTP response and closes.
 */
export async function serveChains(cases: readonly GeneratedCase[]): Promise<ChainServers> {
  const ports = new Map<string, number>();
  const refused = new Map<string, string>();
  const servers: tls.Server[] = [];
  const open = new Set<Socket>();
  for (const one of cases) {
    try {
      const server = tls.createServer({
        cert: pemOf([one.leaf, ...one.intermediates]),
        key: one.leafKey,
        ciphers: 'DEFAULT@SECLEVEL=0',
        // a resumed session would carry no chain
        ticketKeys: Buffer.alloc(48, one.id),
        sessionTimeout: 1,
      });
      server.on('connection', (socket: Socket) => {
        open.add(socket);
        socket.on('close', () => open.delete(socket));
      });
      server.on('secureConnection', (socket) => {
        socket.on('error', () => undefined);
        socket.end('HTTP/1.0 204 No Content\r\nConnection: close\r\n\r\n');
      });
      // a client that refuses the chain breaks off: that is an answer, not a failure of ours
      server.on('tlsClientError', (_error, socket) => socket.destroy());
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(0, '127.0.0.1', resolve);
      });
      servers.push(server);
      ports.set(one.id, (server.address() as AddressInfo).port);
    } catch (error) {
      refused.set(one.id, error instanceof Error ? error.message : String(error));
    }
  }
  return {
    portOf: (one) => ports.get(one.id),
    refused,
    close: () => {
      for (const socket of open) socket.destroy();
      for (const server of servers) server.close();
    },
  };
}
