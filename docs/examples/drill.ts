import { drill } from 'reapcheck';

const report = await drill('playbooks/bad/backup-unreaped.yml', {
  faults: ['fail'],
  jobs: ['backup'],
  progress: { trialEnded: ({ fault }, outcome) => console.log(`${fault}: ${outcome.kind}`) },
});
const { surfaced, counted } = report.score;
console.log(`${report.verdict}: ${surfaced} of ${counted} failures were noticed; ${report.folder}`);
for (const { rule, message, remedy } of report.findings) console.log(`${rule}: ${message}\n  ${remedy}`);
