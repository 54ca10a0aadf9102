import { expect, it } from 'vitest';
import { isOfClassPath, preloadsOf, scriptOf } from '../../../src/evidence/reading/script-of-command.ts';

it.each([
  ['/usr/bin/node /opt/app/main.js --port 80', '/opt/app/main.js'],
  ['/usr/bin/node --use-openssl-ca --max-http-header-size=1 /opt/app/main.mjs', '/opt/app/main.mjs'],
  ['/opt/venv/bin/python3.11 -u /opt/app/app.py', '/opt/app/app.py'],
  ['/usr/bin/node --enable-source-maps --? /opt/app/main.js', '/opt/app/main.js'],
  ['/usr/bin/node --require /opt/trace.js /opt/app/main.js', '/opt/app/main.js'],
  ['/usr/bin/python3 -OO -W ignore /opt/app/app.py', '/opt/app/app.py'],
  ['/opt/venv/bin/python /opt/venv/bin/gunicorn app:app', '/opt/venv/bin/gunicorn'],
  ['/usr/bin/python3 -uX dev -Wmodule /opt/app/serve', '/opt/app/serve'],
  ['/usr/bin/python3 -? /opt/app/app.py', '/opt/app/app.py'],
  ['/usr/bin/java -cp /opt/lib/a.jar --add-opens java.base/java.lang=ALL-UNNAMED -jar /opt/app/app.jar', '/opt/app/app.jar'],
  ['/usr/bin/java -cp /opt/app/app.jar Main', '/opt/app/app.jar'],
  ['/usr/bin/java -Xmx1g -classpath /opt/app com.acme.Main2 -cp /x Y', '/opt/app/com/acme/Main2.class'],
  ['/usr/bin/java -Xmx1g -Da=b -jar /opt/app/app.jar /opt/app/other.jar', '/opt/app/app.jar'],
])('%s needs %s', (line, script) => {
  expect(scriptOf(line.split(' '))).toBe(script);
});

it.each([
  ['/usr/bin/python3 app.py', '/srv/app/app.py'],
  ['/usr/bin/python3 ../x/server', '/srv/x/server'],
  ['/usr/bin/node ./src/main.js', '/srv/app/src/main.js'],
  ['/usr/bin/java -Xmx1g -jar app.jar', '/srv/app/app.jar'],
])('%s needs %s in its folder', (line, script) => {
  const words = line.split(' ');
  expect(scriptOf(words, '/srv/app')).toBe(script);
  expect([undefined, '~', '-/srv/app', '/srv/%i', '?'].map((folder) => scriptOf(words, folder))).toEqual(Array.from({ length: 5 }));
  expect(isOfClassPath(script, words)).toBe(false);
});

it.each([
  '/usr/bin/python3 - app.py',
  '/usr/bin/python3 -m app',
  '/usr/bin/python3 -mhttp.server 8000',
  '/usr/bin/python3 -Ium app /etc/app',
  '/usr/bin/python3 -? /etc/app',
  '/usr/bin/python3 -X dev -Wmodule -c 1 app.py',
  '/usr/bin/python3 ?',
  '/usr/bin/python3 ?/app.py',
  '/usr/bin/node main',
  '/usr/bin/java -cp lib Main',
])('%s names none for sure in its folder either', (line) => {
  expect(scriptOf(line.split(' '), '/srv/app')).toBeUndefined();
});

it.each([
  // a word that an option takes is none of them
  '/usr/bin/node --redirect-warnings /var/log/app.log /opt/app/main.js',
  '/usr/bin/node -e 1 /opt/app/main.js',
  '/usr/bin/java Main -jar /opt/app/app.jar',
  '/usr/bin/python3 -c /opt/app/app.py',
  '/usr/bin/python3 -m app /opt/app/app.py',
  '/usr/bin/node main.js',
  '/usr/bin/node /opt/app',
  // another place may hold the class, or the JDK itself; what ends in .java is compiled first
  '/usr/bin/java -cp /opt/app/app.jar:/opt/lib Main',
  '/usr/bin/java -cp /opt/lib/* Main',
  '/usr/bin/java -cp lib Main',
  '/usr/bin/java -cp /opt/app jdk.tools.Main',
  '/usr/bin/java -cp /opt/app Main.java',
  '/usr/bin/java -cp /opt/app -Xmx1g Main',
  '/usr/bin/java Main -cp /opt/app Other',
  '/usr/bin/java -jar',
  '/opt/app/serve /opt/app/app.py',
  '/usr/bin/node',
])('%s names none for sure', (line) => {
  expect(scriptOf(line.split(' '))).toBeUndefined();
});

it.each([
  ['/usr/bin/node -r /opt/a.js --require=/opt/b.cjs --import /opt/c.mjs /opt/app.js', {}, ['/opt/a.js', '/opt/b.cjs', '/opt/c.mjs']],
  ['/usr/bin/node /opt/app.js', { NODE_OPTIONS: '--max-old-space-size=1 --require "/opt/a.js"' }, ['/opt/a.js']],
  [
    '/usr/bin/java -javaagent:/opt/a.jar=x=y -agentpath:/opt/libc.so=port=1 -agentlib:jdwp=x -jar /opt/app.jar',
    { JAVA_TOOL_OPTIONS: '-javaagent:/opt/b.jar' },
    ['/opt/a.jar', '/opt/libc.so', '/opt/b.jar'],
  ],
  // what belongs to the application, what is searched for, and what another program would be told
  ['/usr/bin/node /opt/app.js -r /opt/a.js', {}, []],
  ['/usr/bin/java -jar /opt/app.jar -javaagent:/opt/a.jar', {}, []],
  ['/usr/bin/node -r dotenv/config --import=tsx -r ./a.js /opt/app.js', {}, []],
  ['/usr/bin/python3 /opt/app.py -r /opt/a.js', { NODE_OPTIONS: '-r /opt/a.js' }, []],
])('%s with %o loads %o first', (line, environment, files) => {
  expect(preloadsOf(line.split(' '), new Map(Object.entries(environment)))).toEqual(files);
});
