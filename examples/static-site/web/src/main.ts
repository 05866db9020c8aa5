import { environment } from './env';
import { render } from './routes';
import './style.css';

const main = document.querySelector('main')!;

async function show(): Promise<void> {
  main.replaceChildren(await render(location.pathname));
  document.title = `${import.meta.env.VITE_TITLE ?? 'Greetings'} (${environment.STAGE ?? 'unknown'})`;
}

// Links within the site change the path, and nothing is loaded again.
document.addEventListener('click', event => {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || link.origin !== location.origin || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.pushState(undefined, '', link.href);
  void show();
});
window.addEventListener('popstate', () => void show());
void show();
