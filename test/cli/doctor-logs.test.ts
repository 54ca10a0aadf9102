import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkLogs } from '../../src/cli/doctor-logs.ts';
import type { FetchLog } from '../../src/config/secrets-config.ts';
import { scratch } from '../credential-store/servers.ts';

const home = scratch();
afterAll(() => home.remove());
home.write('trail.json', '{"Records":[]}');
home.write('other.json', '{"x":1}');
mkdirSync(path.join(home.folder, 'logs'));
home.write('logs/foreign.json', '{"x":1}');

const checked = (from: FetchLog['from'], ...files: readonly string[]) =>
  checkLogs({ fetchLogs: files.map((file) => ({ from, path: path.resolve(home.folder, file) })), baseDirectory: home.folder });

describe('snowline doctor about the logs of fetches', () => {
  it('opens them, and names them as they are configured, the files of a folder too', async () => {
    expect(await checked('cloudtrail', 'trail.json', 'other.json', 'logs')).toMatchObject([
      { ok: true, scope: 'trail.json', detail: '1 file of fetches of secrets' },
      { ok: false, scope: 'other.json', detail: 'no record of CloudTrail in it' },
      { ok: false, scope: 'logs/foreign.json', detail: 'no record of CloudTrail in it' },
    ]);
  });

  it('names one outside the folder of the configuration by its whole path', async () => {
    expect(await checked('cloudtrail', '/nonexistent/trail')).toMatchObject([{ scope: '/nonexistent/trail' }]);
  });

  it('says of one that is not there where it is looked for', async () => {
    expect(await checked('cloudtrail', 'none.json')).toEqual([
      {
        scope: 'none.json',
        check: 'fetches',
        ok: false,
        detail: 'there is no such file or folder',
        remedy: 'its path is relative to the folder of the configuration',
      },
    ]);
  });

  it('says of the wrong kind which files are right, and which key reads the other', async () => {
    expect(await checked('cloudtrail', 'other.json')).toMatchObject([{ remedy: expect.stringMatching(/"Records".*from: vault-audit$/) }]);
    expect(await checked('vault-audit', 'other.json')).toMatchObject([
      { remedy: expect.stringMatching(/audit device.*from: cloudtrail$/) },
    ]);
  });
});
