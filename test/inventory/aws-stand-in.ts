import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call of EC2 or STS as it came over the wire. */
export interface WireCall {
  readonly action: string;
  readonly service: string;
  readonly region: string;
  /** From the signature: the stand-in gives sessions of a role the key id `ASIA` + account. */
  readonly accessKeyId: string;
  readonly parameters: URLSearchParams;
  /** Of services that speak JSON, such as SSM, in place of parameters. */
  readonly input?: Readonly<Record<string, unknown>>;
}

export interface WireReply {
  readonly status?: number;
  readonly type?: string;
  readonly body: string;
}

/** Answers a call; `hang` never answers. */
export type Answer = (call: WireCall) => WireReply | 'hang';

/** EC2, STS (Query protocol, XML) and SSM (JSON 1.1) on the wire, for what moto does not do: refusals, page tokens, throttling, foreign answers. */
export async function startAwsStandIn(answer: Answer) {
  const calls: WireCall[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const target = request.headers['x-amz-target']?.toString();
      const parameters = new URLSearchParams(target === undefined ? body : '');
      const scope = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\//.exec(request.headers.authorization ?? '');
      const call: WireCall = {
        action: target?.split('.')[1] ?? parameters.get('Action') ?? '',
        accessKeyId: scope?.[1] ?? '',
        region: scope?.[2] ?? '',
        service: scope?.[3] ?? '',
        parameters,
        input: target === undefined ? {} : (JSON.parse(body) as Record<string, unknown>),
      };
      calls.push(call);
      const reply = answer(call);
      if (reply === 'hang') return;
      response.writeHead(reply.status ?? 200, { 'content-type': reply.type ?? 'text/xml' });
      response.end(reply.body);
    });
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => {
        server.close(closed);
      });
    },
  };
}

/** One page of DescribeInstances. */
export function instancesPage(instances: readonly { readonly id: string; readonly service?: string }[], nextToken?: string): WireReply {
  const items = instances.map(
    ({ id, service }) => `<item><reservationId>r-${id}</reservationId><ownerId>111111111111</ownerId><instancesSet><item>
      <instanceId>${id}</instanceId><imageId>ami-1</imageId><instanceState><code>16</code><name>running</name></instanceState>
      <instanceType>t3.small</instanceType><launchTime>2026-03-01T08:00:00.000Z</launchTime><privateIpAddress>10.0.0.1</privateIpAddress>
      <tagSet>${service === undefined ? '' : `<item><key>service</key><value>${service}</value></item>`}</tagSet></item></instancesSet></item>`,
  );
  const token = nextToken === undefined ? '' : `<nextToken>${nextToken}</nextToken>`;
  return { body: ec2('DescribeInstances', `<reservationSet>${items.join('')}</reservationSet>${token}`) };
}

export function regionsPage(regions: Readonly<Record<string, string>>): WireReply {
  const items = Object.entries(regions).map(
    ([name, status]) => `<item><regionName>${name}</regionName><optInStatus>${status}</optInStatus></item>`,
  );
  return { body: ec2('DescribeRegions', `<regionInfo>${items.join('')}</regionInfo>`) };
}

export function ec2Error(status: number, code: string, message: string): WireReply {
  const error = `<Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors>`;
  return { status, body: `<Response>${error}<RequestID>1</RequestID></Response>` };
}

/** What STS answers where every role may be assumed and every credential is known. */
export function stsAnswer(call: WireCall): WireReply {
  const account = /^ASIA(\d{12})$/.exec(call.accessKeyId)?.[1] ?? '111111111111';
  if (call.action === 'GetCallerIdentity') {
    const identity = `<Arn>arn:aws:iam::${account}:user/auditor</Arn><UserId>AID</UserId><Account>${account}</Account>`;
    return { body: sts('GetCallerIdentity', identity) };
  }
  const role = call.parameters.get('RoleArn') ?? '';
  const session = `<AccessKeyId>ASIA${role.split(':')[4]}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>
    <SessionToken>t</SessionToken><Expiration>2096-01-01T00:00:00Z</Expiration>`;
  return { body: sts('AssumeRole', `<Credentials>${session}</Credentials>`) };
}

export function stsError(status: number, code: string, message: string): WireReply {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
  return {
    status,
    body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${error}<RequestId>1</RequestId></ErrorResponse>`,
  };
}

function ec2(action: string, content: string): string {
  return `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>1</requestId>${content}</${action}Response>`;
}

function sts(action: string, content: string): string {
  const result = `<${action}Result>${content}</${action}Result>`;
  return `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${result}</${action}Response>`;
}
