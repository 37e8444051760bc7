import type { Checked, Expectation } from '../../model/expectation.ts';
import { checkOrphans, checkReboots } from './after.ts';
import { checkFailures, checkJobs, checkParallel, checkReaps } from './jobs.ts';
import { checkHostCounts, checkHosts, checkPlay } from './play.ts';
import type { Subject } from './subject.ts';
import { checkTasks } from './tasks.ts';
import { checkLongestIdle, checkTook } from './timing.ts';

/** Holds one expectation against a run. Pure: a stored history is judged alike. `hosts`: the names of all hosts of the run. */
export function checkExpectation(expectation: Expectation, subject: Subject, hosts: readonly string[]): Checked {
  switch (expectation.kind) {
    case 'play':
      return checkPlay(subject, expectation.is);
    case 'hosts':
      return checkHosts(subject, expectation.ends, hosts);
    case 'host-counts':
      return checkHostCounts(subject, expectation.counts, hosts);
    case 'failures':
      return checkFailures(subject, expectation);
    case 'jobs':
      return checkJobs(subject, expectation);
    case 'reaps':
      return checkReaps(subject);
    case 'parallel':
      return checkParallel(subject, expectation);
    case 'tasks':
      return checkTasks(subject, expectation);
    case 'took':
      return checkTook(subject, expectation.span);
    case 'reboots':
      return checkReboots(subject, expectation.counts, hosts);
    case 'orphans':
      return checkOrphans(subject, expectation.are);
    case 'longest-idle':
      return checkLongestIdle(subject, expectation.span);
  }
}
