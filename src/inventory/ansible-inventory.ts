import * as z from 'zod';
import { ConfigError } from '../errors.ts';

/** What is read of an Ansible inventory; hostvars may hold passwords, so nothing but these fields is kept. */
export interface AnsibleInventory {
  readonly groups: ReadonlyMap<string, AnsibleGroup>;
  readonly variables: ReadonlyMap<string, AnsibleVariables>;
}

/** A group by the names of its own hosts and of the groups inside it. */
export interface AnsibleGroup {
  readonly hosts: readonly string[];
  readonly children: readonly string[];
}

/** The variables of one host that are kept; all others are dropped at the door. */
export interface AnsibleVariables {
  /** Services that a variable names; undefined where no such variable is set. */
  readonly services: readonly string[] | undefined;
  readonly ansible_host: string | undefined;
  readonly ansible_connection: string | undefined;
}

const names = z.array(z.string());
const groupSchema = z.object({ hosts: names.optional(), children: names.optional() });
const documentSchema = z.record(z.string(), z.unknown());
const metaSchema = z.object({ hostvars: z.record(z.string(), z.record(z.string(), z.unknown())).optional() });
const servicesSchema = z.union([z.string().transform((text) => text.split(',')), names]);

/** Reads the output of `ansible-inventory --list`. Throws ConfigError without quoting any value. */
export function parseAnsibleInventory(text: string, file: string): AnsibleInventory {
  const document = documentSchema.safeParse(parseJson(text, file));
  if (!document.success) throw notAnInventory(file, 'expected one JSON object with groups');
  const { _meta, ...groups } = document.data;
  const meta = metaSchema.safeParse(_meta ?? {});
  if (!meta.success) throw notAnInventory(file, 'expected _meta.hostvars to hold an object for each host');
  return {
    groups: new Map(Object.entries(groups).map(([name, group]) => [name, parseGroup(name, group, file)])),
    variables: new Map(Object.entries(meta.data.hostvars ?? {}).map(([host, vars]) => [host, parseVariables(host, vars, file)])),
  };
}

function parseGroup(name: string, value: unknown, file: string): AnsibleGroup {
  // Inventory scripts of old may print a group as a bare list of its hosts.
  const bare = names.safeParse(value);
  if (bare.success) return { hosts: bare.data, children: [] };
  const group = groupSchema.safeParse(value);
  if (!group.success) throw notAnInventory(file, `expected group ${JSON.stringify(name)} to have lists of names as hosts and children`);
  return { hosts: group.data.hosts ?? [], children: group.data.children ?? [] };
}

const serviceVariables = ['snowline_services', 'snowline_service', 'service'];

function parseVariables(host: string, variables: Readonly<Record<string, unknown>>, file: string): AnsibleVariables {
  const text = (key: string) => {
    const value = plain(variables[key]);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const set = serviceVariables.find((key) => variables[key] !== undefined && variables[key] !== null);
  return {
    services: set === undefined ? undefined : parseServices(variables[set], { host, key: set, file }),
    ansible_host: text('ansible_host'),
    ansible_connection: text('ansible_connection'),
  };
}

function parseServices(value: unknown, at: { readonly host: string; readonly key: string; readonly file: string }): readonly string[] {
  const listed = Array.isArray(value) ? value.map(plain) : plain(value);
  const services = servicesSchema.safeParse(listed);
  if (services.success) return [...new Set(services.data.map((name) => name.trim()))].filter((name) => name !== '');
  throw notAnInventory(at.file, `expected ${at.key} of host ${JSON.stringify(at.host)} to be a name or a list of names`);
}

const unsafeKey = '__ansible_unsafe';

/** Ansible prints texts that it must not template as `{ "__ansible_unsafe": "text" }`. */
function plain(value: unknown): unknown {
  return typeof value === 'object' && value !== null && unsafeKey in value ? value[unsafeKey] : value;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    // The message of the engine quotes the text around the fault, which may be a password: only its position is passed on.
    const position = /line (\d+) column (\d+)/.exec(error instanceof Error ? error.message : '');
    const at = position === null ? { file } : { file, line: Number(position[1]), column: Number(position[2]) };
    throw new ConfigError(`${file} is not JSON`, at, { hint: 'write it with: ansible-inventory --list --export > FILE' });
  }
}

function notAnInventory(file: string, expected: string): ConfigError {
  return new ConfigError(`${file} is not the output of ansible-inventory --list: ${expected}`, { file });
}
