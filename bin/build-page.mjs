// Makes dist/report-page.html of harness/report-page: one file that asks for nothing, with a place for a report in it.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = new URL('..', import.meta.url);
const from = (name) => new URL(`harness/report-page/${name}`, root);

const bundle = await rolldown({
  input: fileURLToPath(from('main.tsx')),
  tsconfig: fileURLToPath(from('tsconfig.json'))
});
const { output } = await bundle.generate({ format: 'esm', minify: true });
await bundle.close();
const script = output[0].code.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
const style = readFileSync(from('page.css'), 'utf8');
const page = readFileSync(from('page.html'), 'utf8')
  .replace('/*reapcheck:style*/', () => style)
  .replace('/*reapcheck:script*/', () => script);

mkdirSync(new URL('dist/', root), { recursive: true });
writeFileSync(new URL('dist/report-page.html', root), page);
