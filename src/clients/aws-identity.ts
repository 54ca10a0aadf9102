/** Where an SDK of AWS may find credentials: keys in the environment, a web identity token, the shared files, a container's endpoint, the instance's metadata service. */
export type IdentitySource = 'static' | 'web-identity' | 'shared-files' | 'container' | 'metadata';

/** How one SDK of AWS looks for credentials where the program hands it none ("default credential provider chain"), and what it says without. */
export interface IdentityChain {
  readonly sdk: string;
  /** The first that is there counts. */
  readonly order: readonly IdentitySource[];
  /** What a source makes of the search that is named and of no use: it `ends` there, or `goes-on` with the next. */
  readonly whenBroken: 'ends' | 'goes-on';
  /** Values of AWS_EC2_METADATA_DISABLED that switch the metadata service off: `true` in any case of letters, or all but `false` and none. */
  readonly metadataOff: 'true' | 'not-false';
  /** Keys in the environment do not count where AWS_PROFILE is set. */
  readonly profileBeforeKeys?: true;
  readonly errors: {
    /** Nothing is found anywhere. */
    readonly none: string;
    /** AWS_ACCESS_KEY_ID without AWS_SECRET_ACCESS_KEY ends the search; absent where it goes on then. */
    readonly half?: string;
    /** The token's file is not there; `{path}` stands for it. */
    readonly missing: string;
    readonly closed: string;
    readonly expired: string;
  };
  readonly proof: readonly string[];
}

// AWS STS API reference, AssumeRoleWithWebIdentity, Errors: every SDK prints the code
const expired = 'ExpiredTokenException';

const botocore: IdentityChain = {
  sdk: 'boto3',
  // Of the shared files a role comes before the token, and keys behind it.
  order: ['static', 'shared-files', 'web-identity', 'container', 'metadata'],
  whenBroken: 'ends',
  metadataOff: 'true',
  errors: {
    none: 'Unable to locate credentials',
    half: 'Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY',
    missing: "[Errno 2] No such file or directory: '{path}'",
    closed: "[Errno 13] Permission denied: '{path}'",
    expired,
  },
  proof: ['boto3 1.43.11', 'AWS CLI 1.45', 'botocore/credentials.py create_credential_resolver, utils.py IMDSFetcher.__init__'],
};

const javascript: IdentityChain = {
  sdk: 'AWS SDK for JavaScript',
  order: ['static', 'shared-files', 'web-identity', 'container', 'metadata'],
  whenBroken: 'ends',
  metadataOff: 'not-false',
  // credential-provider-node defaultProvider.js: "AWS_PROFILE is set, skipping fromEnv provider."
  profileBeforeKeys: true,
  errors: {
    none: 'Could not load credentials from any providers',
    missing: "ENOENT: no such file or directory, open '{path}'",
    closed: "EACCES: permission denied, open '{path}'",
    expired,
  },
  proof: ['@aws-sdk/client-secrets-manager 3.1163', '@aws-sdk/credential-provider-node defaultProvider, remoteProvider'],
};

const goErrors = { missing: 'open {path}: no such file or directory', closed: 'open {path}: permission denied', expired } as const;

const go2: IdentityChain = {
  sdk: 'AWS SDK for Go, version 2',
  order: ['static', 'web-identity', 'shared-files', 'container', 'metadata'],
  whenBroken: 'ends',
  metadataOff: 'true',
  errors: { ...goErrors, none: 'no EC2 IMDS role found' },
  proof: ['aws-sdk-go-v2 1.17.1', 'aws-sdk-go-v2/config/resolve_credentials.go resolveCredentialChain, resolveCredsFromProfile'],
};

const go1: IdentityChain = {
  ...go2,
  sdk: 'AWS SDK for Go (version 1)',
  errors: { ...goErrors, none: 'NoCredentialProviders: no valid providers in chain' },
  proof: ['aws-sdk-go 1.44.133', 'aws-sdk-go/aws/session/credentials.go resolveCredentials'],
};

// Not measured. It goes on with what each of the providers said.
const anyOfJava = 'Unable to load credentials from any of the providers in the chain';

const java: IdentityChain = {
  sdk: 'AWS SDK for Java, version 2',
  order: ['static', 'web-identity', 'shared-files', 'container', 'metadata'],
  whenBroken: 'goes-on',
  metadataOff: 'true',
  errors: { none: anyOfJava, missing: anyOfJava, closed: anyOfJava, expired: anyOfJava },
  proof: ['aws-sdk-java-v2 DefaultCredentialsProvider, AwsCredentialsProviderChain.resolveCredentials'],
};

const byFamily: Readonly<Record<string, IdentityChain>> = { python: botocore, node: javascript, go: go2, java };

/** The chain of the SDK that a program of this runtime family uses; `client` is the name of its client profile, where one is known. Undefined where there is no SDK. */
export function identityChainOf(family: string | undefined, client: string | undefined): IdentityChain | undefined {
  if (client === 'aws-sdk-go') return go1;
  return client === 'vault' ? undefined : byFamily[family ?? ''];
}

/** What a program says where it cannot open a file, by its runtime family; `{path}` stands for it. Java has two texts for it, and both hold the path (17.0 measured). */
export function fileErrorOf(family: string | undefined, what: 'missing' | 'closed'): string {
  return byFamily[family ?? '']?.whenBroken === 'ends' ? (byFamily[family ?? '']?.errors[what] ?? '{path}') : '{path}';
}
