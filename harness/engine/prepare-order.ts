export interface PrepareOrder {
  readonly playbook: string;
  /** Its plays stand in these, and in those of playbooks that it imports. */
  readonly playFiles: readonly string[];
  readonly budgetMs: number;
  /** What a login on the hosts sees. */
  readonly look?: string | undefined;
  /** Whether it is run whatever an earlier drill has kept of it, and nothing is kept for a later one. */
  readonly fresh: boolean;
  readonly say: (text: string) => void;
}
