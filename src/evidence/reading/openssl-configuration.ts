import type { MachineFiles } from '../machine/machine.ts';
import { type ConfigurationLine, configurationLines } from './openssl-configuration-lines.ts';
import { type Entry, systemSettings } from './openssl-configuration-settings.ts';

/** What a configuration of OpenSSL sets for all programs, by allow-listed names and values of fixed shape. */
export interface OpensslConfiguration {
  readonly path: string;
  readonly state: 'file' | 'missing' | 'unreadable';
  readonly settings: Readonly<Record<string, string>>;
  /** Why there may be more than the settings say, in sentences that begin with a small letter. */
  readonly unread?: readonly string[];
}

/** How deep `.include` is followed, not at all from files of a folder, and how many of one file or folder. The probe shows as much; a distribution has one. Our choice. */
const deepestInclude = 2;
const mostIncludes = 8;

type Files = Pick<MachineFiles, 'readText' | 'stat' | 'list'>;

/**
 * Reads a configuration of OpenSSL with all that it includes: the settings of `system_default`, which every SSL_CTX takes (ssl/ssl_mcnf.c,
 * ssl_ctx_system_config), of programs that start from this entry. What is not followed is a reason in `unread`, never "not set".
 */
export async function readOpensslConfiguration(machine: Files, file: string, entry: Entry): Promise<OpensslConfiguration> {
  const read = await machine.readText(file);
  if (read.text === undefined) {
    return read.missing
      ? { path: file, state: 'missing', settings: {} }
      : { path: file, state: 'unreadable', settings: {}, unread: [read.reason] };
  }
  const unread = new Set<string>();
  const sections = new Map<string, Map<string, string>>([['default', new Map()]]);
  let current = 'default';
  const inSection = (name: string): Map<string, string> => {
    const section = sections.get(name) ?? new Map<string, string>();
    sections.set(name, section);
    return section;
  };

  await take(read.text, file, 0);
  const found = systemSettings(sections, entry);
  const reasons = [...unread, ...found.unread];
  return { path: file, state: 'file', settings: found.settings, ...(reasons.length === 0 ? {} : { unread: reasons }) };

  async function take(text: string, from: string, depth: number): Promise<void> {
    const status = await machine.stat(from);
    if (status.kind === 'failed' || (status.mode & 0o4) === 0) unread.add(`${from} is not open to everybody, or that is not known`);
    let includes = 0;
    for (const line of configurationLines(text)) {
      if (line.kind !== 'include') keep(line, from);
      else if (depth >= deepestInclude || includes >= mostIncludes) unread.add(`${from} includes more files than are followed`);
      else {
        includes += 1;
        await include(line.path, depth + 1);
      }
    }
  }

  function keep(line: Exclude<ConfigurationLine, { kind: 'include' }>, from: string): void {
    if (line.kind === 'odd') unread.add(`${from} has a line that is not understood`);
    if (line.kind === 'section') {
      current = line.name;
      inSection(current);
    }
    if (line.kind === 'setting') {
      const section = inSection(current);
      section.delete(line.name);
      section.set(line.name, line.value);
    }
  }

  // process_include: what is not there is passed over; of a folder the files *.conf and *.cnf, in its own order, whose files include nothing here
  async function include(path: string, depth: number): Promise<void> {
    const status = await machine.stat(path);
    if (status.kind === 'failed') {
      if (!status.missing) unread.add(`${path}, which is included, could not be looked at: ${status.reason}`);
    } else if (status.kind !== 'directory') {
      await takeFile(path, depth);
    } else {
      await takeFolder(path);
    }
  }

  async function takeFolder(folder: string): Promise<void> {
    const listed = await machine.list(folder);
    if (listed.kind === 'failed') {
      unread.add(`${folder}, which is included, could not be listed: ${listed.reason}`);
      return;
    }
    const names = listed.names.filter((name) => /.\.(?:conf|cnf)$/i.test(name));
    if (names.length > mostIncludes) unread.add(`${folder} holds more files than are followed`);
    for (const name of names.slice(0, mostIncludes)) await takeFile(`${folder.replace(/\/+$/, '')}/${name}`, deepestInclude);
  }

  async function takeFile(path: string, depth: number): Promise<void> {
    const included = await machine.readText(path);
    if (included.text !== undefined) await take(included.text, path, depth);
    else unread.add(`${path}, which is included, could not be read: ${included.reason}`);
  }
}
