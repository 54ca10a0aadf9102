import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { awsEnvironment } from './aws-environment.ts';

/** What AWS answers: an object, or the name of an error with HTTP 400; of services that speak XML, its text. */
export type Answer = object | string | { readonly xml: string };

/** A server that answers AWS calls by action, and what it was asked. */
export interface AwsStandIn {
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

/** Starts it and points the SDK there. `answers` gets the action (`DescribeSecret`) and the fields of the request. */
export async function awsStandIn(answers: (action: string, fields: Readonly<Record<string, unknown>>) => Answer): Promise<AwsStandIn> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      const target = request.headers['x-amz-target'];
      const fields: Record<string, unknown> =
        target === undefined ? Object.fromEntries(new URLSearchParams(body)) : (JSON.parse(body) as Record<string, unknown>);
      const action = target === undefined ? String(fields['Action']) : String(target).replace(/^.*\./, '');
      asked.push(action);
      const answer = answers(action, fields);
      const isError = typeof answer === 'string';
      const isXml = typeof answer === 'object' && 'xml' in answer;
      response.writeHead(isError ? 400 : 200, {
        'content-type': isXml || (isError && target === undefined) ? 'text/xml' : 'application/x-amz-json-1.1',
      });
      if (isXml) response.end(answer.xml);
      else if (isError && target === undefined)
        response.end(
          `<ErrorResponse><Error><Type>Sender</Type><Code>${answer}</Code><Message>not for you</Message></Error></ErrorResponse>`,
        );
      else response.end(JSON.stringify(isError ? { __type: answer, message: 'not for you' } : answer));
    });
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  awsEnvironment(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return {
    asked,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
