import type { Controller } from './controller.ts';
import type { Environment } from './installed.ts';

/** What Ansible is set up with, where the user is at home, and how texts are written; our own marks. Nothing else of it enters an image. */
const OF_A_RUN = /^(ANSIBLE_\w+|REAPCHECK_\w+|HOME|USER|LOGNAME|LANG|LANGUAGE|LC_\w+|TZ)$/;

/** The environment that the controller's commands get: all of this process's on this machine, a part of it in an image. */
export function handedOn({ inside }: Pick<Controller, 'inside'>, env: Environment): Environment {
  if (!inside) return env;
  return Object.fromEntries(Object.entries(env).filter(([name]) => OF_A_RUN.test(name)));
}
