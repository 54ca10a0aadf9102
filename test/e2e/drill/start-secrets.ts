import http from 'node:http';
import path from 'node:path';
import { startMoto } from '../../inventory/moto.ts';
import { secretCall, secretValue } from '../secret-clients.ts';

/** Where the secrets of every store are: moto, and a stand-in for the one path of Vault that is read, behind a socket that nginx leads to. */
export interface Secrets {
  stop(): void;
}

/** Starts it with its one secret; the socket is `store.sock` in the folder. */
export async function startSecrets(folder: string): Promise<Secrets> {
  const moto = await startMoto();
  const created = await fetch(moto.url, { method: 'POST', ...secretCall('CreateSecret') });
  if (!created.ok) throw new Error(`moto did not take the secret: ${created.status} ${await created.text()}`);
  const server = http.createServer((request, response) => {
    if (request.url?.startsWith('/v1/') === true) {
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ data: { data: { password: secretValue } } }));
      return;
    }
    const { host: _host, connection: _connection, ...headers } = request.headers;
    const onward = http.request(`${moto.url}${request.url}`, { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', (error) => response.writeHead(502).end(String(error)));
    request.pipe(onward);
  });
  await new Promise<void>((listening) => {
    server.listen(path.join(folder, 'store.sock'), listening);
  });
  return {
    stop() {
      server.close();
      server.closeAllConnections();
      moto.stop();
    },
  };
}
