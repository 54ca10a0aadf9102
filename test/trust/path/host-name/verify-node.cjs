// Reads {"certificates": [base64 DER], "names": [text]} and prints a line of 0 and 1 for each certificate. Runs in old releases of Node.js.
const { X509Certificate } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { checkServerIdentity } = require('node:tls');

const { certificates, names } = JSON.parse(readFileSync(0, 'utf8'));
for (const der of certificates) {
  const peer = new X509Certificate(Buffer.from(der, 'base64')).toLegacyObject();
  const accepts = (name) => {
    try {
      return checkServerIdentity(name, peer) === undefined;
    } catch {
      return false;
    }
  };
  console.log(names.map((name) => (accepts(name) ? '1' : '0')).join(''));
}
