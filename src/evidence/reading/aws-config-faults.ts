// Of both settings (botocore 1.43: args.py, sdk-default-configuration.json); with another value it ends before it asks anybody (measured).
const modes = /^(?:legacy|standard|adaptive|auto|in-region|cross-region|mobile)$/i;

/**
 * Whether botocore ends with one of the shared files of AWS. It reads them as Python's configparser does, which is strict (configloader.py); other SDKs may
 * read on. What stands further in beneath a value is not looked at. In place of each line that it ends with the probe tells `?`, which is one as well
 * (25-files-with-words.sh).
 */
export function endsBotocore(text: string): boolean {
  const names = new Set<string>();
  let section = 0;
  let level = 0;
  let isNamed = false;
  for (const line of text.split(/\r?\n/)) {
    const said = line.replaceAll(/[ \t\r]/g, '').toLowerCase();
    const indent = line.search(/[^ \t]/);
    if (said === '' || /^[#;]/.test(said) || (isNamed && indent > level)) continue;
    level = indent;
    isNamed = !/^\[.+\]/.test(said);
    if (!isNamed) {
      section += 1;
      continue;
    }
    const [name = ''] = said.split(/[=:]/, 1);
    const key = `${section} ${name}`;
    if (section === 0 || name === '' || name === said) return true;
    // Of two bundles their reading tells (aws-config.ts)
    if (names.has(key) && name !== 'ca_bundle') return true;
    if (/^(?:retry|defaults)_mode$/.test(name) && !modes.test(said.slice(name.length + 1))) return true;
    names.add(key);
  }
  return false;
}
