/** What the log will say; where a client writes the status of the answer alone, what that number is. */
export function logText(expectedError: string): string {
  const status = expectedError.trim();
  return /^[1-5]\d\d$/.test(status) ? `HTTP ${status} from the store (the client writes "${status}" alone)` : expectedError;
}
