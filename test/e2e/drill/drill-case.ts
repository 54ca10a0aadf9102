/** Services that the drill restarts, by the client that each fetches its secret with. */
export const serviceKinds = ['java', 'go', 'node', 'boto3', 'requests', 'urllib', 'curl', 'vault-go'] as const;
export type ServiceKind = (typeof serviceKinds)[number];

/** A file of a host: its content, or that and who may read it. */
export type DrillFile =
  | string
  | Uint8Array
  | { readonly content: string | Uint8Array; readonly mode?: number; readonly owner?: 'app' }
  | { readonly link: string };

/** What happens to a host between the start of its services and their restart. */
export interface Break {
  /** Files that are written; null: removed. */
  readonly files?: Readonly<Record<string, DrillFile | null>>;
  /** A line for sh, after the files. */
  readonly run?: string;
}

/** How the unit of a service differs from a plain one. */
export interface UnitSettings {
  readonly environment?: Readonly<Record<string, string>>;
  /** Words between the program and what it runs: options of a JVM, of Node.js, of curl. */
  readonly options?: readonly string[];
  /** Further lines of its [Service] section. */
  readonly lines?: readonly string[];
  readonly user?: 'app';
  /** In place of the kind's own program: a copy that the case may take away. */
  readonly program?: string;
  /** In place of the words that tell that program what to run. */
  readonly words?: readonly string[];
}

/** One service that is started with everything right, then meets its `after`, and is restarted. What comes of it is never declared here: it is measured. */
export interface DrillCase {
  /** Of the case, the service and its unit; unique on its host. */
  readonly name: string;
  readonly kind: ServiceKind;
  readonly mechanism: string;
  /** The store that it fetches from (endpoints.ts). */
  readonly endpoint: string;
  /** No unit starts it, but somebody at a shell: it is the machine's default client of its family, by whose name snowline tells of it. */
  readonly isPlain?: true;
  readonly unit?: UnitSettings;
  /** Files of its own that are there before it is started. */
  readonly files?: Readonly<Record<string, DrillFile>>;
  /** A line for sh, after the files and before it is started. */
  readonly prepare?: string;
  /** What its owners declare of it beside its store and client, as the configuration has it. */
  readonly declared?: Readonly<Record<string, unknown>>;
  readonly after?: Break;
  /** A line for sh after which it is restarted once more: which of two starts a restart will be is not settled, so that only both prove that it comes back. */
  readonly onceMoreAfter?: string;
  /** Why no error text is expected of its failure. */
  readonly withoutText?: string;
  /** Why nobody who only looks at the host can tell what will come of it: the verdict must be unknown then. */
  readonly undecidable?: string;
}

/** One boot of systemd with its services: what they share is the host's. */
export interface DrillHost {
  readonly name: string;
  /** System trust stores before and after. */
  readonly files: Readonly<Record<string, DrillFile>>;
  readonly after?: Break;
  /** It is an instance of EC2 with a role, which IAM is asked about; without it, a machine that nobody lists. */
  readonly isInstance?: true;
  /** Days by which the clock of whoever audits it is behind its own. */
  readonly auditorBehindDays?: number;
  readonly cases: readonly DrillCase[];
}
