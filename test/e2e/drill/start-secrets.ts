import http from 'node:http';
import path from 'node:path';
import { startMoto } from '../../inventory/moto.ts';
import { secretCall, secretValue } from '../secret-clients.ts';
import { getSecretValue, refusalOf, simulationOf } from './refusals.ts';

/** Where the secrets of every store are: moto, and a stand-in for the one path of Vault that is read, behind a socket that nginx leads to. */
export interface Secrets {
  stop(): void;
}

async function pass(request: http.IncomingMessage, response: http.ServerResponse, url: string): Promise<void> {
  const { host: _host, connection: _connection, ...headers } = request.headers;
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  const body = Buffer.concat(parts);
  const simulation = body.includes('Action=SimulatePrincipalPolicy') ? await simulationOf(body.toString(), url) : undefined;
  if (simulation !== undefined) {
    response.writeHead(200, { 'content-type': 'text/xml' }).end(simulation);
    return;
  }
  const refusal = headers['x-amz-target'] === getSecretValue ? await refusalOf(body.toString(), url) : undefined;
  if (refusal !== undefined) {
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(refusal));
    return;
  }
  const onward = http.request(`${url}${request.url}`, { method: request.method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', (error) => response.writeHead(502).end(String(error)));
  onward.end(body);
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
    void pass(request, response, moto.url);
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
