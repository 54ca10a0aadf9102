import type { LaunchTemplate } from '@aws-sdk/client-ec2';
import { NotAwsAnswer } from './aws-failure.ts';
import type { Host } from './host.ts';
import { type DetailLookup, type Ec2Calls, missingDetail } from './host-details.ts';

/** Ids of one call of DescribeLaunchTemplates (EC2 API reference: 200). */
const idsPerCall = 200;
const action = 'ec2:DescribeLaunchTemplates';

type Found = LaunchTemplate | 'gone' | { readonly failure: unknown };

/** The launch templates of hosts: which version is the default one and which the latest, so that a host left on an old one shows. */
export function createTemplateLookup(calls: Ec2Calls): DetailLookup {
  const known = new Map<string, Found>();
  return async (hosts) => {
    const wanted = [...new Set(hosts.flatMap((host) => host.launchTemplate?.id ?? []))].filter((id) => !known.has(id));
    for (let at = 0; at < wanted.length; at += idsPerCall) {
      for (const [id, found] of await describeTemplates(calls, wanted.slice(at, at + idsPerCall))) known.set(id, found);
    }
    return ({ launchTemplate }) => (launchTemplate === undefined ? {} : detailsOf(launchTemplate, known.get(launchTemplate.id)));
  };
}

function detailsOf(launchTemplate: NonNullable<Host['launchTemplate']>, found: Found | undefined) {
  if (found === undefined) return {};
  if (found === 'gone') return { launchTemplate: { ...launchTemplate, state: 'gone' as const } };
  if ('failure' in found) return missingDetail('host.launchTemplate.latestVersion', found.failure, action);
  return {
    launchTemplate: {
      ...launchTemplate,
      ...(found.LaunchTemplateName === undefined ? {} : { name: found.LaunchTemplateName }),
      ...(found.DefaultVersionNumber === undefined ? {} : { defaultVersion: String(found.DefaultVersionNumber) }),
      ...(found.LatestVersionNumber === undefined ? {} : { latestVersion: String(found.LatestVersionNumber) }),
    },
  };
}

// There is no filter by id, and one template that was deleted fails the call for all: then each is asked for alone.
async function describeTemplates(calls: Ec2Calls, ids: readonly string[]): Promise<readonly (readonly [string, Found])[]> {
  try {
    const { DescribeLaunchTemplatesCommand } = await import('@aws-sdk/client-ec2');
    const command = new DescribeLaunchTemplatesCommand({ LaunchTemplateIds: [...ids] });
    const answer = await calls.client.send(command, { abortSignal: calls.signal() });
    if (answer.LaunchTemplates === undefined) throw new NotAwsAnswer(answer);
    const byId = new Map(answer.LaunchTemplates.map((template) => [template.LaunchTemplateId ?? '', template]));
    return ids.map((id) => [id, byId.get(id) ?? 'gone']);
  } catch (error) {
    const isGone = error instanceof Error && error.name === 'InvalidLaunchTemplateId.NotFound';
    if (!isGone) return ids.map((id) => [id, { failure: error }]);
    if (ids.length === 1) return ids.map((id) => [id, 'gone']);
    return (await Promise.all(ids.map(async (id) => describeTemplates(calls, [id])))).flat();
  }
}
