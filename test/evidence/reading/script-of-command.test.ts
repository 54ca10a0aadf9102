import { expect, it } from 'vitest';
import { scriptOf } from '../../../src/evidence/reading/script-of-command.ts';

it.each([
  ['/usr/bin/node /opt/app/main.js --port 80', '/opt/app/main.js'],
  ['/usr/bin/node --use-openssl-ca --max-http-header-size=1 /opt/app/main.mjs', '/opt/app/main.mjs'],
  ['/opt/venv/bin/python3.11 -u /opt/app/app.py', '/opt/app/app.py'],
  ['/usr/bin/java -Xmx1g -Da=b -jar /opt/app/app.jar /opt/app/other.jar', '/opt/app/app.jar'],
])('%s needs %s', (line, script) => {
  expect(scriptOf(line.split(' '))).toBe(script);
});

it.each([
  // the word may be what the option in front of it takes
  '/usr/bin/node --redirect-warnings /var/log/app.js',
  '/usr/bin/python3 -c /opt/app/app.py',
  '/usr/bin/python3 -m app /opt/app/app.py',
  '/usr/bin/node main.js',
  '/usr/bin/node /opt/app',
  '/usr/bin/java -cp /opt/app/app.jar Main',
  '/usr/bin/java -jar',
  '/opt/app/serve /opt/app/app.py',
  '/usr/bin/node',
])('%s names none for sure', (line) => {
  expect(scriptOf(line.split(' '))).toBeUndefined();
});
