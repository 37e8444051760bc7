import type { SmokeRecord } from '../../harness/model/smoke.ts';

/** A smoke on one host that found nothing and proved nothing, unless it is said. */
export function smokeRecordOf(over: Partial<SmokeRecord> = {}): SmokeRecord {
  return {
    schema: 'reapcheck/smoke/1',
    playbook: 'site.yml',
    limit: 'web1',
    hosts: ['web1'],
    inventories: ['inventory/'],
    coreVersion: '2.19.1',
    watcher: 'new',
    arguments: { salt: 's', seal: 's' },
    sources: { files: [], roles: [], digest: 'd' },
    startedAt: '2026-01-02T00:00:00.000Z',
    endedAt: '2026-01-02T00:01:00.000Z',
    wallMs: 60_000,
    conditions: [{ host: 'web1', user: 'root', what: 'Python', state: 'ok', detail: '3.11' }],
    runs: [{ host: 'web1', status: 'green', idleMs: 2000, rebooted: false }],
    jobs: [],
    proof: 'none',
    proofs: [],
    findings: [],
    verdict: 'pass',
    folder: '/w/runs/smoke/site/x',
    ...over,
  };
}
