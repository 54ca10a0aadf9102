import { type SsmConfig, ssmSchema } from '../../../src/config/ssm-config.ts';
import type { ProbeReply, ProbeRequest } from '../../../src/evidence/probe/channel.ts';
import { documentContent } from '../../../src/evidence/transports/ssm/document.ts';
import { packed } from '../../../src/evidence/transports/ssm/document-probe.ts';
import { type SsmChannelOptions, ssmChannel } from '../../../src/evidence/transports/ssm/ssm-channel.ts';
import type { SsmTiming } from '../../../src/evidence/transports/ssm/ssm-timing.ts';
import { awsLimits } from '../../../src/inventory/aws-limits.ts';
import type { Host } from '../../../src/inventory/host.ts';

/** A stand-in for the probe, with its frame: says what it was asked, and as much more as $FILL says. */
export const smallProbe = `#!/bin/sh
main() {
  nonce=$2
  printf 'begin\\tsnowline-probe/1\\t%s\\t%s\\n' "$2" "$1"
  [ "\${HANG-}" = '' ] || sleep 30
  shift 2
  for word in "$@"; do printf 'word\\t%s\\n' "$word"; done
  printf 'host\\t%s\\n' "\${HOST_LABEL-}"
  if [ -n "\${FILL-}" ]; then od -An -v -tx1 -N "$FILL" /dev/urandom; fi
  echo 'not for anybody' >&2
  printf 'end\\t%s\\n' "$nonce"
}
main "$@"
`;

export const smallDocument = { name: 'snowline-probe', content: documentContent(packed(smallProbe)) };

/** EC2 ids look like this; the number is the test's. */
export function instanceId(number: number): string {
  return `i-${number.toString(16).padStart(17, '0')}`;
}

export function ec2Host(id: string, more: Partial<Host> = {}): Host {
  const place = { account: '111111111111', region: 'us-east-1', scope: '111111111111/us-east-1' };
  return { id, name: id, source: 'ec2', services: [], reach: 'remote', ...place, ...more };
}

/** Waiting that suits a server which answers at once. */
export const quickTiming: SsmTiming = {
  gatherMs: 40,
  gatherBusyMs: 40,
  firstLookMs: 30,
  lookMs: 60,
  unknownMs: 1_500,
  backOffMs: 5,
  targetMs: 300_000,
  failureMs: 0,
};

/** The channel as it is, with short waiting times. */
export function quickChannel(settings: Partial<SsmConfig> = {}, options: Partial<SsmChannelOptions> = {}) {
  return ssmChannel({
    settings: { ...ssmSchema.parse({}), callsPerSecond: 100, concurrency: 16, ...settings },
    probe: () => packed(smallProbe),
    accounts: [],
    limits: { ...awsLimits, attempts: 4 },
    ...options,
    timing: { ...quickTiming, ...options.timing },
  });
}

export function probeRequest(more: Partial<ProbeRequest> = {}): ProbeRequest {
  return { arguments: ['facts', 'abcdefghijklmnop'], timeoutMs: 20_000, maximumBytes: 16 << 20, ...more };
}

/** What the probe printed; fails the test where there is none. */
export function textOf(reply: ProbeReply): string {
  if (reply.kind === 'failed') throw new Error(reply.reason);
  return Buffer.from(reply.stdout).toString('utf8');
}
