/** Steps from the top of a document to a value: mapping keys and list indexes. */
export type KeyPath = readonly PropertyKey[];

/** `stores[0].servedChain.from`; keys that are not plain words are quoted: `filters["tag:env"]`. */
export function formatKeyPath(path: KeyPath): string {
  let text = '';
  for (const step of path) {
    const name = String(step);
    if (typeof step === 'number') text += `[${step}]`;
    else if (!/^[A-Za-z_][\w-]*$/.test(name)) text += `[${quote(name)}]`;
    else text += text === '' ? name : `.${name}`;
  }
  return text;
}

/** The text in double quotes, shortened, with everything escaped that could move the cursor or reverse the line. */
export function quote(text: string): string {
  const short = text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text;
  return JSON.stringify(short).replaceAll(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** What was found, for an error message: the value shortened, or only its kind where it may be a secret. */
export function showValue(value: unknown, path: KeyPath): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (mayBeSecret(value, path)) return `a ${typeof value} (not shown)`;
  return typeof value === 'string' ? quote(value) : JSON.stringify(value);
}

const shownCharacters = 60;
// A wrong guess costs a less helpful message; a missed one puts a secret into a terminal and a CI log.
const secretKey = /pass(?:word|phrase|wd)?$|secret|token|credential|private|api[-_]?key|access[-_]?key|auth|(?:^|_)key$|Key$|externalId/i;
const secretText = /-----BEGIN|:\/\/[^/\s@]*:[^/\s@]*@|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\b(?:hvs|s)\.[A-Za-z0-9]{20,}/;

function mayBeSecret(value: unknown, path: KeyPath): boolean {
  if (path.some((step) => typeof step === 'string' && secretKey.test(step))) return true;
  return typeof value === 'string' && secretText.test(value);
}
