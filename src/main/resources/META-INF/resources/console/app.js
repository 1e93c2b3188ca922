import { html, render, useEffect, useRef, useState } from './lib/ui.js';
import { usePaused } from './lib/data.js';
import { IdentityContext, identify } from './lib/identity.js';
import { useKeys } from './lib/keyboard.js';
import { go, href, useRoute } from './lib/router.js';
import { apiKey, onSession, signOut } from './lib/session.js';
import { onStreamStatus, startStream } from './lib/stream.js';
import { chooseTheme, nextTheme, theme } from './lib/theme.js';
import { Icon } from './parts/basics.js';
import { Empty } from './parts/empty.js';
import { Help, PAGES, Palette } from './parts/palette.js';
import { Batch } from './pages/batch.js';
import { CallbackPage } from './pages/callback.js';
import { Callbacks } from './pages/callbacks.js';
import { Overview } from './pages/overview.js';
import { Routes } from './pages/routes.js';
import { SignIn } from './pages/signin.js';
import { Try } from './pages/try.js';
import { Unmatched } from './pages/unmatched.js';

const VIEWS = { overview: Overview, callbacks: Callbacks, callback: CallbackPage, unmatched: Unmatched, routes: Routes, batch: Batch, try: Try };
const STREAM = { live: ['live', 'Changes arrive at once.'], lost: ['reconnecting', 'The stream of changes was lost; pages are read at intervals.'] };

function App() {
  const [key, setKey] = useState(apiKey());
  useEffect(() => onSession(() => setKey(apiKey())), []);
  return key ? html`<${Console} key=${key} />` : html`<${SignIn} />`;
}

function Console() {
  const route = useRoute();
  const [identity, setIdentity] = useState({ known: false });
  const [open, setOpen] = useState('');
  useEffect(() => { identify().then(setIdentity, () => {}); }, []);
  useShortcuts(setOpen);
  const View = VIEWS[route.page];
  const main = useRef(null);
  useEffect(() => {
    document.title = `${PAGES.find(({ page }) => page === route.page)?.name ?? 'Callback'} · taskgate`;
    main.current?.scrollTo?.(0, 0);
  }, [route.page, route.id]);
  const commands = [
    { name: 'Change the theme', run: () => chooseTheme(nextTheme()) },
    { name: 'Keys', run: () => setTimeout(() => setOpen('help')) },
    { name: 'Sign out', run: () => signOut() },
  ];
  return html`<${IdentityContext.Provider} value=${identity}>
    <a class="skip" href="#main" onClick=${(event) => { event.preventDefault(); main.current?.focus(); }}>Skip to the content</a>
    <${Side} route=${route} identity=${identity} onOpen=${setOpen} />
    <main id="main" ref=${main} tabindex="-1">
      ${View ? html`<${View} key=${`${route.page}/${route.id}`} ...${route} />` : html`<${Empty} kind="absent" title="There is no such page."><p><a href=${href('overview')}>Overview</a></p><//>`}
    </main>
    ${open === 'palette' && html`<${Palette} commands=${commands} onClose=${() => setOpen('')} />`}
    ${open === 'help' && html`<${Help} onClose=${() => setOpen('')} />`}
  <//>`;
}

function Side({ route, identity, onOpen }) {
  const [stream, setStream] = useState('off');
  const [current, setCurrent] = useState(theme());
  useEffect(() => onStreamStatus(setStream), []);
  const shown = route.page === 'callback' ? 'callbacks' : route.page;
  const change = () => { chooseTheme(nextTheme()); setCurrent(theme()); };
  return html`<header class="side">
    <a class="brand" href=${href('overview')}><img src="icon.svg" alt="" width="22" height="22" /> taskgate</a>
    <nav aria-label="Pages"><ul>${PAGES.map(({ page, name, path }) => html`
      <li key=${page}><a href=${href(page)} aria-current=${page === shown ? 'page' : null}><${Icon} path=${path} />${name}</a></li>`)}</ul></nav>
    <div class="side-end">
      <button type="button" class="plain" onClick=${() => onOpen('palette')}>Go to… <kbd>Ctrl K</kbd></button>
      <button type="button" class="plain" onClick=${change}>Theme: ${current}</button>
      <button type="button" class="plain" onClick=${() => onOpen('help')}>Keys <kbd>?</kbd></button>
      ${STREAM[stream] && html`<span class=${`stream stream-${stream}`} title=${STREAM[stream][1]}>${STREAM[stream][0]}</span>`}
      ${identity.known && html`<p class="who" title=${(identity.roles ?? []).join(', ')}>${identity.principal}<br /><span class="note">${identity.tenant}</span></p>`}
      <button type="button" class="plain" onClick=${() => signOut()}>Sign out</button>
    </div></header>`;
}

/** The keys of all pages. `g` waits a second for the letter of a page. */
function useShortcuts(setOpen) {
  const [paused, setPaused] = usePaused();
  const waiting = useRef(0);
  const goTo = (letter) => {
    const target = PAGES.find((page) => page.letter === letter);
    if (Date.now() - waiting.current < 1000 && target) go(href(target.page));
    waiting.current = 0;
  };
  useKeys({
    'Mod+k': () => setOpen('palette'), '?': () => setOpen('help'), p: () => setPaused(!paused), g: () => { waiting.current = Date.now(); },
  });
  useEffect(() => {
    const pressed = (event) => waiting.current && event.key !== 'g' && goTo(event.key);
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  });
}

chooseTheme(theme());
startStream();
const place = document.getElementById('app');
place.replaceChildren();
render(html`<${App} />`, place);
