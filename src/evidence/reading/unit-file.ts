/** Settings of a unit after all its drop-ins: `Service.ExecStart` → values in order. */
export type UnitSettings = ReadonlyMap<string, readonly string[]>;

/**
 * Reads the unit file and its drop-ins, in the order in which systemd does (systemd.syntax(7)): sections, comments,
 * lines continued with a backslash, and an empty assignment that clears what stood before.
 */
export function parseUnit(texts: readonly string[]): UnitSettings {
  const settings = new Map<string, string[]>();
  for (const text of texts) {
    let section = '';
    for (const line of logicalLines(text)) {
      const header = /^\[(.+)\]$/.exec(line);
      if (header !== null) {
        section = header[1] ?? '';
        continue;
      }
      // systemd reads no further then (252, src/shared/conf-parser.c, parse_line)
      if (line.startsWith('[')) break;
      const equals = line.indexOf('=');
      if (equals <= 0) continue;
      const key = `${section}.${line.slice(0, equals).trim()}`;
      const value = line.slice(equals + 1).trim();
      if (value === '') settings.set(key, []);
      else {
        const values = settings.get(key) ?? [];
        values.push(value);
        settings.set(key, values);
      }
    }
  }
  return settings;
}

/** The value that counts of a setting that takes one. */
export function lastOf(settings: UnitSettings, key: string): string | undefined {
  return settings.get(key)?.at(-1);
}

/** Reads a setting of yes or no as systemd does. */
export function isYes(value: string | undefined): boolean {
  return /^(?:1|yes|y|true|t|on)$/i.test(value ?? '');
}

// systemd 252, src/shared/conf-parser.c, config_parse: a carriage return ends a line, too, and only a backslash at the very end that no other escapes continues one.
function logicalLines(text: string): string[] {
  const lines: string[] = [];
  let open = '';
  for (const raw of text.split(/\r\n?|\n\r?/)) {
    const line = raw.replace(/^[ \t]+/, '');
    // Comments inside a continued line are skipped and do not end it.
    if (/^[#;]/.test(line)) continue;
    const whole = open + line;
    open = /(?<!\\)(?:\\\\)*\\$/.test(whole) ? `${whole.slice(0, -1)} ` : '';
    // What is not UTF-8 is left out
    if (open === '' && !whole.includes('\uFFFD')) lines.push(whole.trim());
  }
  if (open !== '') lines.push(open.trim());
  return lines.filter((line) => line !== '');
}
