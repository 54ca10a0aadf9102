import type { DrillCase } from './drill-case.ts';
import type { Endpoint } from './endpoints.ts';
import { bodyFor, secretId } from './programs/call.ts';
import { programs } from './programs/programs.ts';

/** What a service of AWS proves itself with here, and that its host is no instance. */
export const awsVariables = { AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'drill', AWS_EC2_METADATA_DISABLED: 'true' };

/** The unit file of a case's service. */
export function unitText(one: DrillCase, endpoint: Endpoint): string {
  const { kind, name, unit = {} } = one;
  const environment = environmentOf(one, endpoint);
  return [
    '[Unit]',
    `Description=${name}`,
    '[Service]',
    // curl ends when it has fetched; its unit is what stays
    ...(kind === 'curl' ? ['Type=oneshot', 'RemainAfterExit=yes'] : []),
    ...(unit.user === undefined ? [] : [`User=${unit.user}`]),
    ...Object.entries(environment).map(([variable, value]) => `Environment="${variable}=${value}"`),
    ...(unit.lines ?? []),
    `ExecStart=${commandOf(one, endpoint).map(quoted).join(' ')}`,
    '[Install]',
    'WantedBy=multi-user.target',
    '',
  ].join('\n');
}

/** The words that start it. */
export function commandOf(one: DrillCase, endpoint: Endpoint): readonly string[] {
  const { kind, name, unit = {} } = one;
  const [program, ...words] = programs[kind];
  const url = urlOf(endpoint);
  const body = bodyFor(environmentOf(one, endpoint)['SECRET_ID'] ?? secretId);
  const target = kind === 'curl' ? ['-d', body, `${url}/`] : kind === 'vault-go' ? [name] : [`${url}/`, name];
  return [unit.program ?? program, ...(unit.options ?? []), ...(unit.words ?? words), ...target];
}

function environmentOf({ kind, unit }: DrillCase, endpoint: Endpoint): Readonly<Record<string, string>> {
  const own = { boto3: awsVariables, 'vault-go': { VAULT_ADDR: urlOf(endpoint), VAULT_TOKEN: 'drill' } };
  return { ...own[kind as keyof typeof own], ...unit?.environment };
}

function urlOf({ host, port }: Endpoint): string {
  return `https://${host}:${port}`;
}

// systemd.syntax(7): words with blanks or quotes stand in quotes, with C-style escapes
function quoted(word: string): string {
  return /^[\w./:=@,+-]+$/.test(word) ? word : `"${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
