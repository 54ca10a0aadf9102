#!/usr/bin/env node
// The entry runs on any Node: it imports nothing that an old one could not read, so that the message below comes through.
// --version and --help answer from here, without yargs or any other package.
const required = [22, 18];
const running = process.versions.node.split('.').map(Number);
const isOld = (running[0] ?? 0) < 22 || (running[0] === 22 && (running[1] ?? 0) < 18);
const argv = process.argv.slice(2);
const only = argv.length === 1 ? argv[0] : undefined;

// Whoever writes hears of a failure by the callback of that write; without a listener it would end the process beside it
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

// `| head -1` closes the pipe early, which is no fault of ours
function print(text: string): void {
  process.stdout.write(text, (error?: NodeJS.ErrnoException | null) => {
    if (!error || error.code === 'EPIPE') return;
    process.stderr.write(`error: cannot write to stdout (${error.code ?? 'unknown reason'})\n`);
    process.exitCode = 2;
  });
}

if (isOld) {
  process.stderr.write(`snowline needs Node ${required.join('.')} or newer, this is ${process.versions.node} (${process.execPath})\n`);
  process.stderr.write('hint: install Node 24, for example with: nvm install 24\n');
  process.exitCode = 2;
} else if (only === '--version' || only === '-v') {
  const { tool } = await import('./version.ts');
  print(`${tool.version}\n`);
} else if (only === '--help' || only === '-h' || argv.length === 0) {
  const { helpText } = await import('./help-text.ts');
  print(helpText);
  if (argv.length === 0) process.exitCode = 2;
} else {
  const { main } = await import('./main.ts');
  await main(argv);
}

export {};
