import type { AuditRule } from '../../model/audit.ts';
import { asyncNotPossible } from './async-not-possible/rule.ts';
import { asyncWithoutEffect } from './async-without-effect/rule.ts';
import { cleanupIsNoReap } from './cleanup-is-no-reap/rule.ts';
import { criterionOnLaunch } from './criterion-on-launch/rule.ts';
import { failureLostInReap } from './failure-lost-in-reap/rule.ts';
import { handRolledReboot } from './hand-rolled-reboot/rule.ts';
import { jidOfMany } from './jid-of-many/rule.ts';
import { launchOutputRace } from './launch-output-race/rule.ts';
import { limitNotHonoured } from './limit-not-honoured/rule.ts';
import { notSeconds } from './not-seconds/rule.ts';
import { overwrittenRegister } from './overwritten-register/rule.ts';
import { partialReap } from './partial-reap/rule.ts';
import { reapAsOtherUser } from './reap-as-other-user/rule.ts';
import { reapConditionDiffers } from './reap-condition-differs/rule.ts';
import { reapInCheckMode } from './reap-in-check-mode/rule.ts';
import { reapOfNoJob } from './reap-of-no-job/rule.ts';
import { reapOnOtherHost } from './reap-on-other-host/rule.ts';
import { reapWithoutUntil } from './reap-without-until/rule.ts';
import { shellOperatorInCommand } from './shell-operator-in-command/rule.ts';
import { undefinedWindowVariable } from './undefined-window-variable/rule.ts';
import { unreapedJob } from './unreaped-job/rule.ts';
import { untilNotFinished } from './until-not-finished/rule.ts';
import { versionDependentUntil } from './version-dependent-until/rule.ts';
import { waitWithoutDelay } from './wait-without-delay/rule.ts';
import { windowShorterThanLimit } from './window-shorter-than-limit/rule.ts';
import { zeroRetries } from './zero-retries/rule.ts';

/** All rules, by id. */
export const RULES: readonly AuditRule[] = [
  asyncNotPossible,
  asyncWithoutEffect,
  cleanupIsNoReap,
  criterionOnLaunch,
  failureLostInReap,
  handRolledReboot,
  jidOfMany,
  launchOutputRace,
  limitNotHonoured,
  notSeconds,
  overwrittenRegister,
  partialReap,
  reapAsOtherUser,
  reapConditionDiffers,
  reapInCheckMode,
  reapOfNoJob,
  reapOnOtherHost,
  reapWithoutUntil,
  shellOperatorInCommand,
  undefinedWindowVariable,
  unreapedJob,
  untilNotFinished,
  versionDependentUntil,
  waitWithoutDelay,
  windowShorterThanLimit,
  zeroRetries,
];
