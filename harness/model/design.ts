/** What a job does: a line for a shell or a program, or a module with its arguments. */
export type Work =
  | { readonly kind: 'command'; readonly command: string }
  | { readonly kind: 'module'; readonly module: string; readonly args: Readonly<Record<string, unknown>> };

/** A long job, as somebody knows it who has seen it run. */
export interface WantedJob {
  /** The name of its task: no two have the same. */
  readonly name: string;
  readonly work: Work;
  /** Seconds, of the slowest run that somebody has seen. */
  readonly runtimeS: number;
  /** May run beside the jobs before and after it that may as well. */
  readonly parallel: boolean;
  /** The host is restarted after it, by the play. */
  readonly reboots: boolean;
}

/** What a play is designed for. */
export interface DesignRequest {
  readonly name: string;
  /** The play's `hosts`. */
  readonly hosts: string;
  /** How many hosts that are, at most. */
  readonly hostCount: number;
  readonly become: boolean;
  /** How many times its slowest runtime a job gets as its limit. */
  readonly headroom: number;
  /** Seconds, of the slowest restart of a host that somebody has seen; undefined where nobody has. */
  readonly bootS: number | undefined;
  /** In their order. */
  readonly jobs: readonly WantedJob[];
}

/** A number of the play, and where it comes from. */
export interface ChosenNumber {
  readonly task: string;
  readonly keyword: 'async' | 'poll' | 'retries' | 'delay' | 'reboot_timeout';
  readonly value: number;
  readonly why: string;
}

/** How the play comes to know the end of a job. */
export interface ChosenWay {
  readonly job: string;
  readonly way: 'keep-alive' | 'launch-and-reap';
  readonly why: string;
}

export interface Designed {
  /** The playbook, in YAML. */
  readonly playbook: string;
  readonly ways: readonly ChosenWay[];
  readonly numbers: readonly ChosenNumber[];
  /** What else to know, one sentence each. */
  readonly notes: readonly string[];
  /** Seconds that the play takes at most on one host, its round trips apart; restarts count once. */
  readonly longestS: number;
}
