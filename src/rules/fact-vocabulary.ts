/** CEL type of a fact; `instant` is CEL's timestamp. */
export type FactType = 'string' | 'bool' | 'int' | 'instant' | 'list' | 'map';

/**
 * Who may state a fact, in the order in which they are believed: the inventory, the evidence of the host (structure, or
 * `HostEvidence.facts` under the same name), the configuration, or the audit itself.
 */
export type FactOrigin = 'inventory' | 'evidence' | 'configuration' | 'audit';

/** A fact's type, who may state it, and what it means. */
export interface FactDeclaration {
  readonly type: FactType;
  readonly from: readonly [FactOrigin, ...FactOrigin[]];
  /** One line for people who write rules; what the empty value means where it means something. */
  readonly meaning: string;
}

/**
 * All facts that rules may name; anything else is refused when the rule is loaded. Empty text and empty lists are knowledge
 * ("looked, and there is none"); a fact that nobody could look at is missing and makes the rule's outcome unknown.
 */
export const factVocabulary = {
  'host.id': { type: 'string', from: ['inventory'], meaning: 'instance id for EC2, host name elsewhere' },
  'host.name': { type: 'string', from: ['inventory'], meaning: 'name for people' },
  'host.source': { type: 'string', from: ['inventory'], meaning: 'ec2, hosts-file, ansible or localhost' },
  'host.scope': { type: 'string', from: ['inventory'], meaning: 'account and region, or the file that lists it' },
  'host.reach': { type: 'string', from: ['inventory'], meaning: 'local or remote' },
  'host.services': {
    type: 'list',
    from: ['inventory'],
    meaning: 'services that the inventory says run here; missing where it does not say',
  },
  'host.account': { type: 'string', from: ['inventory'], meaning: 'AWS account id' },
  'host.region': { type: 'string', from: ['inventory'], meaning: 'AWS region' },
  'host.address': { type: 'string', from: ['inventory'], meaning: 'address in the inventory' },
  'host.tags': { type: 'map', from: ['inventory'], meaning: 'tags; a tag that is not set reads as empty text' },
  'host.state': { type: 'string', from: ['inventory'], meaning: 'EC2 instance state, such as running or stopped' },
  'host.launchedAt': { type: 'instant', from: ['inventory'], meaning: 'when the instance was last launched' },
  'host.imageId': { type: 'string', from: ['inventory', 'evidence'], meaning: 'AMI that it was launched from' },
  'host.launchTemplate.id': {
    type: 'string',
    from: ['inventory', 'evidence'],
    meaning: 'launch template; empty where it was launched without',
  },
  'host.launchTemplate.version': { type: 'string', from: ['inventory', 'evidence'], meaning: 'version of the launch template' },
  'host.launchTemplate.name': { type: 'string', from: ['inventory'], meaning: 'name of the launch template' },
  'host.launchTemplate.defaultVersion': {
    type: 'string',
    from: ['inventory'],
    meaning: 'version that the template gives by default today',
  },
  'host.launchTemplate.latestVersion': { type: 'string', from: ['inventory'], meaning: 'latest version of the template today' },
  'host.userDataSha256': { type: 'string', from: ['inventory'], meaning: 'SHA-256 of the user data; empty where there is none' },
  'host.ssm.ping': {
    type: 'string',
    from: ['inventory'],
    meaning: 'Online, ConnectionLost or Inactive as SSM says of its agent; empty where SSM does not list it',
  },
  'host.ssm.agentVersion': { type: 'string', from: ['inventory'], meaning: 'version of its SSM agent; empty where SSM does not list it' },
  'host.packages': {
    type: 'list',
    from: ['inventory'],
    meaning: 'packages of deploy agents, configuration management, container runtimes and TLS as the inventory of SSM has them',
  },
  'host.autoScalingGroup': { type: 'string', from: ['inventory', 'evidence'], meaning: 'Auto Scaling group; empty where it is in none' },
  'host.instanceProfile': { type: 'string', from: ['inventory', 'evidence'], meaning: 'instance profile; empty where it has none' },
  'host.instanceType': { type: 'string', from: ['inventory', 'evidence'], meaning: 'EC2 instance type' },
  'os.id': { type: 'string', from: ['evidence'], meaning: 'ID of /etc/os-release, such as debian, ubuntu, amzn' },
  'os.version': { type: 'string', from: ['evidence'], meaning: 'VERSION_ID of /etc/os-release' },
  'image.golden': { type: 'bool', from: ['evidence'], meaning: 'whether the image is one that the image pipeline built' },
  'image.name': { type: 'string', from: ['inventory', 'evidence'], meaning: 'name of the image' },
  'image.createdAt': { type: 'instant', from: ['inventory', 'evidence'], meaning: 'when the image was made' },
  'image.state': {
    type: 'string',
    from: ['inventory'],
    meaning: 'state of the image in EC2, such as available; gone where it is not to be found',
  },
  'image.owner': { type: 'string', from: ['inventory'], meaning: 'account that owns the image' },
  'deploy.agent': {
    type: 'string',
    from: ['evidence'],
    meaning: 'program that deploys to the host, such as codedeploy-agent; empty for none',
  },
  'deploy.strategy': {
    type: 'string',
    from: ['configuration', 'evidence'],
    meaning: 'all-at-once, rolling or canary; missing where its services differ',
  },
  containerRuntime: { type: 'string', from: ['evidence'], meaning: 'docker, containerd, podman; empty for none' },
  'configManagement.tool': { type: 'string', from: ['evidence'], meaning: 'ansible, chef, puppet, salt, cfengine; empty for none' },
  'configManagement.lastRunAt': { type: 'instant', from: ['evidence'], meaning: 'when configuration management last ran to its end' },
  'systemd.units': { type: 'list', from: ['evidence'], meaning: 'service units that were found' },
  'trustStore.paths': { type: 'list', from: ['evidence'], meaning: 'candidate trust stores that exist on the host' },
  'evidence.collector': { type: 'string', from: ['evidence'], meaning: 'what collected the evidence' },
  'evidence.observedAt': { type: 'instant', from: ['evidence'], meaning: 'when the evidence was collected' },
  'restart.verdict': { type: 'string', from: ['audit'], meaning: 'not-applicable, ready, at-risk, unknown or will-fail' },
  now: { type: 'instant', from: ['audit'], meaning: 'the moment that the audit judges at' },
  'service.name': { type: 'string', from: ['configuration'], meaning: 'name of the service' },
  'service.owner': { type: 'string', from: ['configuration'], meaning: 'owner; empty where none is declared' },
  'service.stores': { type: 'list', from: ['configuration'], meaning: 'credential stores that it declares; missing where it does not say' },
  'service.deploy.strategy': { type: 'string', from: ['configuration'], meaning: 'all-at-once, rolling or canary' },
  'service.deploy.batch': { type: 'int', from: ['configuration'], meaning: 'hosts that are deployed to at once' },
  'service.dependsOn': { type: 'list', from: ['configuration'], meaning: 'services that it needs, with or without a fallback' },
} as const satisfies Record<string, FactDeclaration>;

export type FactName = keyof typeof factVocabulary;

/** Names of all facts, in the order of the vocabulary. */
export const factNames = Object.keys(factVocabulary) as readonly FactName[];

/** Whether a rule may name the fact. */
export function isFactName(name: string): name is FactName {
  return Object.hasOwn(factVocabulary, name);
}

/** Whether the fact is about a declared service rather than a host. */
export function isServiceFact(name: string): boolean {
  return name.startsWith('service.');
}
