import { render } from 'preact';
import { App } from './app.tsx';
import { readPage } from './data.ts';

const root = document.getElementById('root');
if (root) {
  const page = readPage();
  root.textContent = '';
  render(<App page={page} />, root);
}
