import { secretCall } from '../../secret-clients.ts';

const call = secretCall('GetSecretValue');
/** The headers that every program sends, as they go over the wire. */
export const headers = Object.entries(call.headers);
/** The same as a literal of JavaScript and Python. */
export const headersText = JSON.stringify(call.headers);
/** Name of the secret that a service reads unless its SECRET_ID says another. */
export const secretId = (JSON.parse(call.body) as { readonly SecretId: string }).SecretId;
/** What asks for a secret. */
export const bodyFor = (id: string): string => JSON.stringify({ SecretId: id });
