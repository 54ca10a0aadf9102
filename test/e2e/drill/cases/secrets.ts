import { secretCall, secretValue } from '../../secret-clients.ts';
import type { Authorities } from '../authorities.ts';
import { type DrillCase, type DrillHost, type ServiceKind, serviceKinds, type UnitSettings } from '../drill-case.ts';
import { systemStore } from '../own-store.ts';
import { awsVariables } from '../unit-text.ts';
import { basicCase, dropInOf } from './basic-case.ts';
import { inHosts } from './in-hosts.ts';

// Vault's secrets lie behind a token, which nobody audits with.
const kinds = serviceKinds.filter((kind) => kind !== 'vault-go');
const keys = 'AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY';

/** What becomes of the secret itself, and of what a service proves itself with. */
export function secretHosts(ca: Authorities): readonly DrillHost[] {
  const changes: Readonly<Record<string, readonly [string, ((id: string) => string) | undefined]>> = {
    kept: ['secret kept', undefined],
    again: ['secret stored again', (id) => call('PutSecretValue', { SecretId: id, SecretString: secretValue })],
    deleted: ['secret deleted', (id) => call('DeleteSecret', { SecretId: id, ForceDeleteWithoutRecovery: true })],
    doomed: ['deletion of the secret scheduled', (id) => call('DeleteSecret', { SecretId: id, RecoveryWindowInDays: 7 })],
  };
  const ofSecrets = Object.entries(changes).flatMap(([label, [mechanism, change]]) =>
    kinds.map((kind): DrillCase => {
      const base = caseOf(kind, label, mechanism, ca);
      const id = `drill/${base.name}`;
      return {
        ...base,
        // What fetches a declared secret has an identity, also one that signs nothing
        unit: { ...base.unit, environment: { ...base.unit.environment, ...awsVariables, SECRET_ID: id } },
        prepare: call('CreateSecret', { Name: id, SecretString: secretValue }),
        ...(change === undefined ? {} : { after: { run: change(id) } }),
        declared: { secrets: [id] },
      };
    }),
  );
  return inHosts('secrets', systemStore([ca.foreign]), [...ofSecrets, ...credentials(ca)]);
}

// Only boto3 signs what it asks for: the others send a fixed header.
function credentials(ca: Authorities): readonly DrillCase[] {
  const withLine = (one: DrillCase, unit: UnitSettings): DrillCase => ({
    ...one,
    unit: { ...one.unit, lines: unit.lines ?? [], environment: { ...one.unit?.environment, ...unit.environment } },
  });
  const lost = caseOf('boto3', 'no-keys', 'credentials taken from the unit', ca);
  const gone = caseOf('boto3', 'no-file', 'file of credentials removed', ca);
  const file = `/etc/corp/${gone.name}.aws`;
  return [
    { ...lost, after: dropInOf(lost.name, [`UnsetEnvironment=${keys}`]) },
    {
      ...withLine(gone, { lines: [`UnsetEnvironment=${keys}`], environment: { AWS_SHARED_CREDENTIALS_FILE: file } }),
      files: { ...gone.files, [file]: '[default]\naws_access_key_id = AKIATEST\naws_secret_access_key = drill\n' },
      after: { files: { [file]: null } },
    },
  ];
}

function caseOf(kind: ServiceKind, label: string, mechanism: string, ca: Authorities): ReturnType<typeof basicCase> {
  return basicCase({ kind, name: `${kind}-secret-${label}`, mechanism, endpoint: 'secrets' }, ca);
}

// A call of the stand-in for AWS, which is reached through its socket.
function call(action: string, body: Readonly<Record<string, unknown>>): string {
  const { headers } = secretCall('GetSecretValue');
  const words = Object.entries({ ...headers, 'x-amz-target': `secretsmanager.${action}` }).map(([name, value]) => `-H '${name}: ${value}'`);
  return `curl -sSf -o /dev/null --unix-socket /shared/store.sock ${words.join(' ')} -d '${JSON.stringify(body)}' http://aws/`;
}
