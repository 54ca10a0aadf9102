import { expect, it } from 'vitest';
import { fetchesNothing, operandsOf, whyMayEnd } from '../../../src/evidence/reading/harmless-programs.ts';

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
])('%s is let be', (line) => {
  expect(fetchesNothing(line.split(' '))).toBe(true);
  expect(whyMayEnd(line.split(' '))).toBeUndefined();
});

it('says nothing of a program of the same name elsewhere, which was not looked into anyway', () => {
  expect(whyMayEnd(['/opt/test', '-f', '/srv/x'])).toBeUndefined();
});

it.each(['systemctl is-active db', '/usr/sbin/nginx -t -c /srv/x.conf', 'sshd -t', 'haproxy -c -f /srv/x'])(
  '%s decides whether a service comes up, unless it is the very server',
  (line) => {
    expect(fetchesNothing(line.split(' '))).toBe(true);
    expect(whyMayEnd(line.split(' '), '/usr/bin/python3')).toMatch(/ at each start.*, and was not asked$/);
  },
);

it.each(['/usr/sbin/nginx -t -q', 'systemctl stop db'])('%s is let be where the server is nginx', (line) => {
  expect(whyMayEnd(line.split(' '), '/usr/sbin/nginx')).toBeUndefined();
});

it.each([
  ['/bin/cat /srv/a b', 'there /srv/a'],
  ['chown -R app:app /srv/a /srv/b/', 'there /srv/a, there /srv/b'],
  ['/bin/cp /srv/a /srv/b', 'there /srv/a, in-folder /srv/b'],
  ['/bin/cp /srv/a b', 'there /srv/a'],
  ['/usr/bin/install -m 600 /srv/a /srv/b/c', 'there /srv/a, with-folders /srv/b'],
  ['ln -sf ../x /srv/a', 'in-folder /srv/a'],
  ['mkdir -p /srv/a/b', 'with-folders /srv/a/b'],
  ['touch /srv/%i /srv/a', 'in-folder /srv/a'],
  ['/opt/cat /srv/a', ''],
  ['rm -f /srv/a', ''],
  ['cat /srv/a?b', ''],
])('%s works on %j', (line, operands) => {
  expect(
    operandsOf(line.split(' '))
      .map(({ place, role }) => `${role} ${place}`)
      .join(', '),
  ).toBe(operands);
});
