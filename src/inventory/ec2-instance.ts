import type { Instance } from '@aws-sdk/client-ec2';
import { toInstant } from '../config/instant.ts';
import type { Host } from './host.ts';

/** States in which an instance is a host: one that is stopped will be started again, one that is terminated will not. */
export const hostStates = ['pending', 'running', 'stopping', 'stopped'];

/** Where an instance was found. */
export interface InstancePlace {
  readonly account: string | undefined;
  readonly region: string;
  readonly scope: string;
  readonly serviceTag: string;
}

/** The host that an instance is, with the fields that later rooms use; undefined for an instance without an id. */
export function toHost(instance: Instance, place: InstancePlace): Host | undefined {
  const id = instance.InstanceId;
  if (!id) return undefined;
  const tags = tagsOf(instance);
  const address = instance.PrivateIpAddress ?? instance.PublicIpAddress ?? instance.Ipv6Address;
  const template = tags.get('aws:ec2launchtemplate:id');
  const group = tags.get('aws:autoscaling:groupName');
  return {
    id,
    name: tags.get('Name') || id,
    source: 'ec2',
    scope: place.scope,
    services: serviceNames(tags.get(place.serviceTag) ?? ''),
    region: place.region,
    reach: 'remote',
    tags: Object.fromEntries(tags),
    ...defined({
      account: place.account,
      address,
      state: instance.State?.Name,
      launchedAt: instance.LaunchTime === undefined ? undefined : toInstant(instance.LaunchTime.getTime()),
      imageId: instance.ImageId,
      autoScalingGroup: group,
      instanceProfile: instance.IamInstanceProfile?.Arn,
      instanceType: instance.InstanceType,
    }),
    ...metadataField(instance.MetadataOptions),
    // DescribeInstances has no field for it: EC2 records the template in two tags that nobody else can write.
    ...(template === undefined ? {} : { launchTemplate: { id: template, version: tags.get('aws:ec2launchtemplate:version') ?? '' } }),
  };
}

// API reference of InstanceMetadataOptionsResponse. A value that is new to us tells nothing: then none of them is recorded.
function metadataField(options: Instance['MetadataOptions']): Pick<Host, 'metadataService'> {
  const { HttpEndpoint: endpoint, HttpTokens: tokens, HttpPutResponseHopLimit: hopLimit, State: state } = options ?? {};
  if ((endpoint !== 'enabled' && endpoint !== 'disabled') || (tokens !== 'optional' && tokens !== 'required')) return {};
  if (hopLimit === undefined || !Number.isSafeInteger(hopLimit)) return {};
  return { metadataService: { endpoint, tokens, hopLimit, ...(state === 'pending' ? { pending: true } : {}) } };
}

/** Names in a comma-separated value, in its order, each once. */
function serviceNames(value: string): readonly string[] {
  const names = value.split(',').map((name) => name.trim());
  return [...new Set(names)].filter((name) => name !== '');
}

function tagsOf(instance: Instance): ReadonlyMap<string, string> {
  return new Map((instance.Tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? '']));
}

/** Without the fields that are undefined, which exactOptionalPropertyTypes and JSON both want absent. */
function defined<T extends Readonly<Record<string, string | undefined>>>(fields: T): { readonly [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(fields).filter((entry) => entry[1] !== undefined)) as { readonly [K in keyof T]?: string };
}
