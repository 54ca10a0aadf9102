/** `snowline --help`, rendered by yargs ahead of time because importing it costs twice what Node itself does; `npm run update` writes it. */
export const helpText = `snowline COMMAND [flags]

If this host were restarted now, would it come back with its secrets?

Commands:
  snowline scan                audit hosts: would they come back with their
                               secrets if restarted now?
  snowline demo                audit the bundled incident fleet: no account, no
                               network, no configuration
  snowline collect             the first half of a scan: write what is observed
                               as evidence (JSONL), judge nothing
  snowline assess [file]       the second half of a scan: judge recorded
                               evidence
  snowline rotation [file]     pre-rotation checklist: which consumers trust the
                               old CA, the new one, both or neither
  snowline explain [what]      the proof behind a host: path or missing link,
                               time line, what the log will say, what to do
  snowline rehearse [hosts..]  have hosts try the TLS handshake of their
                               services, and compare it with the prediction
  snowline verify              would this client accept this chain with this
                               trust store, now and until when?
  snowline probe               show what the probe sees of this host; with
                               --script, print the probe for reading
  snowline ssm-document        print the document that AWS Systems Manager runs
                               for snowline; --readable shows what is in it
  snowline iam-policy          print the IAM policy that a scan of a
                               configuration needs, and no more
  snowline init                write a commented starting configuration
  snowline doctor              before a scan: credentials, missing permissions,
                               regions, reachability, how many hosts
  snowline completion [shell]  print a completion script for bash, zsh or fish

Options:
  --version  Show version number                                       [boolean]
  --help     Show help                                                 [boolean]

Exit codes: 0 complete, and nothing at or above --fail-on · 1 a finding at or
above --fail-on · 2 wrong flags, configuration, rules or input file · 3
incomplete · 4 internal error · 130 interrupted (Ctrl-C) · 143 terminated
(SIGTERM)
`;
