import { describe, expect, it } from 'vitest';
import { untriedCommand } from '../../../src/evidence/reading/untried-words.ts';

const untried = (next: string, now: string): string | undefined => untriedCommand(next.split(' '), now.split(' '));

describe('a command line that no start has tried', () => {
  it.each([
    ['/usr/bin/python3 -Z /srv/app.py', '/usr/bin/python3.11 /srv/app.py', 'an option before its program'],
    ['/usr/bin/python3 -Z -m app', '/usr/bin/python3.11 -m app', 'an option before its program'],
    ['/usr/bin/node --no-such /srv/a.js', '/usr/bin/node /srv/a.js --no-such', 'an option before its program'],
    ['/usr/bin/java -XX:+UseParNewGC -jar /srv/a.jar', '/usr/bin/java -jar /srv/a.jar', 'an option before its program'],
    ['/usr/bin/java -jar /srv/b.jar', '/usr/bin/java -jar /srv/a.jar', 'that it is to run b.jar'],
    ['/usr/bin/python3 /srv/b.py', '/usr/bin/python3.11 /srv/a.py', 'that it is to run b.py'],
  ])('%s in place of %s', (next, now, what) => {
    expect(untried(next, now)).toBe(what);
  });

  it.each([
    ['/usr/bin/python3 -u -B /srv/app.py --new', '/usr/bin/python3.11 -u -B /srv/app.py'],
    ['/usr/bin/java -XX:+UseZGC -Djavax.net.ssl.trustStore=/b -jar /srv/a.jar', '/usr/bin/java -XX:+UseZGC -jar /srv/a.jar'],
    ['/usr/bin/java -Xmx1g -Dapp=x -cp /srv/lib Main', '/usr/bin/java -cp /srv/lib Main'],
    ['/usr/bin/node --use-openssl-ca app.js', '/usr/bin/node app.js'],
    ['/opt/app --no-such', '/opt/app'],
    ['/usr/bin/python3 /srv/app.py', 'gunicorn: main'],
  ])('is none: %s in place of %s', (next, now) => {
    expect(untried(next, now)).toBeUndefined();
  });
});
