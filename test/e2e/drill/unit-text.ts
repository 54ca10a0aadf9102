import type { DrillCase } from './drill-case.ts';
import type { Endpoint } from './endpoints.ts';
import { bodyFor, secretId } from './programs/call.ts';
import { programs } from './programs/programs.ts';

const awsVariables = { AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'drill', AWS_EC2_METADATA_DISABLED: 'true' };

/** The unit file of a case's service. */
export function unitText(one: DrillCase, endpoint: Endpoint): string {
  const { kind, name, unit = {} } = one;
  const url = `https://${endpoint.host}:${endpoint.port}`;
  const [program, ...words] = programs[kind];
  const own = { boto3: awsVariables, 'vault-go': { VAULT_ADDR: url, VAULT_TOKEN: 'drill' } };
  const environment: Readonly<Record<string, string>> = { ...own[kind as keyof typeof own], ...unit.environment };
  const target =
    kind === 'curl' ? ['-d', bodyFor(environment['SECRET_ID'] ?? secretId), `${url}/`] : kind === 'vault-go' ? [name] : [`${url}/`, name];
  return [
    '[Unit]',
    `Description=${name}`,
    '[Service]',
    // curl ends when it has fetched; its unit is what stays
    ...(kind === 'curl' ? ['Type=oneshot', 'RemainAfterExit=yes'] : []),
    ...(unit.user === undefined ? [] : [`User=${unit.user}`]),
    ...Object.entries(environment).map(([variable, value]) => `Environment="${variable}=${value}"`),
    ...(unit.lines ?? []),
    `ExecStart=${[unit.program ?? program, ...(unit.options ?? []), ...(unit.words ?? words), ...target].map(quoted).join(' ')}`,
    '[Install]',
    'WantedBy=multi-user.target',
    '',
  ].join('\n');
}

// systemd.syntax(7): words with blanks or quotes stand in quotes, with C-style escapes
function quoted(word: string): string {
  return /^[\w./:=@,+-]+$/.test(word) ? word : `"${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
