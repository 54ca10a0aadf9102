/** A file as it is written inside: its bytes in base64; null: removed. */
export interface PlannedFile {
  readonly path: string;
  readonly content: string | null;
  readonly mode?: number;
  /** Number of the user and group that own it. */
  readonly owner?: number;
  readonly link?: string;
}

/** What is done inside of a boot: everything with its absolute path there. */
export interface Plan {
  /** Names of the services; their units lie in /etc/systemd/system. */
  readonly services: readonly string[];
  /** Programs that no unit starts. */
  readonly plain: readonly { readonly name: string; readonly words: readonly string[] }[];
  /** Those that are restarted a second time, after these lines for sh. */
  readonly again: readonly { readonly service: string; readonly after: string }[];
  readonly before: readonly PlannedFile[];
  readonly after: readonly PlannedFile[];
  /** Lines for sh, after the files of the same time. */
  readonly preparations: readonly string[];
  readonly commands: readonly string[];
  /** The audit's configuration, and the program that runs it. */
  readonly configuration: string;
  readonly program: string;
  /** The auditor's own variables. */
  readonly auditor: Readonly<Record<string, string>>;
}

/** What a start of a service came to. */
export interface Start {
  /** Digest of the secret that it holds; absent where it holds none. */
  readonly digest?: string;
  /** What it, systemd and systemctl wrote of it. */
  readonly log: string;
}

/** What came of a boot. */
export interface HostRun {
  readonly first: Readonly<Record<string, Start>>;
  readonly restarted: Readonly<Record<string, Start>>;
  /** The report of `assess --format json`. */
  readonly report: string;
  /** What collect and assess said beside it. */
  readonly said: string;
  /** Seconds of each step. */
  readonly seconds: Readonly<Record<string, number>>;
}
