// The first process of a sandbox that needs the network. The sandbox has a network namespace with nothing in it but loopback;
// this script joins two of its ports with unix sockets that the host can see, and then starts the real command:
//   ports: 127.0.0.1:<port>  ->  a socket of the host: its egress proxy, the app's database
//   app:   a socket that it makes, once something listens on the app's port  ->  that port
//   ready: a file that it makes when the ports can be used
// pump: the command writes to a pipe of its own, because ours does not block and not every program can write to such a one.
// It runs with the rights of the code beside it and is not part of any boundary: killing it cuts that code off.
'use strict';
const fs = require('node:fs');
const net = require('node:net');
const { spawn } = require('node:child_process');

const split = process.argv.indexOf('--');
const settings = JSON.parse(process.argv[2]);
const command = process.argv.slice(split + 1);

function join(a, b) {
  a.on('error', () => b.destroy());
  b.on('error', () => a.destroy());
  a.on('close', () => b.destroy());
  b.on('close', () => a.destroy());
  a.pipe(b);
  b.pipe(a);
}

function relay(connect) {
  return net.createServer({ allowHalfOpen: true, noDelay: true }, (socket) => join(socket, connect()));
}

function probe(host, port, done) {
  const socket = net.connect({ host, port });
  socket.once('connect', () => { socket.destroy(); done(true); });
  socket.once('error', () => { socket.destroy(); done(false); });
}

function whenListening(port, done) {
  probe('127.0.0.1', port, (v4) => v4 ? done('127.0.0.1') : probe('::1', port, (v6) =>
    v6 ? done('::1') : setTimeout(whenListening, 15, port, done)));
}

// The host stops an app that nobody has open: it looks at when this file was last written.
function noteUse(server, file) {
  const touch = () => fs.writeFile(file, '', () => {});
  server.on('connection', touch);
  setInterval(() => server.getConnections((_, count) => { if (count > 0) touch(); }), 10_000);
}

function publish({ port, socket, used }) {
  whenListening(port, (host) => {
    const server = relay(() => net.connect({ host, port, allowHalfOpen: true, noDelay: true }));
    noteUse(server, used);
    process.umask(0);
    // Under its name only when it accepts connections: whoever sees it there connects at once.
    server.listen(`${socket}.new`, () => fs.renameSync(`${socket}.new`, socket));
  });
}

function start() {
  const child = spawn(command[0], command.slice(1), { stdio: settings.pump ? ['inherit', 'pipe', 'inherit'] : 'inherit' });
  if (settings.pump) child.stdout.pipe(process.stdout);
  child.on('error', (error) => { console.log(`${command[0]}: ${error.message}`); process.exit(127); });
  child.on('exit', (code, signal) => process.exit(signal ? 128 + require('node:os').constants.signals[signal] : code));
  if (settings.app) publish(settings.app);
  if (settings.ready) fs.writeFileSync(settings.ready, '');
}

function open([first, ...rest]) {
  if (!first) return start();
  relay(() => net.connect({ path: first.socket, allowHalfOpen: true })).listen(first.port, '127.0.0.1', () => open(rest));
}

open(settings.ports ?? []);
