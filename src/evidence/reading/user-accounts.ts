import type { Machine } from '../machine/machine.ts';

/** A user as the system knows it. */
export interface Account {
  /** As owners of files are told. */
  readonly name?: string;
  readonly uid: number;
  readonly groups: ReadonlySet<number>;
  readonly home: string;
}

/** The account of a name or number; undefined where no directory of users that could be asked names it. */
export async function findAccount(machine: Machine, user: string, group?: string): Promise<Account | undefined> {
  const passwd = await machine.readText('/etc/passwd');
  // Users of LDAP and the like are named by no file.
  const line = lineOf(passwd.text ?? '', user) ?? (await machine.askDirectory(user));
  if (line === undefined) return undefined;
  const [name = '', , uid = '', gid = '', , home = ''] = line.split(':');
  const { text = '' } = await machine.readText('/etc/group');
  const rows = text.split('\n').map((row) => row.split(':'));
  const own = group === undefined ? gid : (rows.find((row) => row[0] === group || row[2] === group)?.[2] ?? group);
  const member = rows.filter((row) => row[3]?.split(',').includes(name)).map((row) => row[2]);
  return { name, uid: Number(uid), groups: new Set([own, ...member].map(Number)), home };
}

function lineOf(passwd: string, user: string): string | undefined {
  const lines = passwd.split('\n').filter((line) => line.split(':').length >= 6);
  return lines.find((line) => line.split(':')[0] === user) ?? lines.find((line) => line.split(':')[2] === user);
}
