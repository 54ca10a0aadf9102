import { allowedVariables, optionVariables, unreadVariables } from './allow-list.ts';

// The probe's word filter holds the same (31-unit-lines.sh).
const secretName = /PASS|SECRET|TOKEN|KEY|CRED|AUTH|PRIVATE/i;
const known: ReadonlySet<string> = new Set([
  ...Object.keys(allowedVariables),
  ...optionVariables,
  ...unreadVariables,
  'AWS_SHARED_CREDENTIALS_FILE',
  'VAULT_CLIENT_KEY',
]);

/**
 * Returns the value of a variable as the command lines of a unit may use it: of one whose name says that it is a secret only that it is
 * there. What may be several words, or an option, becomes words that any program has to say it could not read.
 */
export function usableValue(name: string, value: string): string {
  if (allowedVariables[name] === 'set') return value === '' ? '' : '?';
  if (known.has(name) || !secretName.test(name)) return value;
  return /[^!-~]|[\\"']|^[-@]/.test(value) ? '--env-file=? @? --cacert ?' : '?';
}
