/**
 * A command that opens each file or folder to the user who may not read it, of sentences as the effective trust store has them: `/etc/app/ca.pem, which app may
 * not read (…)`. An access list opens it to him alone: a file that holds a private key as well must not be opened to everybody.
 */
export function remedyForClosed(closed: readonly string[]): string {
  const commands = closed.flatMap((sentence) => {
    const [, path, user] = /^(?:in [^:]+: )?(\/.*?), which (\S+) may not read \(/s.exec(sentence) ?? [];
    return path === undefined || user === undefined ? [] : [`setfacl -m u:${quoted(user)}:rX ${quoted(path)}`];
  });
  return `${commands.length === 0 ? 'let the user of the service read it' : commands.join(' && ')}; then restart one host alone and look before the next`;
}

// Paths come from hosts: a command that somebody pastes must not run what a path says
function quoted(word: string): string {
  return /^[\w./@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
