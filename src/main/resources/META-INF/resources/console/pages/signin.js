import { html, useState } from '../lib/ui.js';
import { identify, usePublicSettings } from '../lib/identity.js';
import { signIn, signInNotice } from '../lib/session.js';

/** Asks for the API key. In development mode the published keys are offered. */
export function SignIn() {
  const { developmentKeys } = usePublicSettings();
  const [key, setKey] = useState('');
  const [state, setState] = useState({ error: signInNotice(), busy: false });
  const attempt = async (given) => {
    setState({ error: '', busy: true });
    try {
      await identify(given);
      signIn(given);
    } catch (error) {
      setState({ error: error.status === 401 ? 'The gateway does not know this API key.' : error.message, busy: false });
    }
  };
  return html`<main class="sign-in" id="main">
    <h1><img src="icon.svg" alt="" width="28" height="28" /> taskgate</h1>
    <p>Sign in with an API key of the gateway. It stays in this tab and ends with it.</p>
    <form onSubmit=${(event) => { event.preventDefault(); attempt(key.trim()); }}>
      <label for="api-key">API key</label>
      <input id="api-key" type="password" autocomplete="off" spellcheck="false" value=${key} onInput=${(event) => setKey(event.target.value)} autofocus />
      <button type="submit" class="primary" disabled=${state.busy || !key.trim()}>Sign in</button>
    </form>
    ${state.error && html`<p class="warning" role="alert">${state.error}</p>`}
    ${developmentKeys.length > 0 && html`<section class="dev-keys" aria-labelledby="dev-keys"><h2 id="dev-keys">Development mode</h2>
      <p class="note">These keys are published in the repository and work in development mode only.</p>
      <p class="buttons">${developmentKeys.map((name) => html`<button type="button" key=${name} class=${name === 'dev-console' ? 'primary' : ''} disabled=${state.busy} onClick=${() => attempt(name)}>Sign in as ${name}</button>`)}</p></section>`}
  </main>`;
}
