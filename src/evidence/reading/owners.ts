import type { Machine } from '../machine/machine.ts';

/** Names of users by their number, as the machine's own file has them; those of a directory are known by number only. */
export async function readOwners(machine: Machine): Promise<ReadonlyMap<number, string>> {
  const { text } = await machine.readText('/etc/passwd');
  const lines = (text ?? '').split('\n').map((line) => line.split(':'));
  return new Map(lines.map(([name = '', , uid = '']) => [Number(uid || Number.NaN), name]));
}
