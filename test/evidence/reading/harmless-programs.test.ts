import { expect, it } from 'vitest';
import { fetchesNothing, whyMayEnd } from '../../../src/evidence/reading/harmless-programs.ts';

it.each([
  '/bin/false',
  '/usr/bin/test -f /srv/x',
  '[ -f /srv/x ]',
  'mountpoint -q /srv',
  '/bin/mkdir /srv/x',
  'ln /srv/a /srv/b',
  'rm /srv/a',
  'mv /srv/a /srv/b',
])('%s fetches nothing, and may end with an error where nothing is wrong', (line) => {
  expect(fetchesNothing(line.split(' '))).toBe(true);
  expect(whyMayEnd(line.split(' '))).toMatch(/^\S+ (?:decides at each start|is started with it and ends with an error)/);
});

it.each([
  '/bin/true',
  '/bin/mkdir -p /srv/x',
  'ln -sf /srv/a /srv/b',
  'rm -rf /srv/a',
  '/usr/bin/install -d /srv/x',
  '/bin/chown app /srv/x',
  'nginx -t',
])('%s is let be', (line) => {
  expect(fetchesNothing(line.split(' '))).toBe(true);
  expect(whyMayEnd(line.split(' '))).toBeUndefined();
});

it('says nothing of a program of the same name elsewhere, which was not looked into anyway', () => {
  expect(whyMayEnd(['/opt/test', '-f', '/srv/x'])).toBeUndefined();
});
