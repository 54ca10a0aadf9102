import { afterAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/cli/settings.ts';
import { scratch } from '../credential-store/servers.ts';

const home = scratch();
afterAll(() => home.remove());

const read = (client: string) => {
  home.write('fleet.yaml', `services:\n  declared:\n    - { name: orders, client: ${client} }\n`);
  return () => readConfig('fleet.yaml', home.folder, () => undefined);
};

describe('the client of a declared service', () => {
  it('is refused where it stands, with the name that was meant', () => {
    expect(read('pyton')).toThrow(
      expect.objectContaining({
        message: 'services.declared[0].client: no client profile is called "pyton"; did you mean "python"?',
        file: 'fleet.yaml',
        line: 3,
        column: 31,
      }),
    );
  });

  it('is a family or a profile', () => {
    for (const client of ['java', 'python']) expect(read(client)()?.services?.declared?.[0]?.client).toBe(client);
  });
});
