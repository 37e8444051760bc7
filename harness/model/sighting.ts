interface Seen {
  /** Epoch in ms, on the controller, when the sighting reached us. */
  readonly at: number;
  readonly host: string;
}

/** A job file as it stood; content is never kept, only what says how the job ended. */
export interface JobFileSeen extends Seen {
  readonly type: 'job-file';
  readonly path: string;
  readonly jid: string;
  readonly state: 'present' | 'gone';
  readonly bytes?: number;
  /** Whether it is the JSON object that Ansible writes. */
  readonly readable?: boolean;
  readonly finished?: boolean;
  readonly failed?: boolean;
  readonly rc?: number;
  /** The watcher on the host wrote that the limit was exceeded. */
  readonly timedOut?: boolean;
  /** The receipt token of a fault, where a stand-in of ours wrote the result. */
  readonly token?: string;
}

/** Names a process once and for all: a pid alone could be another's by now. */
export interface ProcessId {
  readonly pid: number;
  /** Field 22 of /proc/PID/stat. */
  readonly startTicks: number;
}

/** A process of a job: the wrapper's watcher and runner carry the job id in their command line. */
export interface ProcessSeen extends Seen, ProcessId {
  readonly type: 'process';
  readonly state: 'alive' | 'gone';
  /** The id of the job that it belongs to (itself a wrapper process, or a descendant of one). */
  readonly jid?: string;
  readonly role?: 'wrapper' | 'descendant' | 'stand-in';
}

export interface BootSeen extends Seen {
  readonly type: 'boot';
  readonly bootId: string;
}

/** What a stand-in wrote down on the host as it took its place. A claim: proof needs another sighting that agrees. */
export interface ReceiptSeen extends Seen {
  readonly type: 'receipt';
  readonly token: string;
  readonly fault: string;
  readonly jid: string;
  /** When it began, epoch in ms on the host's clock. */
  readonly struckAt: number;
  readonly jobFile?: string;
  readonly pids: Readonly<Record<'watcher' | 'runner' | 'module', ProcessId>> & { readonly leaf?: ProcessId };
}

/** What a stand-in wrote down as it struck: what it had let the job do by then. */
export interface ProgressSeen extends Seen {
  readonly type: 'progress';
  readonly token: string;
  readonly jid: string;
  /** `done`: the job was quicker than in the baseline, and came to its end. */
  readonly work: 'none' | 'stopped' | 'done';
}

/** The probe itself began, ended, or lost the host: without a probe there is no proof. `looked`: all that stood there by then is told. */
export interface ProbeSeen extends Seen {
  readonly type: 'probe';
  readonly state: 'watching' | 'looked' | 'stopped' | 'lost';
  readonly reason?: string;
}

/** How busy the machine is that the host runs on: processes that want a processor, on average of the last minute. */
export interface LoadSeen extends Seen {
  readonly type: 'load';
  readonly load: number;
  readonly processors: number;
}

/** What had passed a host's link by the play's end. Measured here, on the way to the host. */
export interface LinkSeen extends Seen {
  readonly type: 'link';
  readonly accepted: number;
  /** Connections that an idle limit has dropped. */
  readonly idleDropped: number;
  /** The longest time that a connection stood open without a byte, in ms. */
  readonly longestIdleMs: number;
}

/** A packet for an address that is no machine of the run: it got no further than the wall. Seen here, where it ended. */
export interface WallHit extends Seen {
  readonly type: 'wall';
  readonly to: string;
  readonly protocol: string;
  readonly port?: number;
  /** The name that it asked a name server for. */
  readonly lookup?: string;
}

/** One thing that we saw ourselves, on a host over SSH or on its link. */
export type Sighting =
  | JobFileSeen
  | ProcessSeen
  | BootSeen
  | ReceiptSeen
  | ProgressSeen
  | ProbeSeen
  | LoadSeen
  | LinkSeen
  | WallHit;
