import type { InstanceMetadataOptionsResponse } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { toHost } from '../../src/inventory/ec2-instance.ts';
import { hostSchema } from '../../src/inventory/host.ts';

const place = { account: '111122223333', region: 'eu-west-1', scope: '111122223333/eu-west-1', serviceTag: 'service' };

function hostOf(options: InstanceMetadataOptionsResponse | undefined) {
  return toHost({ InstanceId: 'i-1', ...(options === undefined ? {} : { MetadataOptions: options }) }, place);
}

const usual = { State: 'applied', HttpEndpoint: 'enabled', HttpTokens: 'required', HttpPutResponseHopLimit: 1 } as const;

describe('how an instance hands out its identity', () => {
  it('is recorded as EC2 tells it', () => {
    const host = hostOf(usual);
    expect(host?.metadataService).toEqual({ endpoint: 'enabled', tokens: 'required', hopLimit: 1 });
    expect(hostSchema.parse(host)).toEqual(host);
    expect(hostOf({ ...usual, HttpEndpoint: 'disabled', HttpTokens: 'optional', HttpPutResponseHopLimit: 64 })?.metadataService).toEqual({
      endpoint: 'disabled',
      tokens: 'optional',
      hopLimit: 64,
    });
  });

  it('is marked where a change of it is under way', () => {
    expect(hostOf({ ...usual, State: 'pending' })?.metadataService).toMatchObject({ pending: true });
  });

  it('is not known where EC2 does not tell all of it, or tells what is new to us', () => {
    expect(hostOf(undefined)).not.toHaveProperty('metadataService');
    const { HttpTokens: _tokens, ...rest } = usual;
    expect(hostOf(rest)).not.toHaveProperty('metadataService');
    expect(hostOf({ ...usual, HttpEndpoint: 'other' as 'enabled' })).not.toHaveProperty('metadataService');
    expect(hostOf({ ...usual, HttpPutResponseHopLimit: Number.NaN })).not.toHaveProperty('metadataService');
  });
});
