// systemd.unit(5), systemd.service(5), systemd.exec(5), systemd.kill(5), systemd.resource-control(5): what is said of a unit, when it is started, what
// follows its end, how it is logged and weighed, and what a sandbox closes that no client of a store needs.
// The probe leaves out the most usual ones (32-unit-texts.sh).
const harmless = [
  'X-.*',
  'Condition.*',
  'Assert.*',
  'Description',
  'Documentation',
  'After',
  'Before',
  'Wants',
  'PartOf',
  'On(?:Failure|Success).*',
  'Exec(?:Reload|Stop).*',
  'Restart.*',
  'Timeout.*',
  'StartLimit.*',
  'Syslog.*',
  'Log[ELR].*',
  'Kill.*',
  'SendSIG.*',
  '.*(?:Signal|Accounting|Action|Weight|DirectoryMode)',
  'Nice',
  'OOM.*',
  'UMask',
  'Protect.*',
  'Private(?:Tmp|Devices|Mounts|IPC)',
  'NoNewPrivileges',
  'LockPersonality',
  'RemoveIPC',
  'Memory(?:Min|Low)',
  'Restrict(?:Realtime|SUIDSGID|Namespaces)',
];

// What they say is judged where it is read: by the unit's programs, users, files and folders.
const readElsewhere = `ExecCondition ExecStartPre ExecStart ExecStartPost Environment EnvironmentFile DefaultEnvironment UnsetEnvironment PassEnvironment
  Requires Requisite BindsTo User Group DynamicUser SupplementaryGroups WorkingDirectory RootDirectory RootImage RootMStack LoadCredential
  LoadCredentialEncrypted TTYPath PrivateUsers CapabilityBoundingSet AmbientCapabilities ExecSearchPath PAMName RestrictFileSystems NoExecPaths SELinuxContext
  AppArmorProfile MountImages ExtensionImages ExtensionDirectories TemporaryFileSystem InaccessiblePaths InaccessibleDirectories BindPaths BindReadOnlyPaths
  ReadWritePaths ReadWriteDirectories ReadOnlyPaths ReadOnlyDirectories ExecPaths`;
const known: ReadonlySet<string> = new Set(readElsewhere.split(/\s+/));
const pattern = new RegExp(`^(?:${harmless.join('|')})$`);

/** Whether a setting is none that could keep a sound program from coming up, or is judged for what it says. */
export function isKnownSetting(name: string): boolean {
  return known.has(name) || pattern.test(name);
}
