import type { Image } from '@aws-sdk/client-ec2';
import { fromInstant, toInstant } from '../config/instant.ts';
import { NotAwsAnswer } from './aws-failure.ts';
import { type DetailLookup, type Ec2Calls, type HostDetails, missingDetail } from './host-details.ts';

/** Values of one filter of DescribeImages (EC2 API reference: 200). */
const idsPerCall = 200;
const action = 'ec2:DescribeImages';

/** The images that hosts were launched from: name, day, owner; one that is not to be found any more is a fact too. */
export function createImageLookup(calls: Ec2Calls): DetailLookup {
  const known = new Map<string, HostDetails>();
  return async (hosts) => {
    const wanted = [...new Set(hosts.flatMap((host) => host.imageId ?? []))].filter((id) => !known.has(id));
    for (let at = 0; at < wanted.length; at += idsPerCall) {
      const ids = wanted.slice(at, at + idsPerCall);
      try {
        const images = await describeImages(calls, ids);
        for (const id of ids) known.set(id, imageDetails(images.get(id)));
      } catch (error) {
        for (const id of ids) known.set(id, missingDetail('image.name', error, action));
      }
    }
    return (host) => known.get(host.imageId ?? '') ?? {};
  };
}

async function describeImages({ client, signal }: Ec2Calls, ids: readonly string[]): Promise<ReadonlyMap<string, Image>> {
  const { DescribeImagesCommand } = await import('@aws-sdk/client-ec2');
  // Asked by filter: by ImageIds, one that was deregistered fails the call for all the others.
  const command = new DescribeImagesCommand({ Filters: [{ Name: 'image-id', Values: [...ids] }], IncludeDeprecated: true });
  const answer = await client.send(command, { abortSignal: signal() });
  if (answer.Images === undefined) throw new NotAwsAnswer(answer);
  return new Map(answer.Images.map((image) => [image.ImageId ?? '', image]));
}

function imageDetails(image: Image | undefined): HostDetails {
  if (image === undefined) return { image: { state: 'gone' } };
  const createdAt = image.CreationDate === undefined ? undefined : fromInstant(image.CreationDate);
  const deprecatedAt = image.DeprecationTime === undefined ? undefined : fromInstant(image.DeprecationTime);
  return {
    image: {
      state: image.State ?? 'unknown',
      ...(image.Name === undefined ? {} : { name: image.Name }),
      ...(image.OwnerId === undefined ? {} : { owner: image.OwnerId }),
      ...(createdAt === undefined ? {} : { createdAt: toInstant(createdAt) }),
      ...(deprecatedAt === undefined ? {} : { deprecatedAt: toInstant(deprecatedAt) }),
    },
  };
}
