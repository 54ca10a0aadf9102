import type { AwsLimits } from './aws-limits.ts';
import type { InventoryItem } from './host.ts';

/** What every source may need beside its own declaration. */
export interface ListingContext {
  /** Tag that names a host's services. */
  readonly serviceTag: string;
  /** Folder that relative paths of the configuration start from. */
  readonly baseDirectory: string;
  /** Ends the listing early; what was not listed then becomes a gap. */
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((text: string) => void) | undefined;
  /** Bounds of AWS calls, where the defaults do not fit. */
  readonly awsLimits?: AwsLimits | undefined;
}

/** One thing that a scan would ask: an API call in an account and region, or a file to read. */
export interface PlannedAccess {
  /** Account and region, `this machine`, or a file's path. */
  readonly scope: string;
  /** IAM action of a call (`ec2:DescribeInstances`), or `read` for files and the machine itself. */
  readonly action: string;
  /** What it is done to: a role's ARN, a file's path, `*` where IAM knows no narrower resource. */
  readonly resource: string;
}

/** One question of `doctor` with its answer. */
export interface AccessCheck {
  readonly scope: string;
  /** What was tried: an IAM action, or `region enabled`, `readable`. */
  readonly check: string;
  readonly ok: boolean;
  /** Lower-case sentence: what was found, or why it failed. */
  readonly detail: string;
  /** What to do where it failed: lower-case, no full stop. */
  readonly remedy?: string;
  /** Estimate of the hosts in the scope, from the first page; absent where it could not be told. */
  readonly hosts?: number;
  /** True where the scope holds more hosts than that. */
  readonly more?: boolean;
}

/** A place that knows which hosts exist; `Declaration` is its entry in the configuration. */
export interface InventorySource<Declaration> {
  /** IAM actions that it calls; empty where it asks no cloud. */
  readonly requiredActions: readonly string[];
  /** Hosts as they come in; whatever could not be listed is a gap. Throws ConfigError for files that do not say what they must. */
  list(declaration: Declaration, context: ListingContext): AsyncIterable<InventoryItem>;
  /** What `list` would contact; contacts nothing itself. */
  plan(declaration: Declaration): readonly PlannedAccess[];
  /** Tries what `list` needs, and estimates the hosts; a failure is an answer, not an error. */
  check(declaration: Declaration, context: ListingContext): Promise<readonly AccessCheck[]>;
}
