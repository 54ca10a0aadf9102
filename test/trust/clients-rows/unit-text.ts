// A systemd unit that starts exactly one command with exactly these variables (systemd.syntax(7), systemd.service(5)).

/** The text of the unit. */
export function unitText(command: readonly string[], environment: Readonly<Record<string, string>>): string {
  const lines = Object.entries(environment).map(([name, value]) => `Environment=${quoted(`${name}=${value}`)}`);
  return ['[Service]', ...lines, `ExecStart=${command.map((word) => quoted(word).replaceAll('$', '$$$$')).join(' ')}`, ''].join('\n');
}

function quoted(word: string): string {
  return `"${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replaceAll('%', '%%')}"`;
}
