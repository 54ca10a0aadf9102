/** Clients that a rehearsal knows how to start; `requests` and `boto3` are Python with the trust store of that library. */
export const rehearsalClients = ['openssl', 'curl', 'python', 'requests', 'boto3', 'node', 'java'] as const;
export type RehearsalClient = (typeof rehearsalClients)[number];

/** What one client is to do on a host: a handshake for a name at each address, and nothing after it. */
export interface RehearsalTask {
  readonly client: RehearsalClient;
  /** Absent: the first of its kind where services look for programs. */
  readonly program?: string;
  /** Who the service runs as; absent where that is not known, or where it is whoever logs in. */
  readonly user?: string;
  /** The name that the store is verified by. */
  readonly name: string;
  readonly port: number;
  /** Where to connect: the name itself, as the service does, or addresses behind it. */
  readonly addresses: readonly string[];
  /** Variables of the service's next start that choose a trust store. */
  readonly environment: Readonly<Record<string, string>>;
  /** Words for the client that choose one. */
  readonly options: readonly string[];
}

/** How one handshake went. */
export const rehearsalOutcomes = ['accepted', 'rejected', 'no-connection', 'no-client', 'timed-out'] as const;
export type RehearsalOutcome = (typeof rehearsalOutcomes)[number];

/** One handshake that a host did, or why it did not. */
export interface HandshakeAnswer {
  /** Index of its task. */
  readonly task: number;
  readonly address: string;
  /** Whose permissions were used. */
  readonly user: string;
  readonly program: string;
  readonly outcome: RehearsalOutcome;
  /** What the client said, cleaned and bounded. */
  readonly text: string;
}

/** The arguments of the script for these tasks, each for so many seconds. */
export function taskWords(tasks: readonly RehearsalTask[], seconds: number): readonly string[] {
  return tasks.flatMap((task, index) => [
    `task=${index}`,
    `client=${task.client}`,
    ...(task.program === undefined ? [] : [`program=${task.program}`]),
    ...(task.user === undefined ? [] : [`user=${task.user}`]),
    `name=${task.name}`,
    `port=${task.port}`,
    ...(seconds === defaultSeconds ? [] : [`seconds=${seconds}`]),
    ...task.addresses.map((address) => `at=${address}`),
    ...Object.entries(task.environment).map(([name, value]) => `env=${name}=${value}`),
    ...task.options.map((option) => `option=${option}`),
  ]);
}

/** Seconds of one handshake, as the script has them without a word. Our choice: a client that starts a virtual machine needs two. */
export const defaultSeconds = 10;
