/** A file that a run was made of. */
export interface SourceFile {
  /** Relative to the playbook's folder where it is below the current directory, else absolute. */
  readonly path: string;
  readonly sha256: string;
}

/** All that a run was made of. */
export interface Sources {
  readonly files: readonly SourceFile[];
  /** Folders of roles: a file that is new in one of them is a change, too. */
  readonly roles: readonly string[];
  /** Of all files and their names. */
  readonly digest: string;
}

/** The arguments for ansible-playbook may hold a secret (`-e`): only what tells whether they are the same. */
export interface ArgumentsSeal {
  readonly salt: string;
  readonly seal: string;
}
