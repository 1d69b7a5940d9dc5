// Usage: node echo-client.js PORT VERSION BYTES, in a directory with ca.crt, client.crt and client.key.
// Two connections, the second with the session of the first. Each sends BYTES and ends its side while most of the
// echo is still to come; allowHalfOpen keeps the other direction open.
'use strict';
const crypto = require('crypto');
const fs = require('fs');
const tls = require('tls');

const [port, version, bytes] = process.argv.slice(2);

function converse(number, session) {
  return new Promise((resolve, reject) => {
    const sent = crypto.randomBytes(Number(bytes));
    const received = [];
    let latest = session;
    const socket = tls.connect({
      host: '127.0.0.1', port: Number(port), servername: 'localhost', session,
      minVersion: version, maxVersion: version, allowHalfOpen: true,
      ca: fs.readFileSync('ca.crt'), cert: fs.readFileSync('client.crt'), key: fs.readFileSync('client.key'),
    });
    socket.on('secureConnect', () => socket.end(sent));
    socket.on('session', (offered) => { latest = offered; });
    socket.on('data', (chunk) => received.push(chunk));
    socket.on('error', reject);
    socket.on('end', () => {
      const intact = sent.equals(Buffer.concat(received));
      console.log(`${number} ${socket.getProtocol()} ${intact ? 'intact' : 'damaged'} reused=${socket.isSessionReused()}`);
      if (intact) resolve(latest); else reject(new Error('the echo is not what was sent'));
    });
  });
}

converse(1).then((session) => converse(2, session)).catch((error) => {
  console.error(error.stack);
  process.exitCode = 1;
});
