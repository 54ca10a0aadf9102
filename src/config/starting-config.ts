/** Where a schema lies beside a project that has snowline among its npm packages. */
const installedSchema = './node_modules/snowline/reports/schema/config.schema.json';

/**
 * The text of a first snowline.yaml: valid as it stands (it audits this machine), every option with its default and its
 * reason. Examples are commented out with a bare `#`, explanations with `# `, so that taking away the bare ones leaves a
 * valid file too.
 */
export function startingConfig(schema: string = installedSchema): string {
  return `# yaml-language-server: $schema=${schema}
#
# snowline.yaml: which credential stores, hosts and services are audited, and what counts as a failure.
# Everything is optional. Lines that start with a bare # are examples: take the # away to use them.
# Paths are relative to this file.

# --- Credential stores: whatever hands out secrets over TLS ---------------------------------------------------------
# No secret is read, save the one that secretId names: it holds CA certificates.
#stores:
#  - name: vault
#    endpoint: https://vault.example.com:8200   # the port defaults to 443
#    names: [vault.service.consul]              # further names by which clients reach it
#    tunnels: [http://proxy.example.com:3128]   # proxies that hosts may ask it through, and that hand TLS on as it is
#    servedChain:                               # how to learn which chain it presents:
#      from: tls                                #   by a handshake (the default), from a file, or none
#      connect: 10.0.0.10:8200                  #   connect here instead of to the endpoint
#      ignoreUnreachable: false                 #   true: addresses that do not answer count for nothing
#    generations:                               # its CA certificates, old and new
#      from: files
#      current: ca/current.pem
#      pending: ca/pending.pem                  # what it will switch to
#      previous: ca/previous.pem
#      currentSince: 2026-01-31                 # when the current CA became current
#    switchAt: 2027-03-01T06:00:00Z             # from then on only the pending CA counts
#    clientCas:                                 # what it accepts client certificates of
#      current: ca/clients.pem
#      pending: ca/clients-next.pem
#  - name: secrets
#    endpoint: secretsmanager.eu-west-1.amazonaws.com
#    servedChain: { from: none }                # judge hosts by the current generation instead
#    generations:
#      from: secrets-manager                    # AWSCURRENT, AWSPENDING and AWSPREVIOUS of one secret
#      secretId: pki/store-ca
#      region: eu-west-1
#      roleArn: arn:aws:iam::111122223333:role/snowline-read
#      externalId: example
#    aws:                                       # how the secrets of its services are described (never read)
#      region: eu-west-1                        #   that of the endpoint without it
#      roleArn: arn:aws:iam::111122223333:role/snowline-read
#      externalId: example
#      simulate: true                           #   ask IAM whether the role of each host may read them
#  - name: legacy
#    endpoint: legacy.example.com
#    servedChain: { from: file, path: ca/legacy-chain.pem }   # PEM in served order
#  - name: team-vault
#    kind: vault                                # asked whether it is sealed; or secrets-manager
#    endpoint: https://team-vault.example.com:8200
#    generations:
#      from: vault                              # the issuers of its PKI engine, read without a token
#      mount: pki
#      address: https://vault-pki.example.com:8200   # where that is not the endpoint
#      namespace: team/prod
#      caFile: ca/vault-listener.pem            # what vouches for Vault; the CAs of Node.js without it

# --- Hosts: where they are listed -----------------------------------------------------------------------------------
inventory:
  - source: localhost                           # this machine
#  - source: ec2                                # running instances; needs ec2:DescribeInstances
#    regions: all                               # or a list: [eu-west-1, us-east-1]
#    accounts:                                  # without it: the account of the ambient credentials
#      - name: production
#        roleArn: arn:aws:iam::111122223333:role/snowline-read
#        externalId: example
#    filters: { "tag:environment": [production] }
#    maxResults: 1000                           # page size
#    concurrency: 4                             # calls at once for each account and region
#    details: [image, launch-template]          # ssm, user-data (its SHA-256) and packages, too
#  - source: hosts-file                         # a list of hosts in YAML or JSON
#    path: hosts.yaml
#  - source: ansible                            # output of ansible-inventory --list
#    path: ansible-inventory.json

# --- Collection: how hosts are asked, and how hard ------------------------------------------------------------------
#collection:
#  transports:                                  # the first entry that fits a host counts; names and values may hold * and ?
#    - { names: ["db-*"], use: none }
#    - source: ec2
#      accounts: ["111122223333"]
#      regions: [eu-west-1]
#      tags: { team: [payroll, "web-*"] }
#      use: [ssm, ssh]                          # ssh only where ssm has failed; also local, replay, none
#  ssh:                                         # the system's ssh: what is left out, ssh_config says
#    program: ssh
#    user: audit
#    port: 22
#    identityFile: keys/audit
#    configFile: ssh_config
#    knownHostsFile: known_hosts
#    jump: bastion.example.com
#    hostKeys: strict                           # or accept-new; a changed key is never accepted
#    become: { command: sudo -n, required: true }   # or: become: sudo -n; not required: what root would show is missing
#    connectTimeout: 10s
#    hosts:                                     # settings of some hosts in place of those above
#      - match: ["legacy-*"]
#        user: root
#        become: false
#  ssm:                                         # AWS Systems Manager, with the document of snowline ssm-document
#    document: snowline-probe
#    rehearsalDocument: snowline-rehearsal      # of snowline ssm-document --rehearsal, where snowline rehearse is wanted
#    accounts:                                  # without it: the roles of the EC2 inventory
#      - roleArn: arn:aws:iam::111122223333:role/snowline-run
#        externalId: example
#    target: { tag: team, values: [payroll] }   # one command for all hosts with the tag, in place of 50 ids each
#    batch: 50                                  # hosts in one command
#    maxConcurrency: "50"                       # hosts of a command at once: a number or a share such as 10%
#    callsPerSecond: 10                         # of the SSM API, for each account and region
#    concurrency: 8
#  concurrency: 50                              # hosts at once
#  perAccount: 25                               # hosts of one account at once; no bound of its own without it
#  startsPerSecond: 10                          # hosts of one account that are begun in a second; no bound without it
#  attempts: 3                                  # where a failure may pass

# --- Evidence beside what is collected now --------------------------------------------------------------------------
#evidence:
#  replay: [bastion.evidence.jsonl]             # recorded by snowline collect where no transport reaches
#  maxAge: 7d                                   # a host whose evidence is older is unknown: it may have been rebuilt since
#  fetches:                                     # who fetched which secret when: how old what lives in memory is
#    - { from: cloudtrail, path: cloudtrail }   # files of CloudTrail, or a folder with them (.json, .json.gz)
#    - { from: vault-audit, path: vault-audit.log }

# --- Services: who depends on whom, and on which store --------------------------------------------------------------
services:
  tag: service                                  # tag that names a host's service
  ownerTag: owner                               # tag that names its owner
#  defaultStores: [vault]                       # for every service that declares none
#  declared:
#    - name: orders
#      owner: team-orders
#      stores: [vault, secrets]                 # [] says: it uses none
#      secrets:                                 # what it reads: its value is never read
#        - { id: prod/orders/db, store: secrets }       # of AWS Secrets Manager: its state is looked up
#        - { id: secret/data/orders, store: vault }     # of Vault: not looked up, only found in logs of fetches
#      unit: orders-api.service                 # where the unit is not named like the service
#      client: go                               # client profile, where the evidence does not tell
#      clientCertificate:                       # what it shows to stores that ask for one, or none; paths on its hosts
#        certificate: /etc/orders/client.pem
#        key: /etc/orders/client.key
#      identity: { tokenFile: /etc/orders/token }   # what it proves itself with, where its own configuration says so
#      deploy: { strategy: canary, batch: 1 }   # all-at-once, rolling or canary; hosts restarted together
#      dependsOn:
#        - users                                # cannot do without
#        - { service: search, fallback: true }  # goes on without; fallback is false by default
#    - name: users
#      stores: [legacy]
#      identity: { roleIdFile: /etc/users/role-id, secretIdFile: /etc/users/secret-id }   # an AppRole of Vault
#    - name: search
#      stores: []

# --- What counts as a failure ---------------------------------------------------------------------------------------
horizon: 30d                                    # how far ahead to look for certificates that run out
failOn: high                                    # exit 1 at this severity or worse: critical, high, medium, low, info, none
minCoverage: 100                                # percent of workloads that must be judged: what was not seen is not fine
certificateExpiry: { high: 7, medium: 14, low: 30 }   # days before the end of a certificate in use, by severity

# --- Rules of your own, beside the shipped pack ---------------------------------------------------------------------
#rules: [rules]
`;
}
