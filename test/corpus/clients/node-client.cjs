// Runs in any Node.js from 6 on: reads [{id, port, name, ca}] from the file that is named, prints one JSON answer a line.
const fs = require('fs');
const net = require('net');
const tls = require('tls');

const cases = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
let next = 0;

function ask() {
  const one = cases[next];
  next += 1;
  if (one === undefined) return;
  let done = false;
  const answer = (outcome, error) => {
    if (done) return;
    done = true;
    // written at once: a crash must not take earlier answers along
    fs.writeSync(1, `${JSON.stringify({ id: one.id, outcome, error })}\n`);
    ask();
  };
  const fail = (error) => {
    answer('FAILURE', `${error.code || ''} ${error.message}`);
  };
  try {
    const plain = net.connect(one.port, '127.0.0.1');
    plain.on('error', fail);
    const socket = tls.connect({
      socket: plain,
      // compared with the certificate where there is no server name, which addresses may not be
      host: one.name,
      servername: net.isIP(one.name) ? '' : one.name,
      ca: one.ca,
    });
    socket.on('secureConnect', () => {
      answer(socket.authorized ? 'SUCCESS' : 'FAILURE', socket.authorizationError && String(socket.authorizationError));
      socket.destroy();
    });
    socket.on('error', fail);
    socket.on('close', () => fail(new Error('closed before the handshake was done')));
  } catch (error) {
    fail(error);
  }
}

for (let index = 0; index < 8; index += 1) ask();
