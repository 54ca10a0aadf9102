import { matchHostName } from '../host-name.ts';
import { breach, type Check, quoted } from './check.ts';

/** RFC 9525: the end-entity is for the name that the client asked for, by the client's rules. */
export const checkHostName: Check = (path, index) => {
  const certificate = path.certificates[index];
  if (certificate === undefined || index !== 0) return undefined;
  const answer = matchHostName(certificate, path.name, path.knobs.hostName);
  if (answer === 'unsupported') {
    return { kind: 'unsupported', reason: `whether ${quoted(certificate)} is for "${path.name ?? ''}" is not modelled for this client` };
  }
  return answer === 'match' ? undefined : breach('name-mismatch', `${quoted(certificate)} is not for "${path.name ?? ''}"`);
};
