import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { assertWritable } from '../../src/cli/private-file.ts';
import { judgingSettings, readConfig, readDuration, readMaxAge, readTimeout } from '../../src/cli/settings.ts';
import { ConfigError, UsageError } from '../../src/errors.ts';
import { temporaryFolder } from '../inventory/temporary-folder.ts';

describe('judgingSettings', () => {
  it('are the defaults of the design where nothing is given', () => {
    expect(judgingSettings({}, undefined)).toEqual({
      now: undefined,
      horizonDays: undefined,
      failOn: 'high',
      minCoverage: 100,
      format: 'table',
    });
  });

  it('come from the configuration where no flag is given, and from the flag before it', () => {
    const config = { horizon: '60d', failOn: 'critical', minCoverage: 80 } as const;
    expect(judgingSettings({}, config)).toMatchObject({ horizonDays: 60, failOn: 'critical', minCoverage: 80 });
    const flags = { horizon: '12h', failOn: 'none', minCoverage: '0' };
    expect(judgingSettings(flags, config)).toMatchObject({ horizonDays: 0.5, failOn: 'none', minCoverage: 0 });
  });

  it('keep failOn: none of a configuration', () => {
    expect(judgingSettings({}, { failOn: 'none' }).failOn).toBe('none');
  });

  it.each(['-1', '101', 'abc', '', ' ', '0x10', '1e1', 'Infinity'])('refuse a coverage of %j per cent', (minCoverage) => {
    expect(() => judgingSettings({ minCoverage }, undefined)).toThrow(UsageError);
  });

  it.each(['30', '30 d', 'd', '-3d', '1.5d', '', '30y', '9999999d'])('refuse the horizon %j', (horizon) => {
    expect(() => judgingSettings({ horizon }, undefined)).toThrow(/--horizon/);
  });

  it.each(['yesterday', '2026-02-30', '2026-13-01', '2026-06-01T00:00:00', '1780272000', ''])('refuse the moment %j', (now) => {
    expect(() => judgingSettings({ now }, undefined)).toThrow(/--now/);
  });

  it('read a date as its first moment in UTC', () => {
    expect(judgingSettings({ now: '2026-06-01' }, undefined).now).toBe(Date.parse('2026-06-01T00:00:00Z'));
    expect(judgingSettings({ now: '2026-06-01T02:00:00+02:00' }, undefined).now).toBe(Date.parse('2026-06-01T00:00:00Z'));
  });
});

describe('readDuration', () => {
  it('is in milliseconds, and names the flag that is wrong', () => {
    expect(readDuration('--timeout', '90m')).toBe(5_400_000);
    expect(() => readDuration('--timeout', 'soon')).toThrow('--timeout soon is not a duration');
  });
});

describe('readConfig', () => {
  const read = (file: string | undefined, folder: string) => readConfig(file, folder, () => undefined);

  it('is nothing without the flag', async () => {
    expect(read(undefined, await temporaryFolder())).toBeUndefined();
  });

  it('reads a file beside the working directory', async () => {
    const folder = await temporaryFolder();
    writeFileSync(path.join(folder, 'snowline.yaml'), 'horizon: 60d\n');
    expect(read('snowline.yaml', folder)).toEqual({ horizon: '60d' });
  });

  it('names a file that is not there', async () => {
    const folder = await temporaryFolder();
    expect(() => read('nowhere.yaml', folder)).toThrow(ConfigError);
    expect(() => read('nowhere.yaml', folder)).toThrow(/ENOENT/);
  });

  it.each([
    ['nowhere.yaml', 'make one with: snowline init'],
    ['.', 'it is a folder: name the file in it'],
    ['file/snowline.yaml', 'its folder is a file: name another one'],
  ])('says of %s what to do about it, and offers to make one only where there is none', async (file, hint) => {
    const folder = await temporaryFolder();
    writeFileSync(path.join(folder, 'file'), '');
    expect(() => read(file, folder)).toThrow(expect.objectContaining({ hint }));
  });

  it('names the line of what it cannot read', async () => {
    const folder = await temporaryFolder();
    writeFileSync(path.join(folder, 'snowline.yaml'), 'minCoverage: 80\nhorizont: 60d\n');
    expect(() => read('snowline.yaml', folder)).toThrow(expect.objectContaining({ file: 'snowline.yaml', line: 2 }));
  });
});

describe('readTimeout', () => {
  it('takes a second or more, and a minute where nothing is said', () => {
    expect(readTimeout(undefined)).toBe(60_000);
    expect(readTimeout('1s')).toBe(1_000);
    expect(readTimeout('24h')).toBe(86_400_000);
    expect(() => readTimeout('0s')).toThrow(UsageError);
    // setTimeout takes a longer one for 1 ms
    expect(() => readTimeout('25d')).toThrow('--timeout 25d is longer than a day');
    expect(() => readTimeout('soon')).toThrow(UsageError);
  });
});

describe('readMaxAge', () => {
  it('is in days, and a week where nothing is said', () => {
    expect(readMaxAge({}, undefined)).toBe(7);
    expect(readMaxAge({}, { evidence: { maxAge: '12h' } })).toBe(0.5);
    expect(readMaxAge({ maxAge: '1d' }, { evidence: { maxAge: '12h' } })).toBe(1);
  });

  it('is not none, by which no evidence would count', () => {
    expect(() => readMaxAge({ maxAge: '0s' }, undefined)).toThrow(UsageError);
    expect(() => readMaxAge({ config: 'f.yaml' }, { evidence: { maxAge: '0d' } })).toThrow(expect.objectContaining({ file: 'f.yaml' }));
  });
});

describe('assertWritable', () => {
  it('passes for a file that is there and for one that can be made, and leaves both as they are', async () => {
    const folder = await temporaryFolder();
    writeFileSync(path.join(folder, 'there'), 'text');
    assertWritable(path.join(folder, 'there'));
    assertWritable(path.join(folder, 'new'));
    expect(readdirSync(folder)).toEqual(['there']);
    expect(readFileSync(path.join(folder, 'there'), 'utf8')).toBe('text');
  });

  it('refuses a folder, and a file in a folder that is not there', async () => {
    const folder = await temporaryFolder();
    expect(() => assertWritable(folder)).toThrow(/EISDIR/);
    expect(() => assertWritable(path.join(folder, 'nowhere/file'))).toThrow(/ENOENT/);
  });
});
